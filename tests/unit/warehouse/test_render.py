"""Results as table, CSV, JSON and Parquet."""

import io
import json
from datetime import UTC, datetime
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from warehouse.render import Format, harmless, render

TABLE = pa.table(
    {
        "部门": ["风险", "=cmd|' /C calc'!A0", None],
        "rate": [-0.5, float("nan"), 1.0],
        "n": [-1, 20, 300],
        "at": [datetime(2026, 3, 4, 2, tzinfo=UTC), None, None],
        "amount": [Decimal("1.50"), Decimal("2.00"), None],
    }
)


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "＝1",
        "＋1",
        "－1",
        "＠x",
        "﹦1",
        "﹣1",
        "  =1",
        "\n=1",
        "\u3000＝1",
        "\ufeff=1",
        "\u200b@x",
        "\x00=1",
    ],
)
def test_what_a_spreadsheet_would_run_is_made_harmless(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "a=b", "3-2", "风险", "'=1", "mail@example.com"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert harmless(text) == text


def test_csv_disarms_text_and_headers_and_leaves_numbers() -> None:
    lines = render(TABLE.select([0, 1, 2]).rename_columns(["部门", "=rate", "n"]), Format.CSV).decode().split("\n")
    assert lines == ["部门,'=rate,n", "风险,-0.5,-1", "'=cmd|' /C calc'!A0,nan,20", ",1.0,300", ""]


def test_csv_disarms_text_in_lists_and_structures() -> None:
    assert render(pa.table({"a": pa.array([b"=1"])}), Format.CSV).decode() == "a\nb'=1'\n"
    assert render(pa.table({"a": [["=1"]]}), Format.CSV).decode() == 'a\n"[""=1""]"\n'


def test_json_is_strict_and_keeps_columns_of_one_name_apart() -> None:
    assert json.loads(render(TABLE, Format.JSON))[:2] == [
        {"部门": "风险", "rate": -0.5, "n": -1, "at": "2026-03-04T02:00:00+00:00", "amount": 1.5},
        {"部门": "=cmd|' /C calc'!A0", "rate": None, "n": 20, "at": None, "amount": 2},
    ]
    twice = pa.Table.from_arrays([pa.array([1]), pa.array([2])], names=["a", "a"])
    assert json.loads(render(twice, Format.JSON)) == [{"a": 1, "a_2": 2}]


def test_the_table_is_aligned_and_moves_no_cursor() -> None:
    shown = render(pa.table({"name": ["风险", "a\x1b[2J"], "n": [1, 20]}), Format.TABLE).decode()
    assert shown == "name    n\n-----  --\n风险    1\na [2J  20\n"


def test_parquet_keeps_the_types() -> None:
    read_back = pq.read_table(io.BytesIO(render(TABLE, Format.PARQUET)))
    assert read_back.schema.types == TABLE.schema.types


def test_an_empty_result_has_its_columns() -> None:
    empty = TABLE.select([2]).slice(0, 0)
    assert render(empty, Format.TABLE) == b"n\n-\n"
    assert render(empty, Format.CSV) == b"n\n"
    assert render(empty, Format.JSON) == b"[]\n"
