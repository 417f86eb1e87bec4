"""Reading releases: what the candidate sees, and what staff see of the same."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from app.feedback.models import FeedbackRelease, ReleasedField, ReleasedPart, ReleaseStatus, ReleaseText
from app.feedback.repository import releases as queries
from app.feedback.rules import HIGHEST, LOWEST, has_text, mean_scores
from app.feedback.schemas import MeanScore, ReleasedView, ReleaseView, ShownField, TextToApprove, TextView
from app.hiring import service as hiring
from app.hiring.models import Decision
from app.kit.database import Unit
from app.kit.errors import NotFound


def released_to(unit: Unit, application_id: UUID) -> list[ReleasedView]:
    """What the candidate of the application has been shown, the oldest round first: per decided
    round the latest release that is out. Whose application it is the edge has asked.
    """
    latest = {
        made.decision_id: made
        for made in sorted(queries.of_application(unit, application_id), key=lambda made: made.number)
        if made.status is ReleaseStatus.RELEASED
    }
    shown = {field.release_id for field in queries.fields_of(unit, [made.id for made in latest.values()])}
    seen = [_released(unit, made) for made in latest.values() if made.id in shown]
    return sorted(seen, key=lambda view: (view.released_at, view.release_id))


def _released(unit: Unit, made: FeedbackRelease) -> ReleasedView:
    assert made.released_at is not None  # it is released
    decision = hiring.decision_view(unit, made.decision_id).decision
    texts = [text for text in queries.shown_texts(unit, made.id) if text is not None and has_text(text)]
    return ReleasedView(
        release_id=made.id,
        round_id=made.round_id,
        round_name=hiring.settings_of_round(unit, made.round_id).round_name,
        number=made.number,
        decision=Decision(decision) if made.releases_decision else None,
        scores=_means(unit, made.id),
        texts=tuple(sorted(texts)),  # by their words: an order of arrival would tell whose each is
        released_at=made.released_at,
        first_opened_at=made.first_opened_at,
    )


def _means(unit: Unit, release_id: UUID) -> tuple[MeanScore, ...]:
    each: dict[UUID, dict[str, int]] = defaultdict(dict)
    for version_id, name, score in queries.shown_scores(unit, release_id):
        if version_id is not None and name is not None and score is not None:
            each[version_id][name] = score
    means = mean_scores(list(each.values()))
    return tuple(MeanScore(name, round(mean, 1), LOWEST, HIGHEST) for name, mean in means.items())


def releases_of(unit: Unit, application_id: UUID) -> list[ReleaseView]:
    """Every release of an application for staff, in the order they were made."""
    return _views(unit, queries.of_application(unit, application_id))


def release_view(unit: Unit, release_id: UUID) -> ReleaseView:
    """One release for staff. Raises `NotFound`."""
    made = queries.by_id(unit, release_id)
    if made is None:
        raise NotFound
    return _views(unit, [made])[0]


def _views(unit: Unit, rows: Sequence[FeedbackRelease]) -> list[ReleaseView]:
    ids = [row.id for row in rows]
    texts, fields = queries.texts_of(unit, ids), queries.fields_of(unit, ids)
    versions = queries.numbers_of_versions(
        unit, [field.feedback_version_id for field in fields if field.feedback_version_id is not None]
    )
    return [
        _view(
            row,
            [_text(text) for text in texts if text.release_id == row.id],
            [_shown(field, versions) for field in fields if field.release_id == row.id],
        )
        for row in rows
    ]


def _view(made: FeedbackRelease, texts: list[TextView], shown: list[ShownField]) -> ReleaseView:
    return ReleaseView(
        release_id=made.id,
        application_id=made.application_id,
        round_id=made.round_id,
        decision_id=made.decision_id,
        number=made.number,
        round_version_id=made.round_version_id,
        policy_version=made.policy_version,
        releases_decision=made.releases_decision,
        releases_scores=made.releases_scores,
        releases_text=made.releases_text,
        text_needs_approval=made.text_needs_approval,
        status=made.status,
        release_at=made.release_at,
        released_at=made.released_at,
        first_opened_at=made.first_opened_at,
        by_staff_id=made.by_staff_id,
        texts=tuple(texts),
        shown=tuple(shown),
    )


def _text(text: ReleaseText) -> TextView:
    return TextView(
        text_id=text.id,
        release_id=text.release_id,
        feedback_id=text.feedback_id,
        status=text.status,
        decided_by_staff_id=text.decided_by_staff_id,
        decided_at=text.decided_at,
        declined_reason=text.declined_reason,
    )


def _shown(field: ReleasedField, versions: dict[UUID, tuple[UUID, int]]) -> ShownField:
    feedback_id, version = versions[field.feedback_version_id] if field.feedback_version_id else (None, None)
    return ShownField(
        field=ReleasedPart(field.field),
        dimension_name=field.dimension_name,
        feedback_id=feedback_id,
        version=version,
        released_at=field.released_at,
        first_opened_at=field.first_opened_at,
    )


def texts_to_approve(
    unit: Unit, owner_staff_id: UUID, after: UUID | None = None, limit: int = 50
) -> list[TextToApprove]:
    """The texts that wait for this recruiter's word, the longest waiting first; `after` is the last `text_id`."""
    return [
        TextToApprove(
            text_id=text.id,
            release_id=made.id,
            application_id=made.application_id,
            round_id=made.round_id,
            feedback_id=row.id,
            version=version.version,
            text_for_candidate=version.text_for_candidate or "",
            release_at=made.release_at,
            asked_at=text.created_at,
        )
        for text, made, row, version in queries.waiting_texts(unit, owner_staff_id, after, limit)
    ]
