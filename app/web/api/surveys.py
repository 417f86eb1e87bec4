"""Surveys: what candidates say of the process afterwards; single answers are for uninvolved HR leads."""

from functools import partial
from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import Field

from app.hiring.models import ApplicationStatus
from app.people.models import Role
from app.people.schemas import CandidateViewer
from app.surveys import service as surveys
from app.surveys.models import QuestionsAnswered, Relationship, SurveyStatus
from app.surveys.schemas import SurveyAnswers as Given
from app.surveys.schemas import SurveyView
from app.web.api.bodies import Body, InPages, Out, PageOf, When, Words
from app.web.api.call import Call
from app.web.api.route import ApiRouter
from app.web.policies import CANDIDATES, staff_as

router = ApiRouter("surveys")
READERS = staff_as(Role.HR_LEAD, candidates=True)
Rating = Annotated[int, Field(ge=1, le=5)]


class AnswersIn(Body):
    """`relationship` is CandE's four-point scale; ratings go from 1 to 5."""

    relationship: Relationship
    had_chance_to_ask: bool | None = None
    questions_answered: QuestionsAnswered | None = None
    clarity: Rating | None = None
    respect: Rating | None = None
    comment: Words | None = None

    example: ClassVar[dict[str, Any]] = {"relationship": "great", "had_chance_to_ask": True, "clarity": 5}


class AnswersOut(Out):
    relationship: Relationship
    had_chance_to_ask: bool | None
    questions_answered: QuestionsAnswered | None
    clarity: int | None
    respect: int | None
    comment: str | None


class SurveyOut(Out):
    """`open_until` is the last moment to answer or change it; null when that is over."""

    id: UUID
    application_id: UUID
    outcome: ApplicationStatus
    status: SurveyStatus
    invited_at: When
    answered_at: When | None
    open_until: When | None
    answers: AnswersOut | None


@router.get("/surveys", READERS, "Surveys")
def list_surveys(call: Call, page: InPages) -> PageOf[SurveyOut]:
    """A candidate's own; or the single answers from the departments that an HR lead leads, but to applications
    in which the lead had a part.
    """
    if isinstance(call.viewer, CandidateViewer):
        read = partial(surveys.surveys_of_candidate, call.unit)
    else:
        read = partial(surveys.answered_surveys, call.unit, department_ids=call.staff.departments_as(Role.HR_LEAD))
    found = page.read(lambda after, limit: read(after=after, limit=limit), lambda view: view.survey_id)
    return PageOf[SurveyOut].of_slice(found, _out)


@router.get("/surveys/{survey_id}", CANDIDATES, "My survey")
def read_survey(call: Call, survey_id: UUID) -> SurveyOut:
    return _out(surveys.survey_for_candidate(call.unit, survey_id))


@router.put("/surveys/{survey_id}", CANDIDATES, "Answer it, or change the answers", takes_match=True)
def answer_survey(call: Call, survey_id: UUID, body: AnswersIn) -> SurveyOut:
    """For 14 days after the first answer."""
    read_survey(call, survey_id)  # another's is not found
    call.require_match("surveys", survey_id, lambda: _out(surveys.survey_for_candidate(call.unit, survey_id)))
    surveys.answer_survey(call.unit, survey_id, Given(**body.model_dump()))
    return _out(surveys.survey_for_candidate(call.unit, survey_id))


def _out(view: SurveyView) -> SurveyOut:
    answers = AnswersOut.of(view.answers) if view.answers else None
    return SurveyOut.of(view, id=view.survey_id, answers=answers)
