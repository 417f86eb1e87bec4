"""Complaints: made by a candidate or written down by staff, looked into by HR leads, resolved by a date."""

from functools import partial
from typing import Annotated, Any, ClassVar
from uuid import UUID

from fastapi import Query
from pydantic import Field

from app.complaints import service as complaints
from app.complaints.models import ComplaintAbout, ComplaintOutcome, ComplaintStatus
from app.complaints.schemas import CandidateComplaint, ComplaintInput, ComplaintLine, ComplaintView
from app.hiring import service as hiring
from app.kit.errors import NotFound
from app.kit.paging import seen_only
from app.people.models import Role
from app.people.schemas import CandidateViewer, Viewer
from app.web.api.bodies import Body, Out, PageOf, PageParameters, When, Words
from app.web.api.call import ApiCall, Call
from app.web.api.objects import RECRUITING, Relation, see_application
from app.web.api.route import ApiRouter
from app.web.policies import CANDIDATES, staff_as

router = ApiRouter("complaints")
LEADS = staff_as(Role.HR_LEAD)
MAKERS = staff_as(Role.RECRUITER, Role.HR_LEAD, candidates=True)
READERS = staff_as(Role.HR_LEAD, candidates=True)
ID = "01890a5d-ac96-774b-bcce-b302099a8057"


class ComplaintIn(Body):
    """The ids are of the application and its parts; `staff_ids` are people whom the candidate names."""

    about: ComplaintAbout
    text: Words
    interview_id: UUID | None = None
    question_id: UUID | None = None
    offer_id: UUID | None = None
    staff_ids: Annotated[tuple[UUID, ...], Field(max_length=20)] = ()

    example: ClassVar[dict[str, Any]] = {"about": "silence", "text": "两周了，一直没有人告诉我结果。"}


class AssignIn(Body):
    staff_id: UUID

    example: ClassVar[dict[str, Any]] = {"staff_id": ID}


class NoteIn(Body):
    text: Words

    example: ClassVar[dict[str, Any]] = {"text": "Asked the panel on 3 March."}


class ResolveIn(Body):
    """`text` is told to the candidate."""

    outcome: ComplaintOutcome
    text: Words

    example: ClassVar[dict[str, Any]] = {"outcome": "upheld", "text": "We owed you a date and gave none. We apologise."}


class ReopenIn(Body):
    reason: Words

    example: ClassVar[dict[str, Any]] = {"reason": "There is still no result."}


class WhichComplaints(PageParameters):
    status: ComplaintStatus | None = None
    mine: Annotated[bool, Field(description="only those that I look after")] = False


class NoteOut(Out):
    author_staff_id: UUID
    text: str
    written_at: When


class ResolutionOut(Out):
    number: int
    outcome: ComplaintOutcome
    text: str
    by_staff_id: UUID | None = None
    told_at: When


class ComplaintLineOut(Out):
    id: UUID
    application_id: UUID | None
    about: ComplaintAbout
    status: ComplaintStatus
    owner_staff_id: UUID | None = None
    outcome: ComplaintOutcome | None = None
    made_at: When
    resolved_at: When | None = None


class ComplaintOut(ComplaintLineOut):
    """Its candidate gets neither notes nor names of staff, and `due_at`, the date promised."""

    text: str
    interview_id: UUID | None = None
    question_id: UUID | None = None
    offer_id: UUID | None = None
    concerned_staff_ids: list[UUID] | None = None
    recorded_by_staff_id: UUID | None = None
    reopen_reason: str | None = None
    due_at: When | None = None
    can_reopen: bool | None = None
    notes: list[NoteOut] | None = None
    resolutions: list[ResolutionOut]


FOR_CANDIDATE = frozenset(
    {"id", "application_id", "about", "text", "status", "made_at", "due_at", "can_reopen", "resolutions"}
)


@router.post("/applications/{application_id}/complaints", MAKERS, "Make a complaint", status=201)
def make_complaint(call: Call, application_id: UUID, body: ComplaintIn) -> ComplaintOut:
    """By the candidate, or by staff on the candidate's behalf. Starts the `complaint` clock."""
    view, _ = see_application(call, application_id, RECRUITING | {Relation.CANDIDATE})
    given = ComplaintInput(application_id=application_id, **body.model_dump())
    made = complaints.make_complaint(call.unit, view.candidate_id, given)
    return _shown(call, made.id)


@router.get("/complaints", READERS, "Complaints")
def list_complaints(call: Call, which: Annotated[WhichComplaints, Query()]) -> PageOf[ComplaintLineOut]:
    """An HR lead's: all that they may see; a candidate's: their own."""
    if isinstance(call.viewer, CandidateViewer):
        own = which.read(
            lambda after, limit: complaints.complaints_of_candidate(call.unit, after=after, limit=limit),
            lambda one: one.complaint_id,
        )
        return PageOf[ComplaintLineOut].of_slice(own, _own_line)
    owner = call.staff.staff_id if which.mine else None

    def read(after: UUID | None, limit: int) -> list[ComplaintLine]:
        return complaints.list_complaints(
            call.unit, owner_staff_id=owner, status=which.status, after=after, limit=limit
        )

    found = which.read(seen_only(read, partial(_leads, call), _id_of), _id_of)
    return PageOf[ComplaintLineOut].of_slice(found, _line)


@router.get("/complaints/{complaint_id}", READERS, "One complaint")
def read_complaint(call: Call, complaint_id: UUID) -> ComplaintOut:
    if isinstance(call.viewer, Viewer):
        _see(call, complaint_id)
    return _shown(call, complaint_id)


@router.post("/complaints/{complaint_id}/assign", LEADS, "Have somebody else look after it", takes_match=True)
def assign_complaint(call: Call, complaint_id: UUID, body: AssignIn) -> ComplaintOut:
    _match(call, complaint_id)
    complaints.assign_complaint(call.unit, complaint_id, body.staff_id)
    return _shown(call, complaint_id)


@router.post("/complaints/{complaint_id}/review", LEADS, "Begin to look into it", takes_match=True)
def review_complaint(call: Call, complaint_id: UUID) -> ComplaintOut:
    _match(call, complaint_id)
    complaints.review_complaint(call.unit, complaint_id)
    return _shown(call, complaint_id)


@router.post("/complaints/{complaint_id}/notes", LEADS, "Write an internal note", status=201, takes_match=True)
def write_complaint_note(call: Call, complaint_id: UUID, body: NoteIn) -> ComplaintOut:
    _match(call, complaint_id)
    complaints.write_note(call.unit, complaint_id, body.text)
    return _shown(call, complaint_id)


@router.post("/complaints/{complaint_id}/resolve", LEADS, "Tell the candidate what came of it", takes_match=True)
def resolve_complaint(call: Call, complaint_id: UUID, body: ResolveIn) -> ComplaintOut:
    _match(call, complaint_id)
    complaints.resolve_complaint(call.unit, complaint_id, body.outcome, body.text)
    return _shown(call, complaint_id)


@router.post("/complaints/{complaint_id}/reopen", CANDIDATES, "Reopen it, once", takes_match=True)
def reopen_complaint(call: Call, complaint_id: UUID, body: ReopenIn) -> ComplaintOut:
    _match(call, complaint_id)
    complaints.reopen_complaint(call.unit, complaint_id, body.reason)
    return _shown(call, complaint_id)


@router.post("/complaints/{complaint_id}/withdraw", CANDIDATES, "Take it back", takes_match=True)
def withdraw_complaint(call: Call, complaint_id: UUID) -> ComplaintOut:
    _match(call, complaint_id)
    complaints.withdraw_complaint(call.unit, complaint_id)
    return _shown(call, complaint_id)


def _leads(call: ApiCall, line: ComplaintLine) -> bool:
    """Whether an HR lead may see it: it is theirs to look after, or of a department of theirs."""
    if line.owner_staff_id == call.staff.staff_id:
        return True
    department = (
        hiring.application_context(call.unit, line.application_id).department_id if line.application_id else None
    )
    return call.staff.may(Role.HR_LEAD, department)


def _see(call: ApiCall, complaint_id: UUID) -> ComplaintView:
    view = complaints.complaint_view(call.unit, complaint_id)
    if not _leads(call, view):
        raise NotFound
    return view


def _match(call: ApiCall, complaint_id: UUID) -> None:
    """Who may not see it learns nothing; who saw an older version is told."""
    read_complaint(call, complaint_id)
    call.require_match("complaints", complaint_id, lambda: read_complaint(call, complaint_id))


def _shown(call: ApiCall, complaint_id: UUID) -> ComplaintOut:
    if isinstance(call.viewer, CandidateViewer):
        own = complaints.complaint_for_candidate(call.unit, complaint_id)
        hidden = ComplaintOut.model_fields.keys() - FOR_CANDIDATE
        told = [ResolutionOut.of(one, hidden={"by_staff_id"}) for one in own.resolutions]
        return ComplaintOut.of(own, hidden=hidden, id=own.complaint_id, resolutions=told)
    view = complaints.complaint_view(call.unit, complaint_id)
    hidden = {"can_reopen"} if _leads(call, view) else {"can_reopen", "notes", "concerned_staff_ids"}
    return ComplaintOut.of(
        view,
        hidden=hidden,
        id=view.complaint_id,
        notes=[NoteOut.of(note) for note in view.notes],
        resolutions=[ResolutionOut.of(one) for one in view.resolutions],
    )


def _id_of(line: ComplaintLine) -> UUID:
    return line.complaint_id


def _line(line: ComplaintLine) -> ComplaintLineOut:
    return ComplaintLineOut.of(line, id=line.complaint_id)


def _own_line(own: CandidateComplaint) -> ComplaintLineOut:
    return ComplaintLineOut.of(own, hidden={"owner_staff_id", "outcome", "resolved_at"}, id=own.complaint_id)
