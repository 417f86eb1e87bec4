"""Files are read so strictly that a line means one thing, and every fault is named at its line."""

from pathlib import Path
from typing import Any

import pytest

from app.configuration.files import Document, Problems, parse, read, write
from app.configuration.schemas import CalendarsFile, PoliciesFile, RolesFile


def loaded(tmp_path: Path, text: str | bytes) -> tuple[Document | None, list[str]]:
    path, problems = tmp_path / "x.yml", Problems()
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read(path, "x.yml", problems), problems.found


def faults(tmp_path: Path, model: Any, text: str) -> list[str]:
    document, found = loaded(tmp_path, text)
    assert document is not None, found
    problems = Problems()
    parse(document, model, problems)
    return problems.found


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: no", "no"),
        ("a: 10:30", "10:30"),
        ("a: 2026-12-31", "2026-12-31"),
        ("a: 0x10", "0x10"),
        ("a: 010", "010"),
        ("a: true", True),
        ("a: -4", -4),
        ("a: 0.5", 0.5),
        ("a: ~", None),
        ("a:", None),
        ("a: .inf", ".inf"),
        ("a: 1_000", "1_000"),
    ],
)
def test_a_word_stays_a_word(tmp_path: Path, text: str, value: object) -> None:
    document, found = loaded(tmp_path, text)
    assert document is not None, found
    assert document.data == {"a": value}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: 1\nb: 2\na: 3\n", "x.yml:3: the key 'a' stands there twice"),
        ("a:\n  - b: 1\n    b: 2\n", "x.yml:3: the key 'b' stands there twice"),
        ("a: &x 1\nb: *x\n", "x.yml:1: aliases are not allowed"),
        ("a: !!python/object/apply:os.system ['true']\n", "x.yml:1: tags are not allowed"),
        ("a: [1\n", "x.yml:2: "),
        ("a: 1\n---\nb: 2\n", "x.yml:2: "),
        (b"a: \xff", "x.yml: is not UTF-8"),
        (b"a" * 2_000_001, "x.yml: is larger"),
        ("[" * 1500, "x.yml"),
    ],
)
def test_what_could_mean_two_things_is_refused(tmp_path: Path, text: str | bytes, said: str) -> None:
    document, found = loaded(tmp_path, text)
    assert document is None
    assert found[0].startswith(said)


def test_an_empty_file_is_an_empty_configuration(tmp_path: Path) -> None:
    assert faults(tmp_path, RolesFile, "# nothing\n") == []


POLICY = "company:\n  feedback:\n    amount: 1\n    unit: business_days\n    calendar: CN\n"


@pytest.mark.parametrize(
    ("model", "text", "said"),
    [
        (PoliciesFile, POLICY + "    color: red\n", "x.yml:6: company.feedback.color: unknown key"),
        (PoliciesFile, POLICY.replace("1", "-1"), "x.yml:3: company.feedback.amount: input should be greater than"),
        (
            PoliciesFile,
            POLICY.replace("1", "'1'"),
            "x.yml:3: company.feedback.amount: must be a whole number, without quotes",
        ),
        (PoliciesFile, POLICY.replace("_days", "_weeks"), "x.yml:4: company.feedback.unit: input should be"),
        (PoliciesFile, POLICY.replace("feedback", "feedbak"), "x.yml:2: company.feedbak: input should be"),
        (PoliciesFile, POLICY.replace("    calendar: CN\n", ""), "x.yml:2: company.feedback.calendar: field required"),
        (PoliciesFile, POLICY + "    ladder:\n      - {anchor: due}\n", "x.yml:7: company.feedback.ladder.1."),
        (PoliciesFile, "- a\n", "x.yml:1: must be keys with values"),
        (
            CalendarsFile,
            "calendars:\n  CN: {region: CN, zone: Asia/Shanghai, hours: ['9-18']}\n",
            "x.yml:2: calendars.CN.",
        ),
        (
            CalendarsFile,
            "calendars:\n  CN: {region: CN, zone: A, days_off: ['31.12.2026']}\n",
            "x.yml:2: calendars.CN.",
        ),
        (RolesFile, "grants:\n  - {person: a@b, role: king}\n", "x.yml:2: grants.1.role: input should be"),
        (RolesFile, "grants: {}\n", "x.yml:1: grants: must be a list"),
    ],
)
def test_a_fault_is_named_with_its_line(tmp_path: Path, model: Any, text: str, said: str) -> None:
    found = faults(tmp_path, model, text)
    assert found
    assert found[0].startswith(said), found


def test_all_faults_are_named(tmp_path: Path) -> None:
    assert len(faults(tmp_path, PoliciesFile, "x: 1\ny: 2\ncompany: {feedback: {amount: -1}}\n")) == 5


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    data = {
        "a": {"no": ["yes", "10:30", "~", "", "1", "2026-01-01", "面试 / HR", " x", "a: b", "#", "true"]},
        "b": [1, 0.5],
    }
    document, found = loaded(tmp_path, write(data, "header\n\nmore"))
    assert document is not None, found
    assert document.data == data
    assert (tmp_path / "x.yml").read_text().startswith("# header\n#\n# more\n")
