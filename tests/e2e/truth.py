"""What the core and the mail server say, asked by SQL of our own: what pages are compared with."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from uuid import UUID

from sqlalchemy import text

from app.kit.installation import Installation
from tests.e2e.running import RunningDemo, wait_until
from tests.factories.desk import Desk
from warehouse.manifest import read_current

PROMISES = text("""
    select count(*) as due, count(*) filter (where stopped_at <= due_at) as on_time,
        count(*) filter (where stopped_at is null or stopped_at > :as_of) as overdue
    from sla_clocks
    where kind = :kind and due_at <= :as_of
        and not (outcome in ('cancelled', 'excused') and coalesce(closed_at <= :as_of, true))
""")
SENT = text("select clock_id, rung, recipient_staff_id, outbox_id from nudges where status = 'sent'")
OPEN = text("select count(*) from nudges where status = 'queued'")
OF_SUBJECT = text("select id from sla_clocks where kind = :kind and subject_id = :subject_id")


@dataclass(frozen=True)
class Promises:
    """Counts of one kind of promise over all time."""

    due: int
    on_time: int
    overdue: int


def served_as_of(demo: RunningDemo) -> datetime:
    """The moment for which the version being served was computed."""
    manifest = read_current(demo.settings.warehouse_dir)
    assert manifest is not None
    return manifest.as_of


def promises(demo: RunningDemo, core: Installation, kind: str) -> Promises:
    """What the core says about a kind of promise, at the moment of the version being served."""
    with core.owner.engine.connect() as connection:
        row = connection.execute(PROMISES, {"kind": kind, "as_of": served_as_of(demo)}).one()
    return Promises(row.due, row.on_time, row.overdue)


def clock_of(core: Installation, kind: str, subject_id: UUID) -> UUID:
    """The id of the promise about a seat or a question."""
    with core.owner.engine.connect() as connection:
        found: UUID = connection.execute(OF_SUBJECT, {"kind": kind, "subject_id": subject_id}).scalar_one()
    return found


def nudges_about(core: Installation, clock_id: UUID) -> int:
    """How many mails the ledger says went out about one promise."""
    with core.owner.engine.connect() as connection:
        return sum(row.clock_id == clock_id for row in connection.execute(SENT))


def assert_mails_are_the_ledger(demo: RunningDemo, core: Installation) -> None:
    """Every nudge that the ledger calls sent is one mail, and every mail is one of them."""
    with core.owner.engine.connect() as connection:
        sent = connection.execute(SENT).all()
    received = message_ids(demo)
    assert max(Counter(received).values(), default=0) <= 1
    rungs = Counter((row.clock_id, row.rung, row.recipient_staff_id) for row in sent)
    assert max(rungs.values(), default=0) <= 1
    expected = {str(row.outbox_id) for row in sent}
    assert {each.strip("<>").partition("@")[0] for each in received} == expected


def message_ids(demo: RunningDemo) -> list[str]:
    """The Message-ID of every mail that the demo's mail server took."""
    mails = [
        message_from_bytes(path.read_bytes(), policy=policy.default) for path in demo.settings.mailbox_dir.glob("*.eml")
    ]
    return [str(mail["Message-ID"]) for mail in mails]


def is_quiet(demo: RunningDemo, core: Installation, since: datetime) -> bool:
    """Whether a version of after `since` is served and no nudge is on its way."""
    with core.owner.engine.connect() as connection:
        return served_as_of(demo) > since and connection.execute(OPEN).scalar_one() == 0


def wait_until_nudged(demo: RunningDemo, core: Installation, desk: Desk) -> None:
    """Until mails about everything that the desk's people owe are out."""
    clocks = [clock_of(core, "feedback", seat) for seat in desk.seats.values()]
    clocks.append(clock_of(core, "answer", desk.question_id))
    wait_until(lambda: all(nudges_about(core, clock) for clock in clocks), 120, "the late desk is nudged")
