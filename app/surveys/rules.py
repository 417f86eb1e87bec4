"""When a survey may be sent, answered and seen: pure functions."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from app.hiring.models import ApplicationStatus
from app.people.models import Role
from app.privacy.models import Purpose
from app.surveys.errors import RatingOutOfRange, SurveyClosed, SurveyExpired, TextTooLong
from app.surveys.models import SurveyStatus
from app.surveys.schemas import SurveyAnswers

_S = SurveyStatus
SURVEY_MOVES: Mapping[SurveyStatus, frozenset[SurveyStatus]] = {
    _S.INVITED: frozenset({_S.ANSWERED, _S.EXPIRED}),
    _S.ANSWERED: frozenset(),
    _S.EXPIRED: frozenset(),
}
EXPIRES_AFTER = timedelta(days=30)
CHANGEABLE_FOR = timedelta(days=14)  # after the first answer
LOWEST, HIGHEST = 1, 5
LONGEST_COMMENT = 10_000

# Who withdrew has left: they are asked only if they agreed to be asked or to be written to.
CONTACT = frozenset({Purpose.SURVEY, Purpose.CONTACT_BY_MAIL, Purpose.CONTACT_BY_SMS})

# Who sees single answers, where they lead. Nobody of the panel, nobody who decided: they would recognise who spoke.
READERS = frozenset({Role.HR_LEAD})


def may_invite(outcome: ApplicationStatus, *, has_refused: bool, may_contact: bool) -> bool:
    """Whether to ask after this outcome: never against the candidate's word (`has_refused`: consent
    to surveys withdrawn), and after a withdrawal only with consent to a contact.
    """
    if outcome is ApplicationStatus.ACTIVE or has_refused:
        return False
    return may_contact or outcome is not ApplicationStatus.WITHDRAWN


def require_answers(given: SurveyAnswers) -> None:
    """Raises `RatingOutOfRange` or `TextTooLong`."""
    for rating in (given.clarity, given.respect):
        if rating is not None and (isinstance(rating, bool) or not LOWEST <= rating <= HIGHEST):
            raise RatingOutOfRange
    if given.comment is not None and len(given.comment) > LONGEST_COMMENT:
        raise TextTooLong(limit=LONGEST_COMMENT)


def open_until(status: SurveyStatus, expires_at: datetime, answered_at: datetime | None) -> datetime | None:
    """The last moment at which it may be answered or changed; None when it has expired."""
    if status is SurveyStatus.EXPIRED:
        return None
    return expires_at if answered_at is None else answered_at + CHANGEABLE_FOR


def require_open(status: SurveyStatus, expires_at: datetime, answered_at: datetime | None, now: datetime) -> None:
    """Raises `SurveyExpired` for an unanswered one whose time is over, `SurveyClosed` for an answered one."""
    until = open_until(status, expires_at, answered_at)
    if until is not None and now <= until:
        return
    if answered_at is None:
        raise SurveyExpired(SurveyStatus.EXPIRED, SURVEY_MOVES[SurveyStatus.EXPIRED])
    raise SurveyClosed(status, SURVEY_MOVES[status], days=CHANGEABLE_FOR.days)


def may_read(roles: Collection[Role]) -> bool:
    """Whether a member of staff sees single answers at all; of which applications, says the query."""
    return bool(READERS & frozenset(roles))
