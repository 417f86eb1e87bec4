"""What happens in a domain reaches those above it, within the transaction."""

from typing import Any

import pytest

from app import events
from app.evidence.service import record
from app.hiring import service as hiring
from app.hiring.models import ApplicationStatus, Decision
from app.kit import events as registry
from app.kit.database import Actor, Database, Unit
from app.people.models import Department
from tests.conftest import NOW
from tests.factories.bank import found_bank


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, dict[str, Any]]]:
    """What is emitted during the test; nobody else listens."""
    monkeypatch.setattr(registry, "_handlers", {})
    lines: list[tuple[str, dict[str, Any]]] = []
    for name in ("round.decided", "application.ended"):
        registry.on(name, lambda _unit, _name=name, **ids: lines.append((_name, ids)))
    return lines


def test_a_rejection_tells_of_the_decision_and_of_the_end(unit: Unit, heard: list[tuple[str, dict[str, Any]]]) -> None:
    bank = found_bank(unit)
    acting = unit.at(NOW, Actor.staff(bank.recruiter))
    hiring.move_to_round(acting, bank.application, bank.rounds[0])
    made = hiring.decide_round(acting, bank.application, bank.rounds[0], Decision.REJECT, "not enough depth")
    ids = {"decision_id": made.id, "application_id": bank.application, "round_id": bank.rounds[0]}
    ended = {"application_id": bank.application, "status": ApplicationStatus.REJECTED}
    assert sorted(heard, key=lambda line: line[0]) == [("application.ended", ended), ("round.decided", ids)]


def test_a_handler_is_called_once_however_often_it_is_registered(unit: Unit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_handlers", {})
    calls = []

    def handler(_unit: Unit, *, number: int) -> None:
        calls.append(number)

    registry.on("thing.happened", handler)
    registry.on("thing.happened", handler)
    registry.emit(unit, "thing.happened", number=7)
    registry.emit(unit, "nobody.listens")
    events.connect()
    wired = {name: list(handlers) for name, handlers in registry._handlers.items()}
    events.connect()
    assert {name: list(handlers) for name, handlers in registry._handlers.items()} == wired
    assert calls == [7]


def test_a_handler_that_raises_undoes_the_act(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_handlers", {})

    def refuse(_unit: Unit) -> None:
        raise RuntimeError("refused")

    registry.on("thing.happened", refuse)

    def act() -> None:
        with database.unit(Actor.service(), NOW) as unit:
            row = Department(name="Risk", created_at=NOW)
            unit.session.add(row)
            unit.session.flush()
            record(unit, "department.created", row)
            registry.emit(unit, "thing.happened")

    with pytest.raises(RuntimeError, match="refused"):
        act()
    with database.unit(Actor.service(), NOW) as unit:
        assert unit.session.query(Department).count() == 0
