"""The one place that touches Great Expectations: judges a frame of counts, one column per rule.

It is imported when first used (it takes seconds) and sees counts only, so that nothing it keeps,
prints or raises can hold a value of a row. See docs/decisions/0004-quality-frames.md.
"""

import os
import warnings
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import duckdb

from quality.rules import CheckResult, Counts, Rule, measure, results

if TYPE_CHECKING:
    import pandas as pd

RESULT_FORMAT = "BOOLEAN_ONLY"  # the other formats carry offending values


def run_suite(suite: str, connection: duckdb.DuckDBPyConnection, rules: Sequence[Rule]) -> list[CheckResult]:
    """Measures and judges all rules of a suite. Changes nothing in the database."""
    counts = measure(connection, rules)
    return results(suite, rules, counts, judge(suite, counts))


def judge(suite: str, counts: Mapping[str, Counts]) -> dict[str, bool]:
    """Whether each rule holds (no row failed it), as Great Expectations says, by the rule's key."""
    if not counts:
        return {}
    import pandas as pd

    # Almost always everything holds, and one expectation says so; each costs 10 ms of the library's own.
    together = pd.DataFrame({"failed": [each.failed for each in counts.values()]})
    if all(_validate(suite, together).values()):
        return dict.fromkeys(counts, True)
    return _validate(suite, pd.DataFrame({key: [each.failed] for key, each in counts.items()}))


def _validate(suite: str, frame: "pd.DataFrame") -> dict[str, bool]:
    """Whether the largest number of each column is 0, by column."""
    gx, expectations, batches = _library()
    wanted = [expectations.ExpectColumnMaxToBeBetween(column=name, min_value=0, max_value=0) for name in frame]
    outcome = batches.get_batch({"dataframe": frame}).validate(
        gx.ExpectationSuite(name=suite, expectations=wanted), result_format=RESULT_FORMAT
    )
    return {each.expectation_config.kwargs["column"]: bool(each.success) for each in outcome.results}


@cache
def _library() -> tuple[Any, Any, Any]:
    """The library, its expectations, and what turns a frame into a batch. One context for the whole
    process: each makes a temporary folder.
    """
    # The library reads this variable itself, while it is imported, and offers no other switch that
    # comes early enough: it must not call home. Written for it alone; nothing of ours reads it.
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    with warnings.catch_warnings():  # it still uses names that Python has deprecated; not ours to mend
        warnings.simplefilter("ignore")
        import great_expectations as gx
        from great_expectations import expectations
        from great_expectations.data_context.types.base import ProgressBarsConfig
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    asset = context.data_sources.add_pandas("counts").add_dataframe_asset("rules")
    return gx, expectations, asset.add_batch_definition_whole_dataframe("whole")
