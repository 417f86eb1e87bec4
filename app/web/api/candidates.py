"""Candidates: made and kept by recruiters; others see a name through an application of theirs."""

from typing import Annotated, Any, ClassVar
from uuid import UUID

from fastapi import Query

from app.kit.errors import NotFound
from app.people import service as people
from app.people.models import Role
from app.web.api.bodies import Body, Email, Locale, Name, Out, PageOf, Parameters, Phone, When, Zone
from app.web.api.call import ApiCall, Call
from app.web.api.objects import HIDDEN_OF_CANDIDATE, RECRUITING, see_candidate
from app.web.api.route import ApiRouter
from app.web.policies import ANYONE_KNOWN, staff_as

router = ApiRouter("candidates")
RECRUITERS = staff_as(Role.RECRUITER, Role.HR_LEAD)
ALL_BUT_ID = frozenset({"name", "email", "phone", "locale", "zone", "created_at"})


class CandidateOut(Out):
    """E-mail and phone are left out for those who only interview or decide."""

    id: UUID
    name: str | None = None
    email: str | None = None
    phone: str | None = None
    locale: str | None = None
    zone: str | None = None
    created_at: When | None = None


class NewCandidate(Body):
    name: Name
    email: Email | None = None
    phone: Phone | None = None
    locale: Locale = "zh-CN"
    zone: Zone = "Asia/Shanghai"

    example: ClassVar[dict[str, Any]] = {"name": "陈思远", "email": "chen@mail.example", "phone": "+86 138 0000 0000"}


class CandidateChange(Body):
    name: Name | None = None
    email: Email | None = None
    phone: Phone | None = None

    example: ClassVar[dict[str, Any]] = {"phone": "+86 138 0000 0000"}


class ByEmail(Parameters):
    email: Annotated[Email, Query(description="the exact e-mail; upper and lower case count as one")]


@router.post("/candidates", RECRUITERS, "Enter a candidate", status=201)
def create_candidate(call: Call, body: NewCandidate) -> CandidateOut:
    made = people.create_candidate(call.unit, **body.model_dump())
    return _shown(call, made.id)


@router.get("/candidates", RECRUITERS, "Who has this e-mail already; of candidates that are not yours only the id")
def find_candidates(call: Call, wanted: Annotated[ByEmail, Query()]) -> PageOf[CandidateOut]:
    found = [one for ids in people.candidates_by_email(call.unit, [wanted.email]).values() for one in ids]
    return PageOf[CandidateOut](items=[_shown_or_id(call, one) for one in found], next_cursor=None)


@router.get("/candidates/{candidate_id}", ANYONE_KNOWN, "One candidate")
def read_candidate(call: Call, candidate_id: UUID) -> CandidateOut:
    return _shown(call, candidate_id)


@router.patch("/candidates/{candidate_id}", RECRUITERS, "Change a candidate's details")
def change_candidate(call: Call, candidate_id: UUID, body: CandidateChange) -> CandidateOut:
    if see_candidate(call, candidate_id) not in RECRUITING:
        raise NotFound
    call.require_match("candidates", candidate_id, lambda: _shown(call, candidate_id))
    people.update_candidate(call.unit, candidate_id, **body.given())
    return _shown(call, candidate_id)


def _shown(call: ApiCall, candidate_id: UUID) -> CandidateOut:
    relation = see_candidate(call, candidate_id)
    view = people.candidate_view(call.unit, candidate_id)
    return CandidateOut.of(view, hidden=HIDDEN_OF_CANDIDATE.get(relation, ()), id=view.candidate_id)


def _shown_or_id(call: ApiCall, candidate_id: UUID) -> CandidateOut:
    try:
        return _shown(call, candidate_id)
    except NotFound:
        return CandidateOut(id=candidate_id)
