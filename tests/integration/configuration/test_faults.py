"""Folders that can't be meant: every problem is named with its place, and nothing is changed."""

from pathlib import Path
from uuid import UUID

import pytest

from app.configuration import service
from app.configuration.errors import BadConfiguration, NoConfiguration
from app.kit.database import Unit
from app.people import service as people
from app.sla import service as sla
from tests.integration.configuration.conftest import audited

SHARE_OF_DUE = "{anchor: due, offset: 1, unit: share, to: [owner], template: overdue}"
OF_BANK = "{region: CN, zone: Asia/Shanghai, department: Bank}"
ANALYST = "{person: wang@bank.example, role: analyst}"


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
        ("policies.yml", "company:\n\tfeedback: {}", "indent with blanks, not with tabs"),
        ("policies.yml", "a: &a [x]\nb: [*a, *a]", "aliases are not allowed"),
        ("policies.yml", "company: {}\x00", "a character that is no text"),
        ("policies.yml", "company: " + "[" * 3000, "policies.yml:"),
        ("policies.yml", "- company", "must be keys with values"),
        ("policies.yml", "company: {feedbak: {}}", "input should be 'feedback', 'answer'"),
        ("policies.yml", "company: {reply: {amount: '1', unit: elapsed_hours, calendar: CN}}", "without quotes"),
        ("templates.yml", "templates: {overdue: {en: {subject: {{ what }}}}}", "put quotes around a text"),
        ("templates.yml", "templates: {Overdue: {}}", "1 to 40 small letters or _"),
        ("calendars.yml", "calendars: {A: {region: CN, zone: UTC, hours: ['9:00-18:00']}}", "written like 09:00-18:00"),
        (
            "calendars.yml",
            "calendars: {A: {region: CN, zone: UTC, days_off: ['2026-03-07'], working_days: ['2026-03-07']}}",
            "2026-03-07 is both",
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


def test_a_file_of_another_name_is_named_also_where_it_is_the_only_one(unit: Unit, tmp_path: Path) -> None:
    (tmp_path / "policies.yaml").write_text("company: {}")
    with pytest.raises(BadConfiguration, match=r"policies\.yaml: is no file of the configuration; those are"):
        service.diff(unit, tmp_path)
    (tmp_path / "policies.yaml").rename(tmp_path / "policies.yml")
    (tmp_path / "policies.yml").write_bytes("company: {}".encode("utf-16"))
    with pytest.raises(BadConfiguration, match="not UTF-8; save it"):
        service.diff(unit, tmp_path)


def test_one_fault_is_one_problem(unit: Unit, tmp_path: Path) -> None:
    rung = "{anchor: due, offset: 1, unit: business_hours, to: [boss], template: overdue}"
    policy = f"{{amount: 1, unit: business_days, calendar: CN, ladder: [{rung}]}}"
    (tmp_path / "policies.yml").write_text(f"company: {{reply: {policy}}}")
    with pytest.raises(BadConfiguration) as refused:
        service.diff(unit, tmp_path)
    (problem,) = refused.value.problems
    assert problem.startswith("policies.yml:1: company.reply.ladder.1.to.1: input should be 'owner'")


def test_an_empty_folder_is_no_configuration(unit: Unit, tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "missing"):
        with pytest.raises(NoConfiguration):
            service.diff(unit, folder)


def test_what_a_domain_refuses_is_named_with_its_place_and_nothing_is_kept(
    unit: Unit, company: dict[str, UUID], folder: Path
) -> None:
    (folder / "plans" / "x.yml").write_text("name: X\nrounds: [{name: A, release: {hold_hours: 700}}]")
    count = audited(unit)
    with pytest.raises(BadConfiguration, match=r"plans/x.yml:1"), unit.session.begin_nested():
        service.apply(unit, folder)
    assert audited(unit) == count
