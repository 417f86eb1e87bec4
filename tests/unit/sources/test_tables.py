"""Files as they come: every encoding, separator and format that is promised, and every way in
which a file can be broken, each with an error that says so or a row that is marked.
"""

from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from app.kit.errors import BadInput
from connectors.sources.errors import (
    DuplicateHeaders,
    EmptyFile,
    FileMissing,
    FolderMissing,
    MissingColumns,
    MissingTables,
    NotWhatItsNameSays,
    NulBytes,
    SheetMissing,
    UnclosedQuote,
    UnknownEncoding,
)
from connectors.sources.greenhouse import SHAPES, read_export
from connectors.sources.tables import RawTable, read_table

TEXT = "姓名,邮箱,问题\r\n高勇,a@mail.example,年终奖怎么发？\r\n王伟,b@mail.example,能给到多少\r\n"
SAMPLE = Path(__file__).parents[2] / "data/greenhouse_sample"


def table(folder: Path, content: bytes | str, name: str = "t.csv") -> RawTable:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_table(path)


def workbook(path: Path, rows: list[list[object]], sheet: str = "问题") -> Path:
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    for row in rows:
        page.append(row)
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (b"\xef\xbb\xbf" + TEXT.encode(), "utf-8"),
        (TEXT.encode("gb18030"), "gb18030"),
        (TEXT.encode("utf-16"), "utf-16-le"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "utf-16-be"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("utf-16-be"), "utf-16-be"),
    ],
)
def test_an_encoding_is_recognised(tmp_path: Path, data: bytes, encoding: str) -> None:
    found = table(tmp_path, data)
    assert found.encoding == encoding
    assert found.columns == ("姓名", "邮箱", "问题")
    assert found.rows[0].values == ("高勇", "a@mail.example", "年终奖怎么发？")
    assert [row.number for row in found.rows] == [2, 3]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_separator_is_recognised(tmp_path: Path, separator: str) -> None:
    found = table(tmp_path, f'a{separator}"b,;x"\n1{separator}"2,;\n3"\n'.replace(",;x", ""))
    assert found.columns == ("a", "b")
    assert found.rows[0].values == ("1", "2,;\n3")


def test_a_workbook_is_read_with_dates_and_whole_numbers(tmp_path: Path) -> None:
    rows: list[list[object]] = [["邮箱", "时间", "数"], ["a@mail.example", datetime(2026, 3, 4, 9, 30), 7.0]]  # noqa: DTZ001
    path = workbook(tmp_path / "q.xlsx", rows)
    for sheet in (None, 0, "问题"):
        found = read_table(path, sheet=sheet)
        assert found.columns == ("邮箱", "时间", "数")
        assert found.rows[0].values == ("a@mail.example", "2026-03-04 09:30:00", "7")
    with pytest.raises(SheetMissing, match="问题"):
        read_table(path, sheet="Sheet9")


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("t.csv", b"", EmptyFile),
        ("t.csv", b" \r\n\r\n", EmptyFile),
        ("t.csv", b"%PDF-1.7 anything", NotWhatItsNameSays),
        ("t.csv", b"PK\x03\x04\x14\x00\x06\x00", NotWhatItsNameSays),
        ("t.csv", b"\x1f\x8b\x08\x00", NotWhatItsNameSays),
        ("t.csv", b"<!DOCTYPE html><html>", NotWhatItsNameSays),
        ("t.xlsx", b"a,b\n1,2\n", NotWhatItsNameSays),
        ("t.xlsx", b"PK\x03\x04 not a workbook at all", NotWhatItsNameSays),
        ("t.csv", b"a,b\n1,\x002\n", NulBytes),
        ("t.csv", "a,b\nrésumé naïve,2\n".encode("latin-1"), UnknownEncoding),
        ("t.csv", "姓名,電郵\n國際龍鳳,請問待遇如何\n".encode("big5"), UnknownEncoding),
        ("t.csv", b"a,b,a\n1,2,3\n", DuplicateHeaders),
        ("t.csv", b",,\n,,\n", EmptyFile),
        ("t.csv", b'a,b\n1,"open\n' + b"x,y\n" * 100, UnclosedQuote),
    ],
)
def test_a_broken_file_is_refused(tmp_path: Path, name: str, content: bytes, error: type[BadInput]) -> None:
    with pytest.raises(error) as caught:
        table(tmp_path, content, name)
    assert caught.value.text
    assert caught.value.advice
    assert name in caught.value.text


def test_a_workbook_named_csv_is_refused(tmp_path: Path) -> None:
    workbook(tmp_path / "q.xlsx", [["a"], [1]]).rename(tmp_path / "q.csv")
    with pytest.raises(NotWhatItsNameSays, match="workbook"):
        read_table(tmp_path / "q.csv")


def test_a_missing_file_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(FileMissing):
        read_table(tmp_path / "nothing.csv")


@pytest.mark.parametrize("cut", range(1, 12))
def test_a_file_cut_in_its_last_row_marks_that_row_or_takes_it_whole(tmp_path: Path, cut: int) -> None:
    whole = "id,synced\n1,2026-06-30 12:00:00\n2,2026-06-30 12:00:00\n"
    found = table(tmp_path, whole[:-cut])
    assert found.rows[0].flaw is None
    assert found.rows[1].flaw == ("truncated_row" if cut > 1 else None)
    assert bool(found.notes) == (cut == 1)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_a_file_cut_inside_a_character_marks_the_last_row(tmp_path: Path, encoding: str) -> None:
    found = table(tmp_path, TEXT.rstrip().encode(encoding)[:-1])
    assert [row.flaw for row in found.rows] == [None, "truncated_row"]


def test_a_file_cut_inside_quotes_marks_the_last_row(tmp_path: Path) -> None:
    found = table(tmp_path, 'a,b\n1,"x"\n2,"cut he')
    assert [row.flaw for row in found.rows] == [None, "truncated_row"]


def test_a_row_that_does_not_fit_the_header_is_marked(tmp_path: Path) -> None:
    found = table(tmp_path, "a,b\n1\n1,2,3\n1,2,\n1,2\n")
    assert [row.flaw for row in found.rows] == ["ragged_row", "ragged_row", None, None]


def test_an_error_repeats_no_value_of_a_file_without_a_header(tmp_path: Path) -> None:
    (tmp_path / "export").mkdir()
    for shape in SHAPES:
        (tmp_path / "export" / f"{shape.name}.csv").write_text(",".join(shape.required) + "\n")
    (tmp_path / "export/users.csv").write_text("4711,高,勇,gaoyong@bank.example\n", encoding="utf-8")
    with pytest.raises(MissingColumns) as caught:
        read_export(tmp_path / "export")
    assert "gaoyong" not in caught.value.text
    assert "高" not in caught.value.text


def test_an_export_names_what_it_lacks(tmp_path: Path) -> None:
    with pytest.raises(FolderMissing):
        read_export(tmp_path / "nowhere")
    with pytest.raises(MissingTables, match=r"scheduled_interview.*found: none of them"):
        read_export(tmp_path)
    for shape in SHAPES:
        columns = [column for column in shape.required if (shape.name, column) != ("scheduled_interview", "end")]
        (tmp_path / f"{shape.name}.csv").write_text(",".join(columns) + "\n")
    with pytest.raises(MissingColumns, match=r"scheduled_interview .*lacks the columns end; found: id, application_id"):
        read_export(tmp_path)


def test_the_sample_is_read_whole() -> None:
    export = read_export(SAMPLE)
    assert len(export["scheduled_interview"].rows) == 1254
    assert not [row for found in export.values() for row in found.rows if row.flaw]
