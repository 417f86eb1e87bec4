"""Which mart goes into the file of which audience: the one place that says so.

A mart that is not named here is in no file. The file is the border of what can be read (DuckDB knows no
table permissions), so leadership gets dimensions and aggregates, and no row that is about one candidate.
"""

from collections.abc import Iterable, Mapping

AUDIENCES = ("analyst", "leadership")
SMALL_GROUP = 5  # fewer candidates than this could be recognised by who knows them

EVERYBODY = frozenset(AUDIENCES)
ANALYSTS = frozenset({"analyst"})
MARTS: Mapping[str, frozenset[str]] = {
    "dim_calendars": EVERYBODY,
    "dim_candidates": ANALYSTS,
    "dim_departments": EVERYBODY,
    "dim_requisitions": EVERYBODY,
    "dim_rounds": EVERYBODY,
    "dim_staff": EVERYBODY,
    "fct_application_stages": ANALYSTS,
    "fct_applications": ANALYSTS,
    "fct_feedback": ANALYSTS,
    "fct_interviews": ANALYSTS,
    "fct_messages": ANALYSTS,
    "fct_nudges": ANALYSTS,
    "fct_questions": ANALYSTS,
    "fct_sla_clocks": ANALYSTS,
    "meta_metrics": EVERYBODY,
    "rpt_most_asked": EVERYBODY,
    "rpt_most_asked_summary": EVERYBODY,
    "rpt_nudges": ANALYSTS,
    "rpt_sla_summary": EVERYBODY,
    "rpt_sla_weekly": EVERYBODY,
}
COUNT_OF_CANDIDATES = "candidate_count"
SHOWS_SMALL_GROUPS = ANALYSTS


def marts_of(audience: str, built: Iterable[str]) -> list[str]:
    """Of the marts that were built those that the audience gets, sorted."""
    return sorted(name for name in built if audience in MARTS.get(name, ()))


def suppressed(audience: str, columns: Iterable[str]) -> str:
    """The condition on rows of a mart with these columns that the audience may see; empty: all.

    The whole row goes, not only its count: a question that two candidates asked names them by its words.
    """
    if audience in SHOWS_SMALL_GROUPS or COUNT_OF_CANDIDATES not in columns:
        return ""
    return f"{COUNT_OF_CANDIDATES} >= {SMALL_GROUP}"
