"""Verbs on surveys: invited after an outcome, answered, changed, expired; and who may read them."""

from collections.abc import Collection
from uuid import UUID

from app.evidence.service import record
from app.hiring import service as hiring
from app.hiring.models import ApplicationStatus
from app.hiring.schemas import ApplicationContext
from app.kit.database import Unit
from app.kit.errors import Forbidden, NotFound
from app.kit.ids import new_id
from app.kit.states import require_move
from app.outbox.service import enqueue
from app.people import service as people
from app.privacy import service as privacy
from app.privacy.models import Purpose
from app.sla.models import Origin
from app.surveys import repository
from app.surveys.models import Survey, SurveyStatus
from app.surveys.rules import (
    CONTACT,
    EXPIRES_AFTER,
    SURVEY_MOVES,
    may_invite,
    may_read,
    open_until,
    require_answers,
    require_open,
)
from app.surveys.schemas import SurveyAnswers, SurveyView

__all__ = [
    "SurveyAnswers",
    "SurveyView",
    "answer_survey",
    "answered_surveys",
    "expire_due",
    "invite_candidate",
    "survey_for_candidate",
    "surveys_of_candidate",
]

EXPIRED_AT_ONCE = 1000  # surveys that one unit of the job ends


def invite_candidate(unit: Unit, application_id: UUID, status: ApplicationStatus) -> Survey | None:
    """The candidate knows that the application ended (event `application.end_shown`): they are
    asked how it was, once.

    None where nobody is asked: after imported history, against the candidate's word, without consent
    to a contact after a withdrawal, or when the application was asked about already.
    """
    context = hiring.application_context(unit, application_id)
    if context.origin is Origin.IMPORTED or not _may_invite(unit, context, status):
        return None
    survey = repository.insert_survey(
        unit,
        {
            "id": new_id(),
            "application_id": application_id,
            "candidate_id": context.candidate_id,
            "outcome": status,
            "status": SurveyStatus.INVITED,
            "invited_at": unit.now,
            "expires_at": unit.now + EXPIRES_AFTER,
        },
    )
    if survey is None:
        return None
    record(unit, "survey.invited", survey, application_id=application_id, outcome=status)
    enqueue(
        unit,
        topic="survey_invited",
        channel="in_app",
        template="survey_invited",
        payload={"application_id": str(application_id), "survey_id": str(survey.id)},
        subject_id=survey.id,
        recipient_candidate_id=context.candidate_id,
    )
    return survey


def _may_invite(unit: Unit, context: ApplicationContext, status: ApplicationStatus) -> bool:
    candidate_id = context.candidate_id
    return may_invite(
        status,
        has_refused=privacy.has_withdrawn(unit, candidate_id, [Purpose.SURVEY]),
        may_contact=any(privacy.has_consent(unit, candidate_id, purpose) for purpose in sorted(CONTACT)),
    )


def answer_survey(unit: Unit, survey_id: UUID, given: SurveyAnswers) -> Survey:
    """The candidate answers, or changes what they answered, for 14 days after the first time.

    Raises `NotFound` for another's, `RatingOutOfRange`, `TextTooLong`, `SurveyExpired`, `SurveyClosed`.
    """
    require_answers(given)
    survey = repository.lock(unit, survey_id)
    _require_own(unit, survey)
    require_open(survey.status, survey.expires_at, survey.answered_at, unit.now)
    is_first = survey.answered_at is None
    if is_first:
        require_move(SURVEY_MOVES, "survey", survey.status, SurveyStatus.ANSWERED)
        survey.status, survey.answered_at = SurveyStatus.ANSWERED, unit.now
    else:
        survey.changed_at = unit.now
    survey.relationship, survey.had_chance_to_ask = given.relationship, given.had_chance_to_ask
    survey.questions_answered = given.questions_answered
    survey.clarity, survey.respect = given.clarity, given.respect
    survey.comment = (given.comment or "").strip() or None
    action = "survey.answered" if is_first else "survey.changed"
    record(unit, action, survey, application_id=survey.application_id)
    return survey


def expire_due(unit: Unit, limit: int = EXPIRED_AT_ONCE) -> int:
    """Ends unanswered surveys whose time is over at `unit.now`, and says how many. Safe to repeat and
    to run twice at once.
    """
    expired = repository.lock_expired(unit, limit)
    for survey in expired:
        require_move(SURVEY_MOVES, "survey", survey.status, SurveyStatus.EXPIRED)
        survey.status = SurveyStatus.EXPIRED
        record(unit, "survey.expired", survey, application_id=survey.application_id)
    return len(expired)


def survey_for_candidate(unit: Unit, survey_id: UUID) -> SurveyView:
    """One's own survey. Raises `NotFound`."""
    survey = repository.get(unit, survey_id)
    _require_own(unit, survey)
    return _view(survey)


def surveys_of_candidate(unit: Unit, *, after: UUID | None = None, limit: int = 50) -> list[SurveyView]:
    """The surveys of the candidate who asks, oldest first. Raises `NotFound` for anybody else."""
    if unit.actor.kind != "candidate" or unit.actor.id is None:
        raise NotFound
    return [_view(row) for row in repository.of_candidate(unit, unit.actor.id, after, limit)]


def answered_surveys(
    unit: Unit, *, department_ids: Collection[UUID] | None, after: UUID | None = None, limit: int = 50
) -> list[SurveyView]:
    """Single answers from the departments that an HR lead leads (None: all), oldest first; those to
    applications in which the lead had a part are left out.

    Raises `Forbidden` for every other role, interviewers above all.
    """
    viewer = unit.actor.id if unit.actor.kind == "staff" else None
    roles = people.roles_of(unit, viewer) if viewer else frozenset()
    if viewer is None or not may_read(roles):
        raise Forbidden
    return [_view(row) for row in repository.answered(unit, viewer, department_ids, after, limit)]


def _require_own(unit: Unit, survey: Survey) -> None:
    if unit.actor.kind != "candidate" or unit.actor.id != survey.candidate_id:
        raise NotFound


def _view(survey: Survey) -> SurveyView:
    answers = None
    if survey.relationship is not None:
        answers = SurveyAnswers(
            relationship=survey.relationship,
            had_chance_to_ask=survey.had_chance_to_ask,
            questions_answered=survey.questions_answered,
            clarity=survey.clarity,
            respect=survey.respect,
            comment=survey.comment,
        )
    return SurveyView(
        survey_id=survey.id,
        application_id=survey.application_id,
        candidate_id=survey.candidate_id,
        outcome=survey.outcome,
        status=survey.status,
        invited_at=survey.invited_at,
        answered_at=survey.answered_at,
        changed_at=survey.changed_at,
        open_until=open_until(survey.status, survey.expires_at, survey.answered_at),
        answers=answers,
    )
