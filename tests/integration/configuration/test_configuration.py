"""The configuration as a folder: written, compared, applied; all or nothing."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

from app.configuration import repository as configured
from app.configuration import service
from app.configuration.names import look_up
from app.hiring import service as hiring
from app.kit.database import Unit
from app.nudges import wording
from app.nudges.default_words import Words
from app.people import service as people
from app.people.models import Role
from app.sla import service as sla
from app.sla.models import ClockKind
from app.sla.models import Unit as OwedUnit
from tests.conftest import NOW
from tests.integration.configuration.conftest import audited, change, contents

EXAMPLE = Path(__file__).parents[3] / "docs" / "examples" / "configuration"


def test_what_was_written_is_no_difference_and_the_same_bytes(unit: Unit, folder: Path, tmp_path: Path) -> None:
    report = service.diff(unit, folder)
    assert report.changes == []
    assert report.same_count >= 11
    before = contents(folder)
    service.export(unit, folder)
    assert contents(folder) == before
    assert {"calendars.yml", "plans/standard.yml", "policies.yml", "roles.yml"} <= before.keys()


def test_the_documented_example_applies_and_comes_back(unit: Unit, company: dict[str, UUID], tmp_path: Path) -> None:
    report = service.apply(unit, EXAMPLE)
    assert {each.change for each in report.applied} == {"added", "changed"}
    assert [each.name for each in service.diff(unit, EXAMPLE).changes if each.change != "removed"] == []
    service.export(unit, tmp_path)
    text = (tmp_path / "policies.yml").read_text()
    assert "{anchor: due, offset: 0, unit: business_hours, to: [owner, manager], template: overdue}" in text
    assert "hours: ['09:00-12:00', '13:30-18:00']" in (tmp_path / "calendars.yml").read_text()
    measure = sla.measure_of(unit, ClockKind.FEEDBACK, department_id=company["markets"])
    assert measure is not None
    assert people.roles_of(unit, company["wang"]) == {Role.RECRUITER}
    count = audited(unit)
    assert service.apply(unit, EXAMPLE).applied == []  # and once more changes nothing
    assert audited(unit) == count


def test_own_words_come_back_as_they_were(unit: Unit, company: dict[str, UUID], tmp_path: Path) -> None:
    words = Words("{{ what }}: now", "# {{ recipient }}\n  indented\n\n- 'quotes' \"and\" more: x", "Go", "null")
    wording.write_template(unit, "mine", {"en": words, "zh-CN": words})
    first, second = tmp_path / "first", tmp_path / "second"
    service.export(unit, first)
    assert service.diff(unit, first).changes == []
    wording.retire_template(unit, "mine")
    assert [each.name for each in service.apply(unit, first).applied] == ["mine"]
    service.export(unit, second)
    assert contents(second) == contents(first)
    assert wording.templates(unit)["mine"]["en"] == words


def test_an_installation_rebuilt_from_files_exports_the_same_bytes(
    unit: Unit, company: dict[str, UUID], tmp_path: Path
) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    service.apply(unit, EXAMPLE)
    sla.set_policy(
        unit,
        kind=ClockKind.ANSWER,
        amount=2,
        counted_in=OwedUnit.BUSINESS_HOURS,
        calendar_code="CN",
        round_id=round_of(unit, "业务面"),
    )
    service.export(unit, first)
    step = unit.session.begin_nested()
    # As new: the company's own settings are gone, organisation and templates are there.
    for table in ("sla_policies", "calendar_days", "calendar_openings", "calendars", "role_grants"):
        unit.session.connection().exec_driver_sql(f"delete from {table}")
    configured.forget(unit)
    sla.ensure_default_calendar(unit, "CN")
    sla.ensure_default_policies(unit, "CN")
    service.apply(unit, first)
    service.export(unit, second)
    assert contents(second) == contents(first)
    step.rollback()


def round_of(unit: Unit, name: str) -> UUID:
    return look_up(unit).rounds["standard", name]


def test_differences_are_told_by_name_and_key(unit: Unit, folder: Path) -> None:
    def edit(data: dict) -> None:  # type: ignore[type-arg]
        data["company"]["answer"]["amount"] = 2
        data["company"]["answer"]["ladder"].pop()
        data["company"]["answer"]["pauses_on"] = ["waiting_for_candidate"]
        data["departments"] = {"Bank": {"reply": {"amount": 1, "unit": "business_hours", "calendar": "CN"}}}

    change(folder, "policies.yml", edit)
    changed, added = service.diff(unit, folder).changes
    changed, added = sorted((changed, added), key=lambda each: each.change, reverse=True)
    assert (added.change, added.name) == ("added", "Bank: reply")
    assert (changed.change, changed.name) == ("changed", "company: answer")
    told = {each.key: (each.before, each.after) for each in changed.differences}
    assert told["amount"] == (1, 2)
    assert any(key.startswith("pauses_on") for key in told)
    assert told["ladder.5.template"] == ("escalated", None)
    assert changed.where is not None
    assert changed.where.startswith("policies.yml:")
    assert service.diff(unit, folder).as_json()["changes"][0]["kind"] == "policy"


def test_a_rehearsal_changes_nothing(unit: Unit, company: dict[str, UUID]) -> None:
    count = audited(unit)
    report = service.apply(unit, EXAMPLE, dry_run=True)
    assert (report.is_dry_run, len(report.applied) > 4) == (True, True)
    assert audited(unit) == count
    assert people.roles_of(unit, company["wang"]) == frozenset()
    assert len(service.diff(unit, EXAMPLE).changes) >= len(report.applied)


def test_clocks_that_run_keep_the_policy_they_were_made_under(unit: Unit, company: dict[str, UUID]) -> None:
    started = sla.start_clock(
        unit,
        kind=ClockKind.ANSWER,
        subject_id=company["wang"],
        started_at=NOW,
        owner_staff_id=company["wang"],
    )
    due_at = started.due_at
    report = service.apply(unit, EXAMPLE)
    unit.session.expire_all()
    assert started.due_at == due_at
    assert ([each.clock_id for each in report.moved], report.has_moved) == ([started.id], False)
    later = unit.at(NOW + timedelta(hours=1))
    fresh = sla.start_clock(
        later,
        kind=ClockKind.ANSWER,
        subject_id=company["lead"],
        started_at=NOW,
        owner_staff_id=company["lead"],
    )
    assert fresh.due_at == NOW + timedelta(hours=24)


def test_a_changed_template_is_its_next_version_and_its_rounds_keep_their_policies(
    unit: Unit, company: dict[str, UUID], tmp_path: Path
) -> None:
    service.apply(unit, EXAMPLE)
    copied = tmp_path / "copy"
    service.export(unit, copied)
    change(copied, "plans/trading.yml", lambda data: data["rounds"][0].update(duration_minutes=45))
    (changed,) = service.diff(unit, copied).changes
    assert [(each.key, each.before, each.after) for each in changed.differences] == [
        ("rounds.1.duration_minutes", 30, 45)
    ]
    applied = [each.name for each in service.apply(unit, copied).applied]
    assert applied == ["Trading"]
    assert service.diff(unit, copied).changes == []
    template = next(each for each in hiring.plan_templates(unit) if each.name == "Trading")
    assert template.version == 2
    requisition = hiring.open_requisition(unit, code="R-9", title="Trader", job_family="trading", department_id=None)
    hiring.copy_plan(unit, template.plan_id, requisition.id)  # a requisition's rounds owe what the template's do
    desk = next(each for each in hiring.rounds_of(unit, requisition.id) if each.name == "Desk")
    policy, calendar = sla.measure_of(unit, ClockKind.OUTCOME, round_id=desk.round_id)
    assert (policy.amount, policy.unit, calendar.code) == (1, OwedUnit.BUSINESS_DAYS, "CN")


def test_running_clocks_are_moved_also_after_the_files_were_applied(unit: Unit, company: dict[str, UUID]) -> None:
    started = sla.start_clock(
        unit, kind=ClockKind.ANSWER, subject_id=company["wang"], started_at=NOW, owner_staff_id=company["wang"]
    )
    before = started.due_at
    service.apply(unit, EXAMPLE)
    assert sla.get_clock(unit, started.id).due_at == before
    assert service.apply(unit, EXAMPLE).applied == []
    report = service.apply(unit, EXAMPLE, move_running_because="a new policy")
    assert [(each.change, each.name) for each in report.applied] == [("renewed", "company: answer")]
    assert [(each.clock_id, each.due_at) for each in report.moved] == [(started.id, before)]
    assert sla.get_clock(unit, started.id).due_at == NOW + timedelta(hours=24)
    assert service.apply(unit, EXAMPLE, move_running_because="again").applied == []


def test_running_clocks_are_moved_for_a_reason_and_only_then(unit: Unit, company: dict[str, UUID]) -> None:
    started = sla.start_clock(
        unit,
        kind=ClockKind.ANSWER,
        subject_id=company["wang"],
        started_at=NOW,
        owner_staff_id=company["wang"],
    )
    before = started.due_at
    rehearsed = service.apply(unit, EXAMPLE, dry_run=True, move_running_because="a new policy")
    assert sla.get_clock(unit, started.id).due_at == before
    report = service.apply(unit, EXAMPLE, move_running_because="a new policy")
    (moved,) = report.moved
    assert rehearsed.moved == report.moved
    assert (moved.clock_id, moved.due_at, moved.new_due_at) == (started.id, before, NOW + timedelta(hours=24))
    assert (report.has_moved, rehearsed.has_moved) == (True, False)
    assert sla.get_clock(unit, started.id).due_at == moved.new_due_at
    assert report.as_json()["moved"][0]["clock_id"] == started.id
