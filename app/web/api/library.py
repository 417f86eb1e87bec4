"""The answer library: answers proposed from questions or written, reviewed by another, published, retired."""

from typing import Annotated, Any, ClassVar
from uuid import UUID

from fastapi import Query

from app.people.models import Role
from app.questions import service as questions
from app.questions.models import Language, LibraryStatus, Topic
from app.questions.schemas import LibraryAnswerView, LibraryText
from app.web.api.bodies import Body, Line, Out, PageOf, PageParameters, When, Words
from app.web.api.call import ApiCall, Call
from app.web.api.objects import see_question
from app.web.api.questions import Asked
from app.web.api.route import ApiRouter
from app.web.policies import STAFF, staff_as

router = ApiRouter("answer library")
KEEPERS = staff_as(Role.QUESTION_OWNER, Role.RECRUITER, Role.HIRING_MANAGER, Role.HR_LEAD, Role.ADMINISTRATOR)


class ProposalIn(Body):
    """From a question that was answered; texts that are left out are the question's and its answer's, masked."""

    topic: Topic
    question_text: Asked | None = None
    answer_text: Words | None = None
    language: Language | None = None
    job_family: Line | None = None

    example: ClassVar[dict[str, Any]] = {"topic": "onboarding"}


class LibraryIn(Body):
    topic: Topic
    question_text: Asked
    answer_text: Words
    language: Language
    job_family: Line | None = None

    example: ClassVar[dict[str, Any]] = {
        "topic": "onboarding",
        "question_text": "试用期多久？",
        "answer_text": "六个月。",
        "language": "zh",
    }


class ReviewIn(Body):
    is_approved: bool
    note: Words | None = None

    example: ClassVar[dict[str, Any]] = {"is_approved": True}


class WhichAnswers(PageParameters):
    status: LibraryStatus = LibraryStatus.PUBLISHED
    topic: Topic | None = None
    language: Language | None = None


class LibraryAnswerOut(Out):
    id: UUID
    chain_id: UUID
    version: int
    supersedes_id: UUID | None
    question_text: str
    answer_text: str
    language: Language
    topic: Topic
    job_family: str | None
    status: LibraryStatus
    proposed_by_id: UUID | None
    reviewed_by_id: UUID | None
    reviewed_at: When | None
    review_note: str | None
    published_at: When | None
    retired_at: When | None


@router.get("/answer-library", STAFF, "Answers by status, topic and language")
def list_library_answers(call: Call, which: Annotated[WhichAnswers, Query()]) -> PageOf[LibraryAnswerOut]:
    found = which.read(
        lambda after, limit: questions.library_page(
            call.unit, status=which.status, topic=which.topic, language=which.language, after=after, limit=limit
        ),
        lambda view: view.library_answer_id,
    )
    return PageOf[LibraryAnswerOut].of_slice(found, _out)


@router.post("/answer-library", KEEPERS, "Write an answer", status=201)
def write_library_answer(call: Call, body: LibraryIn) -> LibraryAnswerOut:
    return _shown(call, questions.write_library_answer(call.unit, LibraryText(**body.model_dump())).id)


@router.post("/questions/{question_id}/publish", STAFF, "Propose its answer for the library", status=201)
def propose_for_library(call: Call, question_id: UUID, body: ProposalIn) -> LibraryAnswerOut:
    """By who may answer it. It is published after another's review."""
    see_question(call, question_id)
    return _shown(call, questions.propose_for_library(call.unit, question_id, LibraryText(**body.model_dump())).id)


@router.get("/answer-library/{library_answer_id}", STAFF, "One version of an answer")
def read_library_answer(call: Call, library_answer_id: UUID) -> LibraryAnswerOut:
    return _shown(call, library_answer_id)


@router.put("/answer-library/{library_answer_id}", KEEPERS, "Change it: a new version", takes_match=True)
def edit_library_answer(call: Call, library_answer_id: UUID, body: LibraryIn) -> LibraryAnswerOut:
    """To be reviewed; a published version stands until the new one is published."""
    _match(call, library_answer_id)
    made = questions.edit_library_answer(call.unit, library_answer_id, LibraryText(**body.model_dump()))
    return _shown(call, made.id)


@router.post("/answer-library/{library_answer_id}/submit", KEEPERS, "Hand a draft in for review", takes_match=True)
def submit_library_answer(call: Call, library_answer_id: UUID) -> LibraryAnswerOut:
    _match(call, library_answer_id)
    return _shown(call, questions.submit_library_answer(call.unit, library_answer_id).id)


@router.post("/answer-library/{library_answer_id}/review", KEEPERS, "Review another's answer", takes_match=True)
def review_library_answer(call: Call, library_answer_id: UUID, body: ReviewIn) -> LibraryAnswerOut:
    _match(call, library_answer_id)
    questions.review_library_answer(call.unit, library_answer_id, is_approved=body.is_approved, note=body.note)
    return _shown(call, library_answer_id)


@router.post("/answer-library/{library_answer_id}/publish", KEEPERS, "Publish what was approved", takes_match=True)
def publish_library_answer(call: Call, library_answer_id: UUID) -> LibraryAnswerOut:
    _match(call, library_answer_id)
    return _shown(call, questions.publish_library_answer(call.unit, library_answer_id).id)


@router.post("/answer-library/{library_answer_id}/retire", KEEPERS, "Suggest it no longer", takes_match=True)
def retire_library_answer(call: Call, library_answer_id: UUID) -> LibraryAnswerOut:
    _match(call, library_answer_id)
    return _shown(call, questions.retire_library_answer(call.unit, library_answer_id).id)


def _match(call: ApiCall, library_answer_id: UUID) -> None:
    call.require_match("library_answers", library_answer_id, lambda: _shown(call, library_answer_id))


def _shown(call: ApiCall, library_answer_id: UUID) -> LibraryAnswerOut:
    call.unit.session.flush()  # what was just done is read anew
    return _out(questions.library_answer_view(call.unit, library_answer_id))


def _out(view: LibraryAnswerView) -> LibraryAnswerOut:
    return LibraryAnswerOut.of(view, id=view.library_answer_id)
