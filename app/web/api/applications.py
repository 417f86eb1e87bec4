"""Applications: received, rejected, withdrawn, and the way that they went.

Moves between rounds, decisions and interviews are resources of their own.
"""

from typing import Annotated, Any, ClassVar
from uuid import UUID

from fastapi import Query

from app.hiring import service as hiring
from app.hiring.models import ApplicationStatus
from app.hiring.requisition_schemas import TimelineKind
from app.hiring.schemas import ApplicationView
from app.people import service as people
from app.people.models import Role
from app.sla import service as sla
from app.web.api.bodies import Body, Email, Line, Out, PageOf, PageParameters, When, Words
from app.web.api.call import ApiCall, Call
from app.web.api.objects import (
    DECIDING,
    RECRUITING,
    Relation,
    reach_of,
    relation_in_list,
    see_application,
    see_candidate,
)
from app.web.api.route import ApiRouter
from app.web.api.sla_shapes import ClockOut, clock_out
from app.web.policies import ANYONE_KNOWN, STAFF, staff_as

router = ApiRouter("applications")
RECRUITERS = staff_as(Role.RECRUITER, Role.HR_LEAD)
TOLD_BY_RELEASE = frozenset({TimelineKind.SCREENED, TimelineKind.ROUND_DECIDED})
HIDDEN: dict[Relation, frozenset[str]] = {
    Relation.CANDIDATE: frozenset({"candidate_name", "source", "recruiter_id", "hiring_manager_id", "department_id"}),
    Relation.PANEL: frozenset({"source"}),
}


class ApplicationOut(Out):
    id: UUID
    candidate_id: UUID
    candidate_name: str | None = None
    requisition_id: UUID
    requisition_title: str
    department_id: UUID | None = None
    recruiter_id: UUID | None = None
    hiring_manager_id: UUID | None = None
    round_id: UUID | None
    status: ApplicationStatus
    source: str | None = None
    applied_at: When
    ended_at: When | None


class LineOut(Out):
    """One thing that happened. Who did it and why is not told to the candidate."""

    at: When
    kind: TimelineKind
    subject_id: UUID
    round_id: UUID | None
    interview_id: UUID | None
    what: str | None
    starts_at: When | None
    by_staff_id: UUID | None = None
    reason: str | None = None


class TimelineOut(Out):
    """What happened, oldest first, and everything that was or is promised, with its dates. What was decided on
    a round is told to the candidate by its release."""

    application: ApplicationOut
    lines: list[LineOut]
    promises: list[ClockOut]


class NewApplication(Body):
    """`candidate_email` is needed for a candidate who has only applied where the caller sees nothing:
    it shows that the caller knows them."""

    requisition_id: UUID
    candidate_id: UUID
    candidate_email: Email | None = None
    source: Line | None = None

    example: ClassVar[dict[str, Any]] = {
        "requisition_id": "01966c1e-6f7c-7d3a-8a51-3f0c7c1d2e4f",
        "candidate_id": "01966c1e-6f7c-7d3a-8a51-3f0c7c1d2e50",
        "source": "referral",
    }


class Rejection(Body):
    reason: Words

    example: ClassVar[dict[str, Any]] = {"reason": "The experience asked for is missing."}


class Withdrawal(Body):
    reason: Words | None = None

    example: ClassVar[dict[str, Any]] = {"reason": "Took another offer."}


class WhichApplications(PageParameters):
    """Which of the applications that the viewer has to do with."""

    status: ApplicationStatus | None = None
    requisition_id: UUID | None = None


@router.get("/applications", STAFF, "The applications that I have to do with")
def list_applications(call: Call, which: Annotated[WhichApplications, Query()]) -> PageOf[ApplicationOut]:
    reach = reach_of(call.staff)

    def read(after: UUID | None, limit: int) -> list[ApplicationView]:
        return hiring.applications_within(
            call.unit, reach, status=which.status, requisition_id=which.requisition_id, after=after, limit=limit
        )

    found = which.read(read, lambda row: row.application_id)
    viewer = call.staff
    return PageOf[ApplicationOut].of_slice(found, lambda row: _out(row, relation_in_list(viewer, row)))


@router.post("/applications", RECRUITERS, "Receive an application", status=201)
def create_application(call: Call, body: NewApplication) -> ApplicationOut:
    _require_known(call, body)
    made = hiring.apply(call.unit, **body.model_dump(exclude={"candidate_email"}))
    return _shown(call, made.id, RECRUITING)


@router.get("/applications/{application_id}", ANYONE_KNOWN, "One application")
def read_application(call: Call, application_id: UUID) -> ApplicationOut:
    return _shown(call, application_id)


@router.get("/applications/{application_id}/timeline", ANYONE_KNOWN, "The way of an application", has_etag=False)
def read_timeline(call: Call, application_id: UUID) -> TimelineOut:
    view, relation = see_application(call, application_id, DECIDING | {Relation.CANDIDATE})
    is_candidate = relation is Relation.CANDIDATE
    hidden = {"by_staff_id", "reason"} if is_candidate else set()
    lines = hiring.timeline(call.unit, application_id)
    clocks = sla.clocks_of_application(call.unit, application_id)
    if is_candidate:
        since = hiring.held_back_in(lines)
        lines = [line for line in hiring.lines_as_shown(lines, since) if line.kind not in TOLD_BY_RELEASE]
        clocks = hiring.clocks_as_shown(call.unit, clocks, since)
    promises = [clock_out(one, is_candidate=is_candidate) for one in clocks]
    shown = _out(view, relation)
    return TimelineOut(application=shown, lines=[LineOut.of(line, hidden=hidden) for line in lines], promises=promises)


@router.post(
    "/applications/{application_id}/reject", RECRUITERS, "Reject, by a named human with a reason", takes_match=True
)
def reject_application(call: Call, application_id: UUID, body: Rejection) -> ApplicationOut:
    match_application(call, application_id, RECRUITING)
    hiring.reject_application(call.unit, application_id, body.reason)
    return _shown(call, application_id)


@router.post(
    "/applications/{application_id}/withdraw",
    staff_as(Role.RECRUITER, Role.HR_LEAD, candidates=True),
    "Withdraw: by the candidate, or by the recruiter who was told",
    takes_match=True,
)
def withdraw_application(call: Call, application_id: UUID, body: Withdrawal) -> ApplicationOut:
    match_application(call, application_id, RECRUITING | {Relation.CANDIDATE})
    hiring.withdraw_application(call.unit, application_id, body.reason)
    return _shown(call, application_id)


def match_application(call: ApiCall, application_id: UUID, relations: frozenset[Relation]) -> None:
    """Who may not see it learns nothing; who saw an older version is told."""
    see_application(call, application_id, relations)
    call.require_match("applications", application_id, lambda: _shown(call, application_id))


def _require_known(call: ApiCall, body: NewApplication) -> None:
    """Nobody attaches a candidate whom they only know by an id that they tried. Raises `NotFound`."""
    known = people.candidates_by_email(call.unit, [body.candidate_email]) if body.candidate_email else {}
    if not any(body.candidate_id in ids for ids in known.values()):
        see_candidate(call, body.candidate_id)


def _shown(call: ApiCall, application_id: UUID, relations: frozenset[Relation] = frozenset(Relation)) -> ApplicationOut:
    return _out(*see_application(call, application_id, relations))


def _out(view: ApplicationView, relation: Relation) -> ApplicationOut:
    return ApplicationOut.of(view, hidden=HIDDEN.get(relation, frozenset()), id=view.application_id)
