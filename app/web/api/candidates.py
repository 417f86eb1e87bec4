"""Candidates: made and kept by recruiters; others see a name through an application of theirs."""

from functools import partial
from typing import Annotated, Any, ClassVar, Self
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from app.kit.errors import Conflict, NotFound
from app.kit.paging import seen_only
from app.people import service as people
from app.people.models import Role
from app.web.api.bodies import Body, Email, InPages, Locale, Name, Out, PageOf, Phone, When, Zone
from app.web.api.call import ApiCall, Call
from app.web.api.objects import HIDDEN_OF_CANDIDATE, RECRUITING, see_candidate
from app.web.api.route import ApiRouter
from app.web.policies import ANYONE_KNOWN, staff_as

router = ApiRouter("candidates")
RECRUITERS = staff_as(Role.RECRUITER, Role.HR_LEAD)
ALL_BUT_ID = frozenset({"name", "email", "phone", "locale", "zone", "created_at"})


class CandidateExists(Conflict):
    """Values: candidate_id."""

    code = "candidate_exists"
    message = "A candidate of yours has this e-mail already: {candidate_id}."
    mend = "Use that one; for another person who shares the e-mail say is_another."


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
    is_another: Annotated[bool, Field(description="another person with the e-mail of one who is there")] = False

    example: ClassVar[dict[str, Any]] = {"name": "陈思远", "email": "chen@mail.example", "phone": "+86 138 0000 0000"}


class CandidateChange(Body):
    name: Name | None = None
    email: Email | None = None
    phone: Phone | None = None

    example: ClassVar[dict[str, Any]] = {"phone": "+86 138 0000 0000"}


class CandidateSearch(Body):
    """Whoever has exactly all that is given. Width, case and blanks don't matter, nor how a number is written."""

    email: Email | None = None
    phone: Phone | None = None
    name: Name | None = None

    example: ClassVar[dict[str, Any]] = {"email": "chen@mail.example"}

    @model_validator(mode="after")
    def _has_one(self) -> Self:
        if not self.given():
            raise PydanticCustomError("nothing_given", "nothing given")
        return self


@router.post("/candidates", RECRUITERS, "Enter a candidate", status=201)
def create_candidate(call: Call, body: NewCandidate) -> CandidateOut:
    """An e-mail that a candidate of yours has is refused (`candidate_exists`, with the id). Whom you may not see
    refuses nothing: look with `search` first.
    """
    known = people.candidates_by_email(call.unit, [body.email]) if body.email and not body.is_another else {}
    seen = next((one for ids in known.values() for one in ids if _is_seen(call, one)), None)
    if seen is not None:
        raise CandidateExists(candidate_id=seen)
    made = people.create_candidate(call.unit, **body.model_dump(exclude={"is_another"}))
    return _shown(call, made.id)


@router.ask("/candidates/search", RECRUITERS, "Who has this e-mail, phone or name")
def search_candidates(call: Call, body: CandidateSearch, page: InPages) -> PageOf[CandidateOut]:
    """Of candidates that are not yours an e-mail or phone gives only the id, so that nobody is entered
    twice; a name alone, which many may have, gives nothing.
    """

    def read(after: UUID | None, limit: int) -> list[UUID]:
        return people.find_candidates(call.unit, **body.given(), after=after, limit=limit)

    is_by_name = set(body.given()) == {"name"}
    found = page.read(seen_only(read, partial(_is_seen, call), _itself) if is_by_name else read, _itself)
    return PageOf[CandidateOut].of_slice(found, partial(_shown_or_id, call))


@router.get("/candidates/{candidate_id}", ANYONE_KNOWN, "One candidate")
def read_candidate(call: Call, candidate_id: UUID) -> CandidateOut:
    return _shown(call, candidate_id)


@router.patch("/candidates/{candidate_id}", RECRUITERS, "Change a candidate's details", takes_match=True)
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


def _itself(candidate_id: UUID) -> UUID:
    return candidate_id


def _is_seen(call: ApiCall, candidate_id: UUID) -> bool:
    try:
        see_candidate(call, candidate_id)
    except NotFound:
        return False
    return True


def _shown_or_id(call: ApiCall, candidate_id: UUID) -> CandidateOut:
    try:
        return _shown(call, candidate_id)
    except NotFound:
        return CandidateOut(id=candidate_id)
