"""Every dbt model has its page, its grain and its key, and sees only the layer below it."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conventions.code import ROOT

MODELS = ROOT / "transforms/dbt/models"
FILES = sorted(MODELS.rglob("*.sql"))
SEES = {"staging": set(), "intermediate": {"stg", "int"}, "marts": {"int", "dim", "fct", "rpt", "meta"}}
PREFIXES = {"staging": {"stg"}, "intermediate": {"int"}, "marts": {"dim", "fct", "rpt", "meta"}}


def _page(path: Path) -> dict[str, Any]:
    page = path.with_suffix(".yml")
    assert page.exists(), f"write {page.relative_to(ROOT)}"
    return next(model for model in yaml.safe_load(page.read_text("utf-8"))["models"] if model["name"] == path.stem)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_model_states_its_grain_and_proves_its_key(path: Path) -> None:
    page = _page(path)
    assert page["description"].startswith("One row "), f"{path.stem}: begin the description with the grain"
    assert any("key" in test for test in page["data_tests"]), f"{path.stem}: add the test `key`"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_model_sees_only_the_layer_below(path: Path) -> None:
    layer, text = path.parent.name, path.read_text("utf-8")
    seen = {name.split("_")[0] for name in re.findall(r"ref\('(\w+)'\)", text)}
    assert path.stem.split("_")[0] in PREFIXES[layer]
    assert seen <= SEES[layer], f"{path.stem} is in {layer} and may not read {sorted(seen - SEES[layer])}"
    assert ("source(" in text) == (layer == "staging"), f"{path.stem}: sources are read by staging alone"


def test_models_keep_to_what_every_engine_knows() -> None:
    unportable = re.compile(r"\b(qualify|asof join|exclude|unnest|list_\w+|epoch_us|quantile_cont)\b", re.IGNORECASE)
    found = {path.stem: unportable.findall(path.read_text("utf-8")) for path in FILES}
    assert not {name: words for name, words in found.items() if words}, "use a dispatched macro"


def test_no_model_is_longer_than_it_should_be() -> None:
    # One rule from start to end each: cut up, and with its unit test cut up, it could not be read.
    excused = {"int_calendar_spans", "int_sla_clocks_judged"}
    long = {path.stem for path in FILES if len(path.read_text("utf-8").splitlines()) > 120}
    assert long == excused, (
        f"split {sorted(long - excused)} into models of one idea, excuse {sorted(excused - long)} no longer"
    )
