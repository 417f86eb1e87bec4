"""Requests about personal data: made by a candidate or written down by staff, answered by administrators by a date."""

from typing import Annotated, Any, ClassVar
from uuid import UUID

from fastapi import Query
from pydantic import Field

from app.kit.errors import NotFound
from app.people.models import Role
from app.people.schemas import CandidateViewer
from app.privacy import service as privacy
from app.privacy.models import ConsentWay, RequestKind, RequestOutcome, RequestStatus
from app.web.api.bodies import Body, Out, PageOf, PageParameters, When, Words
from app.web.api.call import ApiCall, Call
from app.web.api.objects import RECRUITING, Relation, see_candidate
from app.web.api.route import ApiRouter
from app.web.policies import ADMINISTRATORS, CANDIDATES, staff_as

router = ApiRouter("privacy requests")
MAKERS = staff_as(Role.RECRUITER, Role.HR_LEAD, candidates=True)
READERS = staff_as(Role.ADMINISTRATOR, candidates=True)
STAFFS = frozenset({"owner_staff_id", "recorded_by_staff_id", "answered_by_staff_id", "candidate_id"})


class PrivacyRequestIn(Body):
    """Staff say how it came (`paper`, `phone`). `correct` and `explain` need words: what is wrong, what is asked."""

    kind: RequestKind
    text: Words | None = None
    way: ConsentWay = ConsentWay.PORTAL

    example: ClassVar[dict[str, Any]] = {"kind": "explain", "text": "为什么没有进入下一轮？", "way": "phone"}


class PrivacyAnswerIn(Body):
    """`text` is told to the candidate: what was done, or why it is refused."""

    outcome: RequestOutcome
    text: Words

    example: ClassVar[dict[str, Any]] = {"outcome": "fulfilled", "text": "We sent the copy to your address."}


class NewAnswererIn(Body):
    staff_id: UUID

    example: ClassVar[dict[str, Any]] = {"staff_id": "01890a5d-ac96-774b-bcce-b302099a8057"}


class WhichRequests(PageParameters):
    status: RequestStatus | None = None
    mine: Annotated[bool, Field(description="only those that I am to answer")] = False


class PrivacyRequestLineOut(Out):
    id: UUID
    candidate_id: UUID | None = None
    kind: RequestKind
    status: RequestStatus
    outcome: RequestOutcome | None
    owner_staff_id: UUID | None = None
    made_at: When
    answered_at: When | None
    withdrawn_at: When | None


class PrivacyRequestOut(PrivacyRequestLineOut):
    """`due_at` is the date promised; no promise goes beyond `law_requires_by`. Its candidate gets no names of staff."""

    text: str | None
    answer: str | None
    way: ConsentWay
    recorded_by_staff_id: UUID | None = None
    answered_by_staff_id: UUID | None = None
    due_at: When | None
    law_requires_by: When


@router.post("/candidates/{candidate_id}/privacy-requests", MAKERS, "Ask about personal data", status=201)
def make_privacy_request(call: Call, candidate_id: UUID, body: PrivacyRequestIn) -> PrivacyRequestOut:
    """By the candidate, or by staff who write down what they were asked. Starts the `privacy_request` clock."""
    if see_candidate(call, candidate_id) not in RECRUITING | {Relation.CANDIDATE}:
        raise NotFound
    made = privacy.make_request(call.unit, candidate_id, body.kind, body.text, body.way)
    return _shown(call, made.id)


@router.get("/privacy-requests", READERS, "Requests about personal data")
def list_privacy_requests(call: Call, which: Annotated[WhichRequests, Query()]) -> PageOf[PrivacyRequestLineOut]:
    """An administrator's: all; a candidate's: their own."""
    hidden = _hidden(call)
    owner = call.staff.staff_id if which.mine and not hidden else None
    found = which.read(
        lambda after, limit: privacy.list_requests(
            call.unit, owner_staff_id=owner, status=which.status, after=after, limit=limit
        ),
        lambda line: line.request_id,
    )
    return PageOf[PrivacyRequestLineOut].of_slice(
        found, lambda line: PrivacyRequestLineOut.of(line, hidden=hidden, id=line.request_id)
    )


@router.get("/privacy-requests/{privacy_request_id}", READERS, "One request about personal data")
def read_privacy_request(call: Call, privacy_request_id: UUID) -> PrivacyRequestOut:
    return _shown(call, privacy_request_id)


@router.post(
    "/privacy-requests/{privacy_request_id}/assign", ADMINISTRATORS, "Have somebody else answer it", takes_match=True
)
def assign_privacy_request(call: Call, privacy_request_id: UUID, body: NewAnswererIn) -> PrivacyRequestOut:
    _match(call, privacy_request_id)
    privacy.assign_request(call.unit, privacy_request_id, body.staff_id)
    return _shown(call, privacy_request_id)


@router.post("/privacy-requests/{privacy_request_id}/answer", ADMINISTRATORS, "Answer it", takes_match=True)
def answer_privacy_request(call: Call, privacy_request_id: UUID, body: PrivacyAnswerIn) -> PrivacyRequestOut:
    _match(call, privacy_request_id)
    privacy.answer_request(call.unit, privacy_request_id, body.outcome, body.text)
    return _shown(call, privacy_request_id)


@router.post("/privacy-requests/{privacy_request_id}/withdraw", CANDIDATES, "Take it back", takes_match=True)
def withdraw_privacy_request(call: Call, privacy_request_id: UUID) -> PrivacyRequestOut:
    _match(call, privacy_request_id)
    privacy.withdraw_request(call.unit, privacy_request_id)
    return _shown(call, privacy_request_id)


def _match(call: ApiCall, request_id: UUID) -> None:
    _shown(call, request_id)  # who may not see it learns nothing
    call.require_match("privacy_requests", request_id, lambda: _shown(call, request_id))


def _shown(call: ApiCall, request_id: UUID) -> PrivacyRequestOut:
    view = privacy.request_view(call.unit, request_id)
    return PrivacyRequestOut.of(view, hidden=_hidden(call), id=view.request_id)


def _hidden(call: ApiCall) -> frozenset[str]:
    return STAFFS if isinstance(call.viewer, CandidateViewer) else frozenset()
