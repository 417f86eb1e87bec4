"""The configuration as a folder: written, compared, applied; all or nothing."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import yaml
from sqlalchemy import func, select

from app.configuration import repository as configured
from app.configuration import service
from app.configuration.errors import BadConfiguration, NoConfiguration
from app.configuration.names import look_up
from app.evidence.models import AuditEntry
from app.hiring import service as hiring
from app.hiring.schemas import DimensionInput, RoundInput
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

SHARE_OF_DUE = "{anchor: due, offset: 1, unit: share, to: [owner], template: overdue}"
OF_BANK = "{region: CN, zone: Asia/Shanghai, department: Bank}"
ANALYST = "{person: wang@bank.example, role: analyst}"
EXAMPLE = Path(__file__).parents[3] / "docs" / "examples" / "configuration"


@pytest.fixture
def company(unit: Unit) -> dict[str, UUID]:
    """Bank / Markets with two people, and a template."""
    bank = people.create_department(unit, name="Bank").id
    markets = people.create_department(unit, name="Markets", parent_id=bank).id
    ids = {"markets": markets}
    for name in ("lead", "wang"):
        ids[name] = people.hire_staff(unit, name=name, email=f"{name}@bank.example", department_id=markets).id
    rounds = [RoundInput("HR 面", (DimensionInput("skill"),)), RoundInput("业务面", (DimensionInput("skill"),))]
    hiring.save_plan_template(unit, name="standard", job_family="risk", rounds=rounds)
    return ids


@pytest.fixture
def folder(unit: Unit, company: dict[str, UUID], tmp_path: Path) -> Path:
    """What holds, as files; to be changed by the test."""
    service.export(unit, tmp_path)
    return tmp_path


def change(folder: Path, file: str, by: Callable[[dict], None]) -> None:  # type: ignore[type-arg]
    data = yaml.safe_load((folder / file).read_text())
    by(data)
    (folder / file).write_text(yaml.safe_dump(data, allow_unicode=True))


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.yml")}


def described(unit: Unit, folder: Path) -> list[tuple[str, str]]:
    return [(each.change, f"{each.kind} {each.name}") for each in service.diff(unit, folder).changes]


def audited(unit: Unit) -> int:
    return unit.session.scalar(select(func.count()).select_from(AuditEntry)) or 0


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
    assert [each.code for each in sla.calendars(unit) if each.retired_at] == ["DE"]  # kept, for what it measured
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


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("policies.yml", "company: {feedback: {amount: 1, unit: business_days, calendar: XX}}", "no calendar 'XX'"),
        ("policies.yml", "company: {feedback: {amount: 1, unit: business_days, calendar: OWN}}", "no calendar 'OWN'"),
        ("policies.yml", "departments: {Nowhere: {}}", "there is no department 'Nowhere'"),
        ("policies.yml", "plans: {standard: {Round: {}}}", "there is no round 'Round' in a plan 'standard'"),
        (
            "policies.yml",
            f"company: {{reply: {{amount: 1, unit: elapsed_hours, calendar: CN, ladder: [{SHARE_OF_DUE}]}}}}",
            "share and must count from the start",
        ),
        (
            "policies.yml",
            "company: {reply: {amount: 1, unit: elapsed_hours, calendar: CN, pauses_on: [requisition_on_hold]}}",
            "a candidate waits for it",
        ),
        ("calendars.yml", "calendars: {A: {region: XX, zone: Asia/Shanghai}}", "There is no calendar XX"),
        ("calendars.yml", "calendars: {A: {region: CN, zone: Mars/Base}}", "There is no calendar CN@Mars/Base"),
        (
            "calendars.yml",
            "calendars: {A: {region: CN, zone: Asia/Shanghai, hours: ['09:00-12:00', '11:00-18:00']}}",
            "the hours overlap",
        ),
        (
            "calendars.yml",
            "calendars: {A: {region: CN, zone: Asia/Shanghai, hours: ['18:00-10:00', '09:00-12:00']}}",
            "a night shift stands last",
        ),
        (
            "calendars.yml",
            "calendars: {A: {region: CN, zone: Asia/Shanghai, hours: ['08:00-12:00', '22:00-09:00']}}",
            "the hours overlap",
        ),
        ("calendars.yml", "calendars: {A: {region: CN, zone: Asia/Shanghai, days_off: ['1999-01-01']}}", "outside"),
        (
            "calendars.yml",
            f"calendars: {{A: {OF_BANK}, B: {OF_BANK}}}",
            "'Bank' has the calendar A already",
        ),
        ("roles.yml", "grants: [{person: nobody@bank.example, role: recruiter}]", "nobody with this e-mail"),
        ("roles.yml", "grants: [{person: nobody, role: recruiter}]", "not an e-mail"),
        (
            "roles.yml",
            "grants: [{person: wang@bank.example, role: analyst}, {person: WANG@bank.example, role: analyst}]",
            ":1 already",
        ),
        (
            "policies.yml",
            (
                "company: {reply: {amount: 1, unit: elapsed_hours, calendar: CN, ladder: "
                "[{anchor: due, offset: 1, unit: elapsed_hours, to: [owner], template: overdeu}]}}"
            ),
            "ladder.1: there is no template 'overdeu'; there are due_soon, escalated, heads_up, overdue",
        ),
        (
            "templates.yml",
            "templates: {overdue: {en: {subject: 'x {{ pay }}', text: a, button: b, footer: c}}}",
            "overdue.en.subject there is no placeholder {{ pay }}; there are recipient",
        ),
        (
            "templates.yml",
            "templates: {mine: {en: {subject: x, text: a, button: b, footer: c}}}",
            "mine has no words in zh-CN",
        ),
        ("templates.yml", "templates: {overdue: {fr: {}}}", "templates.overdue.fr: unknown key"),
        (
            "templates.yml",
            'templates: {overdue: {en: {subject: "a\\r\\nBcc: b", text: a, button: b, footer: c}}}',
            "one line",
        ),
        ("polices.yml", "company: {}", "is no file of the configuration"),
        ("plans/x.yml", "name: X\nrounds: []", "at least one round"),
        ("plans/x.yml", "name: X\nrounds: [{name: A}, {name: a}]", "plans/x.yml:2"),
        ("plans/x.yml", "name: X\nrounds: [{name: A, min_questions: 99}]", "plans/x.yml:2"),
        ("plans/x.yml", "name: X\nrounds: [{name: A, question_owner: no@bank.example}]", "nobody with this e-mail"),
        ("plans/x.yml", "name: X\nrounds: [{name: A, release: {hold_hours: 2000}}]", "plans/x.yml:"),
        ("plans/x.yml", "name: standard\nrounds: [{name: A}]", "plans/x.yml:1: stands at plans/standard.yml"),
    ],
)
def test_what_can_not_be_meant_is_named_and_nothing_is_changed(
    unit: Unit, company: dict[str, UUID], folder: Path, file: str, text: str, said: str
) -> None:
    sla.write_calendar(unit, "OWN", based_on="CN", department_id=company["markets"])  # no policy may name it
    (folder / file).parent.mkdir(exist_ok=True)
    (folder / file).write_text(text)
    count = audited(unit)
    with pytest.raises(BadConfiguration) as refused:
        service.apply(unit, folder)
    assert any(said in problem for problem in refused.value.problems), refused.value.problems
    assert all(problem.startswith(file) for problem in refused.value.problems)
    assert audited(unit) == count


def test_two_departments_of_one_name_are_not_guessed_between(
    unit: Unit, company: dict[str, UUID], tmp_path: Path
) -> None:
    for _ in range(2):
        people.create_department(unit, name="Twin")
    (tmp_path / "policies.yml").write_text("departments: {Twin: {}}")
    with pytest.raises(BadConfiguration, match="several departments are called 'Twin'"):
        service.diff(unit, tmp_path)


def test_a_problem_names_no_person(unit: Unit, folder: Path) -> None:
    (folder / "roles.yml").write_text("grants: [{person: secret@bank.example, role: recruiter}]")
    with pytest.raises(BadConfiguration) as refused:
        service.diff(unit, folder)
    assert "secret" not in "".join([*refused.value.problems, str(refused.value)])


def test_an_empty_folder_is_no_configuration(unit: Unit, tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "missing"):
        with pytest.raises(NoConfiguration):
            service.diff(unit, folder)


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


def test_what_a_domain_refuses_is_named_with_its_place_and_nothing_is_kept(
    unit: Unit, company: dict[str, UUID], folder: Path
) -> None:
    (folder / "plans" / "x.yml").write_text("name: X\nrounds: [{name: A, release: {hold_hours: 700}}]")
    count = audited(unit)
    with pytest.raises(BadConfiguration, match=r"plans/x.yml:1"), unit.session.begin_nested():
        service.apply(unit, folder)
    assert audited(unit) == count


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
