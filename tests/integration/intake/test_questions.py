"""Importing tables of questions by a mapping: other formats of the same rows, and mappings and files
that don't fit. (The known truth of the whole sheet is in test_known_truth.)
"""

import csv
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from app.intake.errors import MappedColumnsMissing, MappingInvalid, MappingMissing, NothingToAttachTo
from app.intake.service import import_greenhouse, import_table
from app.kit.database import Database
from app.kit.errors import BadInput
from app.kit.installation import Installation
from tests.integration.intake.exports import MAPPING, SAMPLE, Row, count, part_of_sample, read_rows

NOW = datetime(2026, 7, 1, 8, tzinfo=UTC)
SHEET = SAMPLE / "questions_sheet.csv"


def sheet_rows(people: set[str] | None = None) -> list[Row]:
    with SHEET.open(encoding="gb18030", newline="") as file:
        return [row for row in csv.DictReader(file) if people is None or row["应聘者邮箱"] in people]


@pytest.fixture
def small(database: Database, tmp_path: Path) -> list[Row]:
    """Rows of the sheet whose interviews have been imported."""
    folder = part_of_sample(tmp_path / "export", 40)
    import_greenhouse(database, folder, now=NOW)
    return sheet_rows({row["value"] for row in read_rows(folder, "email_address")})


def save(path: Path, rows: list[Row], encoding: str = "utf-8", delimiter: str = ",") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)
    return path


def as_workbook(path: Path, rows: list[Row]) -> Path:
    book = Workbook()
    page = book.active
    assert page is not None
    page.append(list(rows[0]))
    for row in rows:
        page.append([_cell(name, value) for name, value in row.items()])
    book.save(path.with_suffix(".xlsx"))
    return path.with_suffix(".xlsx")


def _cell(name: str, value: str) -> object:
    return datetime.strptime(value, "%Y/%m/%d %H:%M") if name.endswith("时间") and value else value  # noqa: DTZ007


FORMATS: list[Callable[[Path, list[Row]], Path]] = [
    lambda path, rows: save(path, rows, "utf-8-sig", ";"),
    lambda path, rows: save(path, list(reversed(rows)), "utf-16", "\t"),
    lambda path, rows: save(path, [dict(reversed(row.items())) for row in rows], "gb18030"),
    as_workbook,
]


@pytest.mark.parametrize("write", FORMATS, ids=["utf8-bom", "utf16-reversed", "gb18030-columns", "excel"])
def test_the_same_rows_in_another_format_change_nothing(
    database: Database, small: list[Row], tmp_path: Path, write: Callable[[Path, list[Row]], Path]
) -> None:
    first = import_table(database, save(tmp_path / "q.csv", small), MAPPING, now=NOW)
    other = import_table(database, write(tmp_path / "other.csv", small), MAPPING, now=NOW)
    assert first.total.imported == len(small) == other.total.read
    assert (other.total.imported, other.total.quarantined.total()) == (0, 0)
    assert other.total.unchanged == len(small)


def test_an_answer_that_comes_later_stops_the_clock(
    database: Database, installation: Installation, small: list[Row], tmp_path: Path
) -> None:
    answered = next(row for row in small if row["回复时间"])
    open_rows = [row | {"回复内容": "", "回复时间": ""} if row is answered else row for row in small]
    import_table(database, save(tmp_path / "q.csv", open_rows), MAPPING, now=NOW)
    running = count(installation, "select count(*) from sla_clocks where kind = 'answer' and outcome = 'running'")
    report = import_table(database, save(tmp_path / "q.csv", small), MAPPING, now=NOW)
    assert (report.total.updated, report.total.imported) == (1, 0)
    still = count(installation, "select count(*) from sla_clocks where kind = 'answer' and outcome = 'running'")
    assert still == running - 1


def test_validity_is_judged_before_duplication_and_every_reason_is_said(
    database: Database, small: list[Row], tmp_path: Path
) -> None:
    good = next(row for row in small if row["回复时间"])
    bad = [
        good | {"应聘者邮箱": "nobody@mail.example"},
        good | {"提问内容": "　"},
        good | {"提问时间": "昨天下午"},
        good | {"面试时间": "2020/01/01 09:00"},
        good | {"回复时间": ""},
        good | {"提问时间": "2001/01/01 09:00"},
    ]
    upper = good | {"应聘者邮箱": good["应聘者邮箱"].upper(), "提问时间": good["提问时间"].replace("/", "-")}
    rows = [good, dict(good), upper, *bad, *[dict(row) for row in bad]]
    report = import_table(database, save(tmp_path / "q.csv", rows), MAPPING, now=NOW)
    counts = report.of("questions")
    assert counts.imported == 1
    assert counts.duplicate + counts.quarantined["same_id_other_content"] == 2
    reasons = {"unknown_candidate", "empty_question", "bad_time", "unknown_interview", "answer_without_time"}
    assert {reason: counts.quarantined[reason] for reason in reasons} == dict.fromkeys(reasons, 2)
    assert counts.quarantined["outside_calendar"] == 2


def test_questions_before_their_interviews_are_refused_with_the_mend(database: Database) -> None:
    with pytest.raises(NothingToAttachTo) as caught:
        import_table(database, SHEET, MAPPING, now=NOW)
    assert "huiyin import greenhouse" in caught.value.advice


@pytest.mark.parametrize(
    ("old", "new", "error", "says"),
    [
        ("提问内容", "问题内容", MappedColumnsMissing, "问题内容.*应聘者邮箱, 面试时间"),
        ("question_text:", "question:", MappingInvalid, "question_text must be mapped"),
        ("  round_name:", "  rank:", MappingInvalid, "no field rank"),
        ("Asia/Shanghai", "Asia/Nowhere", MappingInvalid, "zone"),
        ("target: questions", "target: salaries", MappingInvalid, "target"),
        ("source:", "sauce:", MappingInvalid, "source"),
        ("columns:", "columns: [", MappingInvalid, "not YAML"),
    ],
)
def test_a_mapping_that_does_not_fit_is_refused(
    database: Database, installation: Installation, tmp_path: Path, old: str, new: str, error: type[BadInput], says: str
) -> None:
    path = tmp_path / "mapping.yml"
    path.write_text(MAPPING.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(error, match=says):
        import_table(database, SHEET, path, now=NOW)
    assert count(installation, "select count(*) from import_runs") == 0


def test_a_missing_mapping_is_said_so_and_a_misspelt_column_gets_a_hint(database: Database, tmp_path: Path) -> None:
    with pytest.raises(MappingMissing):
        import_table(database, SHEET, tmp_path / "none.yml", now=NOW)
    path = tmp_path / "mapping.yml"
    path.write_text(MAPPING.read_text(encoding="utf-8").replace("应聘者邮箱", "应聘者邮件"), encoding="utf-8")
    with pytest.raises(MappedColumnsMissing) as caught:
        import_table(database, SHEET, path, now=NOW)
    assert "`应聘者邮箱` for `应聘者邮件`" in caught.value.advice
