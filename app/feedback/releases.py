"""Verbs on releases: what of a decided round the candidate gets to see, when, by whose word, and the
record of exactly what was shown. Never the recommendation, never who said or scored what.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from app.evidence.service import record
from app.feedback import repository
from app.feedback.errors import (
    DeclineReasonMissing,
    FeedbackChangedMeanwhile,
    NoTextForCandidate,
    NothingNewToRelease,
    NotYetReleased,
    ReleaseReplaced,
    TextAlreadyDecided,
)
from app.feedback.models import (
    FeedbackRelease,
    FeedbackVersion,
    ReleasedPart,
    ReleaseStatus,
    ReleaseText,
    TextStatus,
)
from app.feedback.releasing import Given, ask_for_text, given_in_round, new_release, release, scores_to_show, show
from app.feedback.repository import releases as queries
from app.feedback.rules import RELEASE_MOVES, RELEASE_TEXT_MOVES, has_text, release_moment
from app.feedback.schemas import ReleasePolicy
from app.hiring import service as hiring
from app.hiring.models import Decision
from app.hiring.schemas import RoundSettings, SeatOverview
from app.kit.database import Actor, Database, Unit
from app.kit.errors import Forbidden, NotFound
from app.sla import service as sla
from app.sla.models import ClockKind, Origin, Outcome


def prepare_release(unit: Unit, *, decision_id: UUID, application_id: UUID, round_id: UUID) -> FeedbackRelease | None:
    """What follows an advance or a reject (event `round.decided`): a release by the policy in force,
    shown at once or held. None for a hold, for imported history, and where the policy shows nothing.

    Called again it gives back what it made. Raises `NotFound`.
    """
    decided = hiring.decision_view(unit, decision_id)
    settings = hiring.settings_of_stay(unit, application_id, round_id)
    is_held_back = decided.shown_at is None
    if decided.decision is Decision.HOLD or not (is_held_back or _shows_anything(settings)):
        return None
    if hiring.application_context(unit, application_id).origin is Origin.IMPORTED:
        return None
    known = queries.newest_of_decision(unit, decision_id)
    if known is not None:
        return known
    hours = settings.release_hold_hours if is_held_back else 0
    at = release_moment(decided.at, hours, _outcome_due(unit, application_id, decision_id))
    made = new_release(unit, decided, _policy(settings), at)
    if made.status is not ReleaseStatus.HELD:
        release(unit, made)
        if is_held_back:  # there is no time left to hold it
            hiring.show_outcome(unit, decision_id)
    return made


def _policy(settings: RoundSettings) -> ReleasePolicy:
    return ReleasePolicy(
        settings.round_version_id,
        settings.version,
        settings.releases_decision,
        settings.releases_scores,
        settings.releases_text,
        settings.text_needs_approval,
    )


def _shows_anything(policy: RoundSettings) -> bool:
    return policy.releases_decision or policy.releases_scores or policy.releases_text


def _outcome_due(unit: Unit, application_id: UUID, decision_id: UUID) -> datetime | None:
    """When the outcome of the stay that was decided is promised for, if that is still open."""
    stay = hiring.stay_of_decision(unit, decision_id)
    owed = [
        clock.due_at
        for clock in sla.clocks_of_application(unit, application_id)
        if clock.kind is ClockKind.OUTCOME and clock.subject_id == stay and clock.outcome is Outcome.RUNNING
    ]
    return min(owed, default=None)


def release_due(database: Database, now: datetime, *, limit: int = 1000) -> int:
    """Shows what was held until now, each release in a transaction of its own; returns how many.

    Any number of runners may run it at once and again: a release goes out once. Raises `DatabaseUnavailable`.
    """
    for count in range(limit):
        with database.unit(Actor.service(), now) as unit:
            held = queries.claim_due(unit)
            if held is None:
                return count
            release(unit, held)
            hiring.show_outcome(unit, held.decision_id)
    return limit


def release_with(unit: Unit, decision_id: UUID) -> None:
    """The decision was shown before its time (event `round.shown`): with it goes what was held."""
    held = queries.claim_held(unit, decision_id)
    if held is not None:
        release(unit, held)


def approve_text(
    unit: Unit, release_id: UUID, feedback_id: UUID, *, expected_version: int | None = None
) -> ReleaseText:
    """The recruiter lets the candidate have an interviewer's text, as its newest version says; shown
    with the release, or at once where that is out already.

    `expected_version`: the version that was read. Raises `NotFound`, `NoTextForCandidate`,
    `FeedbackChangedMeanwhile`, `TextAlreadyDecided`, `ReleaseReplaced`.
    """
    made, text, version = _open_text(unit, release_id, feedback_id)
    if expected_version is not None and version.version != expected_version:
        raise FeedbackChangedMeanwhile
    _decide(unit, text, TextStatus.APPROVED, version)
    record(unit, "release_text.approved", text, application_id=made.application_id, version=version.version)
    if made.status is not ReleaseStatus.HELD:
        show(unit, made, [(version.id, ReleasedPart.TEXT, None)])
    return text


def decline_text(unit: Unit, release_id: UUID, feedback_id: UUID, reason: str) -> ReleaseText:
    """The candidate does not get this text. Raises `DeclineReasonMissing`, and those of `approve_text`."""
    stripped = reason.strip()
    if not stripped:
        raise DeclineReasonMissing
    made, text, version = _open_text(unit, release_id, feedback_id)
    _decide(unit, text, TextStatus.DECLINED, version)
    text.declined_reason = stripped
    record(unit, "release_text.declined", text, application_id=made.application_id)
    return text


def _open_text(unit: Unit, release_id: UUID, feedback_id: UUID) -> tuple[FeedbackRelease, ReleaseText, FeedbackVersion]:
    """The text to decide on, in the release held against others, and its feedback's newest version."""
    _require_staff(unit)
    made = _newest(unit, release_id)
    given = next((row for row, _, _ in given_in_round(unit, made) if row.id == feedback_id), None)
    if given is None:
        raise NotFound
    version = repository.version_of(unit, given.id, given.version)
    if not made.releases_text or version is None or not has_text(version.text_for_candidate):
        raise NoTextForCandidate
    text = ask_for_text(unit, made, feedback_id)
    if text.status is not TextStatus.WAITING:
        raise TextAlreadyDecided(text.status, RELEASE_TEXT_MOVES[text.status])
    return made, text, version


def _decide(unit: Unit, text: ReleaseText, status: TextStatus, version: FeedbackVersion) -> None:
    text.status, text.feedback_version_id = status, version.id
    text.decided_by_staff_id, text.decided_at = unit.actor.id, unit.now


def _require_staff(unit: Unit) -> None:
    """A text goes out by somebody's word, never by itself and never by the candidate's."""
    if unit.actor.kind != "staff":
        raise Forbidden


def _newest(unit: Unit, release_id: UUID) -> FeedbackRelease:
    """The release, held against others; raises `NotFound`, `ReleaseReplaced`."""
    made = queries.lock(unit, release_id)
    if made is None:
        raise NotFound
    newest = queries.newest_of_decision(unit, made.decision_id)
    if newest is not None and newest.id != made.id:
        raise ReleaseReplaced("replaced", ())
    return made


def release_again(unit: Unit, release_id: UUID) -> FeedbackRelease:
    """Shows the candidate the feedback as it stands now, under the same policy: amended, or late, as
    the recruiter wants it. Texts that were approved as they stand stay approved; changed ones wait anew.

    Raises `NotFound`, `NotYetReleased`, `ReleaseReplaced`, `NothingNewToRelease`.
    """
    _require_staff(unit)
    before = _newest(unit, release_id)
    if before.status is not ReleaseStatus.RELEASED:
        raise NotYetReleased(before.status, RELEASE_MOVES[before.status])
    given = given_in_round(unit, before)
    decided = {text.feedback_version_id: text for text in queries.texts_of(unit, [before.id])}
    if not _is_news(unit, before, given, decided):
        raise NothingNewToRelease
    policy = ReleasePolicy(
        before.round_version_id,
        before.policy_version,
        before.releases_decision,
        before.releases_scores,
        before.releases_text,
        before.text_needs_approval,
    )
    made = new_release(unit, hiring.decision_view(unit, before.decision_id), policy, unit.now, before.number + 1)
    for row, version, _ in given:
        if version.id in decided:
            _decide_as_before(ask_for_text(unit, made, row.id), decided[version.id])
    release(unit, made)
    return made


def _is_news(
    unit: Unit, before: FeedbackRelease, given: Sequence[Given], decided: Mapping[UUID | None, ReleaseText]
) -> bool:
    """Whether other scores would be shown, or a text waits to be read that is other than the one decided on."""
    fields = queries.fields_of(unit, [before.id])
    shown = {(field.feedback_version_id, field.dimension_name) for field in fields if field.field is ReleasedPart.SCORE}
    if shown != {(version_id, name) for version_id, _, name in scores_to_show(unit, before, given)}:
        return True
    asked = {text.feedback_id for text in queries.texts_of(unit, [before.id]) if text.status is not TextStatus.WAITING}
    texts = [(row.id, version.id) for row, version, _ in given if has_text(version.text_for_candidate)]
    return before.releases_text and any(row in asked and version not in decided for row, version in texts)


def _decide_as_before(text: ReleaseText, before: ReleaseText) -> None:
    text.status, text.feedback_version_id = before.status, before.feedback_version_id
    text.decided_by_staff_id, text.decided_at = before.decided_by_staff_id, before.decided_at
    text.declined_reason = before.declined_reason


def open_release(unit: Unit, release_id: UUID) -> FeedbackRelease:
    """The candidate looks: what is shown and was not opened before is opened now. Raises `NotFound`,
    also for another's and for what is not released yet.
    """
    made = queries.lock(unit, release_id)
    if made is None or made.status is not ReleaseStatus.RELEASED:
        raise NotFound
    if unit.actor != Actor.candidate(hiring.application_context(unit, made.application_id).candidate_id):
        raise NotFound
    unseen = [field for field in queries.fields_of(unit, [made.id]) if field.first_opened_at is None]
    if made.first_opened_at is None or unseen:
        made.first_opened_at = made.first_opened_at or unit.now
        queries.note_opening(unit, made.id)
        record(unit, "release.opened", made, application_id=made.application_id, field_count=len(unseen))
    return made


def ask_for_late_text(unit: Unit, seat: SeatOverview, feedback_id: UUID) -> None:
    """Feedback handed in or amended after the decision: its text waits for the recruiter too, if the
    release takes one and it was not decided on before.
    """
    made = queries.newest_of_round(unit, seat.application_id, seat.round_id)
    if made is not None and made.releases_text and made.text_needs_approval:
        ask_for_text(unit, made, feedback_id)
