"""Surveys: who is asked after which outcome, how long answers are open, who never sees them."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from app.hiring import service as hiring
from app.hiring.models import ApplicationStatus, Decision
from app.kit.database import Actor, Unit
from app.kit.errors import Forbidden, NotFound
from app.people import service as people
from app.people.models import Role
from app.privacy import service as privacy
from app.privacy.models import Purpose
from app.surveys import service as surveys
from app.surveys.errors import RatingOutOfRange, SurveyClosed, SurveyExpired, TextTooLong
from app.surveys.models import QuestionsAnswered, Relationship, Survey, SurveyStatus
from app.surveys.schemas import SurveyAnswers
from tests.conftest import NOW
from tests.factories.bank import Bank, found_bank
from tests.factories.offering import audited, candidate, hr_lead, sent, staff, told

INSTANT = timedelta(microseconds=1)
GREAT = SurveyAnswers(Relationship.GREAT, True, QuestionsAnswered.ALL, clarity=5, respect=4, comment="thank you")


@pytest.fixture
def bank(unit: Unit) -> Bank:
    return found_bank(unit)


def _reject(unit: Unit, bank: Bank) -> UUID:
    hiring.reject_application(staff(unit, bank.recruiter), bank.application, "not this time")
    return _survey(unit, bank)


def _survey(unit: Unit, bank: Bank) -> UUID:
    return surveys.surveys_of_candidate(candidate(unit, bank))[-1].survey_id


def test_a_rejection_in_a_round_asks_once(unit: Unit, bank: Bank) -> None:
    acting = staff(unit, bank.recruiter)
    hiring.move_to_round(acting, bank.application, bank.rounds[0])
    hiring.decide_round(acting, bank.application, bank.rounds[0], Decision.REJECT, "too early")
    view = surveys.survey_for_candidate(candidate(unit, bank), _survey(unit, bank))
    assert (view.outcome, view.status, view.answers) == (ApplicationStatus.REJECTED, SurveyStatus.INVITED, None)
    assert view.open_until == NOW + timedelta(days=30)
    assert told(unit, candidate_id=bank.candidate).count("survey_invited") == 1
    assert surveys.invite_candidate(unit, bank.application, ApplicationStatus.REJECTED) is None
    assert unit.session.scalar(select(func.count()).select_from(Survey)) == 1


def test_an_accepted_offer_asks_too(unit: Unit, bank: Bank) -> None:
    from app.offers.service import accept_offer

    accept_offer(candidate(unit, bank), sent(unit, bank))
    assert surveys.surveys_of_candidate(candidate(unit, bank))[0].outcome is ApplicationStatus.HIRED


@pytest.mark.parametrize("consents", [(), (Purpose.SURVEY,), (Purpose.CONTACT_BY_MAIL,), (Purpose.TALENT_POOL,)])
def test_who_withdrew_is_asked_only_with_consent_to_a_contact(
    unit: Unit, bank: Bank, consents: tuple[Purpose, ...]
) -> None:
    own, version = candidate(unit, bank), privacy.publish_notice(unit, {"zh-CN": "说明", "en": "notice"})
    for purpose in consents:
        privacy.give_consent(own, bank.candidate, purpose, version)
    hiring.withdraw_application(own, bank.application)
    is_asked = bool(surveys.surveys_of_candidate(own))
    assert is_asked == bool({Purpose.SURVEY, Purpose.CONTACT_BY_MAIL} & set(consents))


def test_nobody_is_asked_against_their_word(unit: Unit, bank: Bank) -> None:
    own, version = candidate(unit, bank), privacy.publish_notice(unit, {"zh-CN": "说明", "en": "notice"})
    privacy.give_consent(own, bank.candidate, Purpose.SURVEY, version)
    privacy.withdraw_consent(own, bank.candidate, Purpose.SURVEY)
    hiring.reject_application(staff(unit, bank.recruiter), bank.application, "no")
    assert surveys.surveys_of_candidate(own) == []


def test_answers_can_be_changed_for_fourteen_days_to_the_instant(unit: Unit, bank: Bank) -> None:
    survey_id, own = _reject(unit, bank), candidate(unit, bank)
    at = NOW + timedelta(days=29)
    surveys.answer_survey(own.at(at), survey_id, GREAT)
    changed = SurveyAnswers(Relationship.NEGATIVE, questions_answered=QuestionsAnswered.NOT_ASKED)
    last = at + timedelta(days=14)
    surveys.answer_survey(own.at(last), survey_id, changed)
    view = surveys.survey_for_candidate(own, survey_id)
    assert (view.answers, view.answered_at, view.changed_at, view.open_until) == (changed, at, last, last)
    with pytest.raises(SurveyClosed):
        surveys.answer_survey(own.at(last + INSTANT), survey_id, GREAT)
    assert audited(unit, "survey.") == ["survey.invited", "survey.answered", "survey.changed"]


def test_an_unanswered_survey_expires_after_thirty_days_to_the_instant(unit: Unit, bank: Bank) -> None:
    survey_id, own = _reject(unit, bank), candidate(unit, bank)
    last = NOW + timedelta(days=30)
    assert surveys.expire_due(unit.at(last)) == 0
    with pytest.raises(SurveyExpired):
        surveys.answer_survey(own.at(last + INSTANT), survey_id, GREAT)
    assert surveys.expire_due(unit.at(last + INSTANT)) == 1
    assert surveys.expire_due(unit.at(last + INSTANT)) == 0
    assert surveys.survey_for_candidate(own, survey_id).status is SurveyStatus.EXPIRED
    with pytest.raises(SurveyExpired):
        surveys.answer_survey(own, survey_id, GREAT)


def test_answers_have_limits_and_are_ones_own(unit: Unit, bank: Bank) -> None:
    survey_id, own = _reject(unit, bank), candidate(unit, bank)
    for rating in (0, 6, True):
        with pytest.raises(RatingOutOfRange):
            surveys.answer_survey(own, survey_id, SurveyAnswers(Relationship.GREAT, clarity=rating))
    with pytest.raises(TextTooLong):
        surveys.answer_survey(own, survey_id, SurveyAnswers(Relationship.GREAT, comment="x" * 10_001))
    other = people.create_candidate(unit, name="王一", email="wang@mail.example").id
    for stranger in (unit.at(NOW, Actor.candidate(other)), staff(unit, bank.recruiter)):
        with pytest.raises(NotFound):
            surveys.answer_survey(stranger, survey_id, GREAT)
        with pytest.raises(NotFound):
            surveys.survey_for_candidate(stranger, survey_id)


def test_single_answers_are_for_hr_leads_who_had_no_part(unit: Unit, bank: Bank) -> None:
    lead = hr_lead(unit, "lead")
    for insider in (bank.anna, bank.ben, bank.recruiter, bank.manager):
        people.grant_role(unit, insider, Role.HR_LEAD)
    hiring.move_to_round(staff(unit, bank.recruiter), bank.application, bank.rounds[0])
    interview = bank.interview(unit, NOW + timedelta(hours=3))
    seat = next(seat for seat in hiring.interview_context(unit, interview).panel if seat.staff_id == bank.ben)
    hiring.declare_conflict(staff(unit, bank.ben), seat.panel_member_id, "we were colleagues")
    survey_id = _reject(unit, bank)
    surveys.answer_survey(candidate(unit, bank), survey_id, GREAT)
    shown = surveys.answered_surveys(staff(unit, lead), department_ids=None)
    assert [each.survey_id for each in shown] == [survey_id]
    for insider in (bank.anna, bank.ben, bank.recruiter, bank.manager):
        assert surveys.answered_surveys(staff(unit, insider), department_ids=None) == []
    for reader in (staff(unit, bank.owner), candidate(unit, bank), unit):
        with pytest.raises(Forbidden):
            surveys.answered_surveys(reader, department_ids=None)


def test_single_answers_are_for_the_leads_of_the_department(unit: Unit, bank: Bank) -> None:
    department = hiring.application_context(unit, bank.application).department_id
    elsewhere = people.create_department(unit, name="retail").id
    lead = staff(unit, hr_lead(unit, "lead"))
    survey_id = _reject(unit, bank)
    surveys.answer_survey(candidate(unit, bank), survey_id, GREAT)
    assert department is not None
    [seen] = surveys.answered_surveys(lead, department_ids={department})
    assert seen.survey_id == survey_id
    for foreign in ({elsewhere}, set()):
        assert surveys.answered_surveys(lead, department_ids=foreign) == []
