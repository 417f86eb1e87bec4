"""The lists of questions, the library and threads are read by index: no plan scans a table."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event, text

from app.kit.database import Actor, Unit
from app.messages import service as messages
from app.questions import service as questions
from app.questions.models import LibraryStatus, Topic

SOME = UUID(int=7)
LISTS: dict[str, tuple[Callable[[Unit], object], str]] = {
    "an interview's questions": (
        lambda unit: questions.questions_page(unit, SOME, after=SOME),
        "ix_questions_of_interview",
    ),
    "an application's questions": (
        lambda unit: questions.questions_of_application(unit, SOME, after=SOME),
        "ix_questions_of_application",
    ),
    "an owner's queue": (
        lambda unit: questions.owner_queue(unit, SOME),
        "_sla_clocks_",  # which of its indexes depends on what the tables hold
    ),
    "the library by status": (
        lambda unit: questions.library_page(unit, status=LibraryStatus.PUBLISHED, after=SOME),
        "ix_library_answers_by_",
    ),
    "the library by topic": (
        lambda unit: questions.library_page(unit, topic=Topic.PAY, after=SOME),
        "ix_library_answers_by_topic",
    ),
    "a thread": (
        lambda unit: messages.thread_page(unit, SOME, is_for_candidate=True, after=SOME),
        "ix_messages_of_application",
    ),
    "unread counts": (
        lambda unit: messages.unread_counts(unit, Actor.staff(SOME), [SOME, uuid4()]),
        "ix_messages_of_application",
    ),
}


@contextmanager
def _statements(unit: Unit) -> Iterator[list[tuple[str, Sequence[object]]]]:
    connection = unit.session.connection()
    seen: list[tuple[str, Sequence[object]]] = []

    def note(_c: object, _cursor: object, statement: str, parameters: Sequence[object], *_: object) -> None:
        seen.append((statement, parameters))

    event.listen(connection, "before_cursor_execute", note)
    yield seen
    event.remove(connection, "before_cursor_execute", note)


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_read_by_its_index(unit: Unit, name: str) -> None:
    read, index = LISTS[name]
    unit.session.execute(text("set local enable_seqscan = off"))  # the tables are empty here
    with _statements(unit) as seen:
        read(unit)
    statement, parameters = seen[0]
    plan = "\n".join(unit.session.connection().exec_driver_sql(f"explain {statement}", parameters).scalars())
    assert index in plan, plan
    assert "Seq Scan" not in plan, plan
