"""Candidates' questions: asked, answered, handed on, rated, asked again."""

from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import Field, StringConstraints

from app.hiring import service as hiring
from app.people.models import Role
from app.people.schemas import CandidateViewer
from app.questions import service as questions
from app.questions.models import AskedBy, QuestionStatus
from app.questions.schemas import OwnedQuestion, QuestionView, SimilarAnswer
from app.sla import service as sla
from app.sla.models import ClockKind
from app.web.api.bodies import Body, InPages, Line, Out, PageOf, When, Words
from app.web.api.call import ApiCall, Call
from app.web.api.objects import see_application, see_question
from app.web.api.route import ApiRouter
from app.web.policies import ANYONE_KNOWN, CANDIDATES, STAFF, staff_as

router = ApiRouter("questions")
ID = "01890a5d-ac96-774b-bcce-b302099a8057"
Asked = Annotated[str, StringConstraints(min_length=1, max_length=2000)]


class QuestionIn(Body):
    text: Asked

    example: ClassVar[dict[str, Any]] = {"text": "试用期多久？转正怎么评估？"}


class AnswerIn(Body):
    """A holding reply ("we are asking") stops no clock. `library_answer_id` is the answer that was used again."""

    text: Words
    is_holding_reply: bool = False
    library_answer_id: UUID | None = None

    example: ClassVar[dict[str, Any]] = {"text": "六个月；第五个月由部门评估。", "is_holding_reply": False}


class HandOverIn(Body):
    owner_staff_id: UUID
    reason: Line

    example: ClassVar[dict[str, Any]] = {"owner_staff_id": ID, "reason": "She knows the team."}


class RatingIn(Body):
    rating: Annotated[int, Field(ge=1, le=5)]
    comment: Asked | None = None

    example: ClassVar[dict[str, Any]] = {"rating": 5, "comment": "很清楚，谢谢。"}


class ReopeningIn(Body):
    still_unclear: Asked | None = None

    example: ClassVar[dict[str, Any]] = {"still_unclear": "What happens if it is not passed?"}


class AnswerOut(Out):
    version: int
    text: str
    is_holding_reply: bool
    is_correction: bool
    answered_at: When
    answered_by_id: UUID | None = None


class QuestionOut(Out):
    """A question with its answers, oldest first. `due_at` is when an answer is promised, while it is open."""

    id: UUID
    interview_id: UUID
    application_id: UUID | None
    text: str
    status: QuestionStatus
    asked_at: When
    asked_by: AskedBy | None = None
    due_at: When | None
    owner_staff_id: UUID | None = None
    rating: int | None
    rating_comment: str | None = None
    first_answered_at: When | None
    last_answered_at: When | None
    answers: list[AnswerOut]


class OwnedOut(Out):
    """A line of the owner's queue, the soonest due first."""

    id: UUID
    interview_id: UUID
    text: str
    status: QuestionStatus
    asked_at: When
    due_at: When


class SimilarOut(Out):
    library_answer_id: UUID
    question_text: str
    answer_text: str
    language: str
    topic: str
    score: float


class SimilarListOut(Out):
    """Published answers to questions like this one, the most alike first."""

    items: list[SimilarOut]


@router.post(
    "/interviews/{interview_id}/questions",
    staff_as(Role.RECRUITER, Role.HR_LEAD, Role.INTERVIEWER, Role.HIRING_MANAGER, candidates=True),
    "Ask a question, or write down what was asked",
    status=201,
)
def ask_question(call: Call, interview_id: UUID, body: QuestionIn) -> QuestionOut:
    """Before, during and after the interview. Starts the `answer` clock."""
    see_application(call, hiring.interview_context(call.unit, interview_id).application_id)
    made = questions.ask_question(call.unit, interview_id, body.text)
    call.unit.session.flush()  # it is read anew
    return _out(call, questions.question_view(call.unit, made.id))


@router.get("/interviews/{interview_id}/questions", ANYONE_KNOWN, "An interview's questions")
def list_questions(call: Call, interview_id: UUID, page: InPages) -> PageOf[QuestionOut]:
    see_application(call, hiring.interview_context(call.unit, interview_id).application_id)
    found = page.read(
        lambda after, limit: questions.questions_page(call.unit, interview_id, after=after, limit=limit),
        lambda view: view.question_id,
    )
    return PageOf[QuestionOut].of_slice(found, lambda view: _out(call, view))


@router.get("/questions", STAFF, "The questions that wait for my answer")
def list_owned_questions(call: Call, page: InPages) -> PageOf[OwnedOut]:
    found = page.read(
        lambda after, limit: questions.owner_queue(call.unit, call.staff.staff_id, after=after, limit=limit),
        lambda line: line.clock_id,
    )
    return PageOf[OwnedOut].of_slice(found, _owned)


@router.get("/questions/{question_id}", ANYONE_KNOWN, "One question")
def read_question(call: Call, question_id: UUID) -> QuestionOut:
    return _shown(call, question_id)


@router.post("/questions/{question_id}/answer", STAFF, "Answer it", takes_match=True)
def answer_question(call: Call, question_id: UUID, body: AnswerIn) -> QuestionOut:
    """Again for a correction; earlier versions are kept and the candidate is told."""
    _match(call, question_id)
    questions.answer_question(
        call.unit, question_id, body.text, body.is_holding_reply, library_answer_id=body.library_answer_id
    )
    return _shown(call, question_id)


@router.post("/questions/{question_id}/reassign", STAFF, "Give it to another owner", takes_match=True)
def reassign_question(call: Call, question_id: UUID, body: HandOverIn) -> None:
    """The clock goes along; it does not start again. Who hands it over may see it no longer."""
    _match(call, question_id)
    questions.reassign_question(call.unit, question_id, body.owner_staff_id, reason=body.reason)


@router.post("/questions/{question_id}/rate", CANDIDATES, "Rate the answer", takes_match=True)
def rate_answer(call: Call, question_id: UUID, body: RatingIn) -> QuestionOut:
    _match(call, question_id)
    questions.rate_answer(call.unit, question_id, body.rating, body.comment)
    return _shown(call, question_id)


@router.post("/questions/{question_id}/reopen", CANDIDATES, "Ask on", takes_match=True)
def reopen_question(call: Call, question_id: UUID, body: ReopeningIn) -> QuestionOut:
    """A new `answer` clock starts; the first answer's stays as it was."""
    _match(call, question_id)
    questions.reopen_question(call.unit, question_id, body.still_unclear)
    return _shown(call, question_id)


@router.get("/questions/{question_id}/similar-answers", STAFF, "Approved answers to questions like it")
def list_similar_answers(call: Call, question_id: UUID) -> SimilarListOut:
    view = see_question(call, question_id)
    found = questions.similar_answers(call.unit, view.text, call.web.parts.similar)
    return SimilarListOut(items=[_similar(one) for one in found])


@router.post("/interviews/{interview_id}/nothing-to-ask", CANDIDATES, "I have nothing to ask")
def say_nothing_to_ask(call: Call, interview_id: UUID) -> None:
    """The candidate's own word; the interview can be closed with it."""
    see_application(call, hiring.interview_context(call.unit, interview_id).application_id)
    hiring.nothing_to_ask(call.unit, interview_id)


def _match(call: ApiCall, question_id: UUID) -> None:
    see_question(call, question_id)
    call.require_match("questions", question_id, lambda: _shown(call, question_id))


def _shown(call: ApiCall, question_id: UUID) -> QuestionOut:
    call.unit.session.flush()  # what was just done is read anew
    return _out(call, see_question(call, question_id))


def _out(call: ApiCall, view: QuestionView) -> QuestionOut:
    is_candidate = isinstance(call.viewer, CandidateViewer)
    clock = sla.clock_of(call.unit, ClockKind.ANSWER, view.question_id)
    answers = [AnswerOut.of(one, hidden={"answered_by_id"} if is_candidate else ()) for one in view.answers]
    return QuestionOut.of(
        view,
        hidden={"owner_staff_id", "asked_by"} if is_candidate else {"rating_comment"},
        id=view.question_id,
        due_at=clock.due_at if clock and clock.stopped_at is None else None,
        answers=answers,
    )


def _owned(line: OwnedQuestion) -> OwnedOut:
    return OwnedOut.of(line, id=line.question_id)


def _similar(one: SimilarAnswer) -> SimilarOut:
    return SimilarOut.of(one)
