"""What goes into and comes out of the complaints' services. `repr` shows nobody's words."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from app.complaints.models import ComplaintAbout, ComplaintOutcome, ComplaintStatus


@dataclass(frozen=True)
class ComplaintInput:
    """A complaint as it is made. The ids, if any, are of the candidate's own application and of its
    parts; `staff_ids` are those whom the candidate names.
    """

    about: ComplaintAbout
    text: str = field(repr=False)
    application_id: UUID | None = None
    interview_id: UUID | None = None
    question_id: UUID | None = None
    offer_id: UUID | None = None
    staff_ids: tuple[UUID, ...] = ()


@dataclass(frozen=True)
class NoteView:
    author_staff_id: UUID
    text: str = field(repr=False)
    written_at: datetime


@dataclass(frozen=True)
class ResolutionView:
    """What was told. `by_staff_id` is for staff: the candidate's view leaves it out."""

    number: int
    outcome: ComplaintOutcome
    text: str = field(repr=False)
    by_staff_id: UUID | None
    told_at: datetime


@dataclass(frozen=True)
class ComplaintLine:
    """A complaint in a list: no words."""

    complaint_id: UUID
    candidate_id: UUID
    application_id: UUID | None
    about: ComplaintAbout
    status: ComplaintStatus
    owner_staff_id: UUID | None
    outcome: ComplaintOutcome | None
    made_at: datetime
    resolved_at: datetime | None


@dataclass(frozen=True)
class ComplaintView(ComplaintLine):
    """A complaint as staff see it whom it does not concern."""

    text: str = field(repr=False)
    interview_id: UUID | None
    question_id: UUID | None
    offer_id: UUID | None
    concerned_staff_ids: tuple[UUID, ...]
    recorded_by_staff_id: UUID | None
    reopen_reason: str | None = field(repr=False)
    due_at: datetime | None
    notes: tuple[NoteView, ...]
    resolutions: tuple[ResolutionView, ...]


@dataclass(frozen=True)
class CandidateComplaint:
    """A complaint as its candidate sees it: no notes, no names; `due_at` is the date promised."""

    complaint_id: UUID
    application_id: UUID | None
    about: ComplaintAbout
    text: str = field(repr=False)
    status: ComplaintStatus
    made_at: datetime
    due_at: datetime | None
    can_reopen: bool
    resolutions: tuple[ResolutionView, ...]
