"""What the files lack: told, taken away only when asked, refused while it is in use."""

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from app.configuration import service
from app.configuration.errors import BadConfiguration
from app.configuration.names import look_up
from app.hiring import service as hiring
from app.hiring.schemas import RoundInput
from app.kit.database import Unit
from app.nudges import wording
from app.nudges.default_words import DEFAULTS
from app.people import service as people
from app.people.models import Role
from app.sla import service as sla
from app.sla.models import ClockKind
from app.sla.models import Unit as OwedUnit
from app.sla.schemas import Anchor, Recipient, Rung
from tests.conftest import NOW
from tests.integration.configuration.conftest import change, described


def test_what_a_file_lacks_is_told_and_stays_unless_pruned(unit: Unit, company: dict[str, UUID], folder: Path) -> None:
    people.grant_role(unit, company["wang"], Role.ANALYST)
    sla.set_policy(
        unit,
        kind=ClockKind.REPLY,
        amount=1,
        counted_in=OwedUnit.BUSINESS_HOURS,
        calendar_code="CN",
        department_id=company["markets"],
    )
    sla.write_calendar(unit, "DE", based_on="DE")
    names = [
        ("removed", "calendar DE"),
        ("removed", "policy Bank / Markets: reply"),
        ("removed", "role wang@bank.example: analyst"),
    ]
    assert described(unit, folder) == names
    assert service.apply(unit, folder).applied == []
    assert described(unit, folder) == names
    assert len(service.apply(unit, folder, prune=True).applied) == 3
    assert described(unit, folder) == []
    assert [each.code for each in sla.calendars(unit) if each.retired_at == NOW] == ["DE"]  # kept, for what it measured
    assert people.roles_of(unit, company["wang"]) == frozenset()


def test_the_companys_own_policies_are_never_taken_away(unit: Unit, folder: Path) -> None:
    change(folder, "policies.yml", lambda data: data["company"].pop("feedback"))
    assert service.apply(unit, folder, prune=True).applied == []


def test_what_is_in_use_is_not_taken_away_and_all_of_it_is_named(
    unit: Unit, company: dict[str, UUID], folder: Path
) -> None:
    sla.write_calendar(unit, "DE", based_on="DE")
    wording.write_template(unit, "mine", DEFAULTS["overdue"])
    measure: dict[str, Any] = {"kind": ClockKind.ANSWER, "amount": 1, "counted_in": OwedUnit.BUSINESS_DAYS}
    rung = Rung(Anchor.DUE, 0, OwedUnit.BUSINESS_HOURS, (Recipient.OWNER,), "mine")
    sla.set_policy(unit, **measure, calendar_code="DE", ladder=[rung])
    sla.start_clock(unit, kind=ClockKind.ANSWER, subject_id=company["wang"], started_at=NOW, owner_staff_id=None)
    notes = {each.name: each.note for each in service.diff(unit, folder).changes if each.change == "removed"}
    assert notes == dict.fromkeys(("DE", "mine"), "in use: 1 policies name it, 1 running promises go by it")
    with pytest.raises(BadConfiguration) as refused, unit.session.begin_nested():
        service.apply(unit, folder, prune=True)  # the folder's own policies name neither: the clock goes by them
    assert refused.value.problems == [
        "templates.yml: the template 'mine' can't be removed: in use: 0 policies name it, 1 running promises go by it",
        "calendars.yml: the calendar 'DE' can't be removed: in use: 0 policies name it, 1 running promises go by it",
    ]
    sla.stop_clock(unit, ClockKind.ANSWER, company["wang"], NOW)
    applied = {(each.kind, each.name) for each in service.apply(unit, folder, prune=True).applied}
    assert {("template", "mine"), ("calendar", "DE"), ("policy", "company: answer")} == applied
    assert service.diff(unit, folder).changes == []


def test_a_plan_is_retired_and_requisitions_keep_their_copies(
    unit: Unit, company: dict[str, UUID], folder: Path
) -> None:
    template = hiring.save_plan_template(unit, name="old", job_family=None, rounds=[RoundInput("Desk")])
    requisition = hiring.open_requisition(unit, code="R-9", title="Trader", job_family="x", department_id=None)
    hiring.copy_plan(unit, template.id, requisition.id)
    desk = hiring.inputs_of(unit, template.id)
    sla.set_policy(
        unit,
        kind=ClockKind.REPLY,
        amount=1,
        counted_in=OwedUnit.BUSINESS_HOURS,
        calendar_code="CN",
        round_id=look_up(unit).rounds["old", "Desk"],
    )
    assert described(unit, folder) == [("removed", "plan old"), ("removed", "policy old · Desk: reply")]
    rehearsed = service.apply(unit, folder, prune=True, dry_run=True)
    assert len(rehearsed.applied) == 2
    assert service.apply(unit, folder, prune=True).applied == rehearsed.applied
    assert described(unit, folder) == []
    assert [each.name for each in hiring.rounds_of(unit, requisition.id)] == [each.name for each in desk]
    again = hiring.save_plan_template(unit, name="old", job_family=None, rounds=[RoundInput("Desk")])
    assert again.version == 2
    (folder / "plans" / "standard.yml").unlink()
    (folder / "plans" / "x.yml").write_text("name: other\nrounds: [{name: A}]")
    service.apply(unit, folder, prune=True)
    assert [each.name for each in hiring.plan_templates(unit)] == ["other"]


def test_a_file_that_is_not_there_says_nothing(unit: Unit, company: dict[str, UUID], folder: Path) -> None:
    people.grant_role(unit, company["wang"], Role.ANALYST)
    (folder / "roles.yml").unlink()
    assert service.apply(unit, folder, prune=True).applied == []
    assert people.roles_of(unit, company["wang"]) == {Role.ANALYST}
