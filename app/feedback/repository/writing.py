"""Writing feedback: the row, its version and its scores in one statement each way.

A submission is what people wait for at the end of a long day, all at once; so it is not three
tables' worth of objects, flushes and round trips. Who comes second of two at once finds nothing to
write (`None`): the row's own lock decides, the states in `where` are read after it.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import TextClause, text

from app.feedback.models import Feedback, FeedbackScore, FeedbackStatus, FeedbackVersion
from app.feedback.rules import FEEDBACK_MOVES
from app.feedback.schemas import FeedbackInput
from app.hiring.schemas import SeatOverview
from app.kit.database import Unit
from app.kit.ids import new_id

_TABLES = frozenset(table.__tablename__ for table in (Feedback, FeedbackVersion, FeedbackScore))


def _before(wanted: FeedbackStatus) -> str:
    """The states from which feedback may become `wanted`, as SQL has them."""
    states = ", ".join(f"'{state}'" for state, following in FEEDBACK_MOVES.items() if wanted in following)
    return f"({states})"


# `:expected_at` null takes whatever is there; else the draft must be the one last seen.
_HOLD = f"""
with held as (
    insert into feedback (id, panel_member_id, interview_id, interviewer_staff_id, status, version, recommendation,
        submitted_at, updated_at, origin)
    select :id, :seat, :interview, :staff, :status, :version, :recommendation, :submitted_at, :now, :origin
    where cast(:expected_at as timestamptz) is null or exists (select from feedback where panel_member_id = :seat)
    on conflict (panel_member_id) do update set status = excluded.status, version = excluded.version,
        recommendation = excluded.recommendation, submitted_at = excluded.submitted_at,
        updated_at = excluded.updated_at
    where feedback.status in {_before(FeedbackStatus.SUBMITTED)}
        and (cast(:expected_at as timestamptz) is null or feedback.updated_at = :expected_at)
    returning *
),
"""
_AMEND = f"""
with held as (
    update feedback set status = 'amended', version = feedback.version + 1, recommendation = :recommendation,
        updated_at = :now
    where panel_member_id = :seat and status in {_before(FeedbackStatus.AMENDED)}
        and feedback.version = coalesce(cast(:expected_version as integer), feedback.version)
    returning *
),
"""
_SAY = """
said as (
    insert into feedback_versions (id, feedback_id, version, recommendation, text_for_panel, text_for_candidate,
        saved_at)
    select :version_id, id, version, :recommendation, :text_for_panel, :text_for_candidate, :now from held
    {again}
    returning id
),
scored as (
    insert into feedback_scores (id, feedback_version_id, dimension_name, score)
    select line.id, said.id, line.name, line.score
    from said, unnest(cast(:score_ids as uuid[]), cast(:names as text[]), cast(:scores as integer[]))
        as line (id, name, score)
    {scored_again}
)
"""
# Only a draft is ever overwritten, and the lines that it no longer has are dropped.
_OVERWRITE = (
    _SAY.format(
        again="""on conflict (feedback_id, version) do update set recommendation = excluded.recommendation,
        text_for_panel = excluded.text_for_panel, text_for_candidate = excluded.text_for_candidate,
        saved_at = excluded.saved_at""",
        scored_again="on conflict (feedback_version_id, dimension_name) do update set score = excluded.score",
    )
    + """, dropped as (
    delete from feedback_scores using said
    where feedback_version_id = said.id and dimension_name <> all(cast(:names as text[]))
)
"""
)
_KEEP = _SAY.format(again="", scored_again="")
_TAKE = "select id, interview_id, interviewer_staff_id, status, version, submitted_at, updated_at from held"

DRAFT, SUBMIT, AMEND = text(_HOLD + _OVERWRITE + _TAKE), text(_HOLD + _KEEP + _TAKE), text(_AMEND + _KEEP + _TAKE)


def write(
    unit: Unit,
    statement: TextClause,
    seat: SeatOverview,
    given: FeedbackInput,
    state: Mapping[str, Any],
) -> Any | None:
    """Writes one feedback by `DRAFT`, `SUBMIT` or `AMEND`; the row as it is now, or `None` when its
    state or its last writer forbids it. `state` has what only that statement takes.
    """
    found = unit.session.execute(
        statement,
        {
            "seat": seat.panel_member_id,
            "now": unit.now,
            "recommendation": given.recommendation,
            "version_id": new_id(),
            "text_for_panel": given.text_for_panel,
            "text_for_candidate": given.text_for_candidate,
            "score_ids": [new_id() for _ in given.scores],
            "names": list(given.scores),
            "scores": list(given.scores.values()),
            **state,
        },
    ).first()
    if found is not None:
        unit.changed.update(_TABLES)
    return found
