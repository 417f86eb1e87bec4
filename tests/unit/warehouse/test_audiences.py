"""Who gets which mart: every mart is declared, and leadership gets nothing that is about one candidate."""

from pathlib import Path

import pytest
import yaml

from warehouse.audiences import AUDIENCES, MARTS, marts_of, suppressed

MODELS = Path(__file__).parents[3] / "transforms/dbt/models/marts"
ABOUT_ONE = {"candidate_key", "application_id", "interview_id", "question_id", "clock_id", "feedback_id", "text_masked"}


def _columns() -> dict[str, set[str]]:
    pages = [yaml.safe_load(path.read_text("utf-8"))["models"] for path in MODELS.glob("*.yml")]
    return {model["name"]: {column["name"] for column in model["columns"]} for page in pages for model in page}


def test_every_mart_is_declared_and_nothing_else() -> None:
    built = set(_columns())
    assert not built - MARTS.keys(), "say in warehouse/audiences.py who may see it; until then it is in no file"
    assert not MARTS.keys() - built, "take it out of warehouse/audiences.py: no model makes it"
    assert all(MARTS[name] <= set(AUDIENCES) for name in MARTS)


def test_a_mart_without_a_declaration_is_in_no_file() -> None:
    for audience in AUDIENCES:
        assert marts_of(audience, ["rpt_secret", "dim_staff", "meta_checks"]) == ["dim_staff"]


def test_leadership_gets_no_mart_about_one_candidate() -> None:
    columns = _columns()
    found = {name: columns[name] & ABOUT_ONE for name in marts_of("leadership", columns)}
    assert not {name: those for name, those in found.items() if those}
    assert "rpt_most_asked" in found


@pytest.mark.parametrize(
    ("audience", "columns", "condition"),
    [
        ("leadership", ["topic", "candidate_count"], "candidate_count >= 5"),
        ("leadership", ["kind", "due_count"], ""),  # duties of staff
        ("analyst", ["topic", "candidate_count"], ""),
    ],
)
def test_leadership_gets_no_row_about_few_candidates(audience: str, columns: list[str], condition: str) -> None:
    assert suppressed(audience, columns) == condition
