"""Making a complaint: checks what it points at, finds whom it concerns and who looks after it."""

from uuid import UUID

from app.complaints import repository
from app.complaints.errors import TooManyComplaints
from app.complaints.models import Complaint, ComplaintConcern, ComplaintStatus
from app.complaints.notices import tell_candidate, tell_owner
from app.complaints.rules import MOST_OPEN, OPEN, choose_owner, concerned, recorder, require_text
from app.complaints.schemas import ComplaintInput
from app.evidence.service import record
from app.hiring import service as hiring
from app.hiring.schemas import ApplicationContext
from app.kit.database import Unit
from app.kit.errors import NotFound
from app.kit.ids import new_id
from app.offers import service as offers
from app.people import service as people
from app.people.models import Role
from app.questions import service as questions
from app.sla import service as sla
from app.sla.models import ClockKind, SlaClock


def make_complaint(unit: Unit, candidate_id: UUID, given: ComplaintInput) -> Complaint:
    """A complaint of the candidate, in their own hand or written down by staff. Its resolution is
    owed (`complaint` clock) by the HR lead nearest to the department whom it does not concern;
    with no such lead it is nobody's until it is assigned.

    Raises `ComplaintTextMissing`, `TextTooLong`, `TooManyComplaints`, `ComplaintStaffOnly`, and `NotFound` for
    ids that are not the candidate's own.
    """
    by = recorder(unit.actor, candidate_id)
    text = require_text(given.text)
    people.candidate_contact(unit, candidate_id)  # there must be one
    context, concerns = _matter(unit, candidate_id, given)
    repository.hold_candidate(unit, candidate_id)
    if repository.count_of_candidate(unit, candidate_id, OPEN) >= MOST_OPEN:
        raise TooManyComplaints(limit=MOST_OPEN)
    complaint = _write(unit, candidate_id, given, text=text, context=context, concerns=concerns)
    complaint.recorded_by_staff_id = by
    clock = promise(unit, complaint, context)
    record(
        unit,
        "complaint.made",
        complaint,
        application_id=complaint.application_id,
        about=given.about,
        owner_staff_id=complaint.owner_staff_id,
        on_behalf=by is not None,
    )
    tell_candidate(unit, "complaint_received", complaint, due_at=clock.due_at.isoformat())
    tell_owner(unit, "complaint_assigned", complaint)
    return complaint


def _write(
    unit: Unit,
    candidate_id: UUID,
    given: ComplaintInput,
    *,
    text: str,
    context: ApplicationContext | None,
    concerns: frozenset[UUID],
) -> Complaint:
    complaint = Complaint(
        id=new_id(),
        candidate_id=candidate_id,
        application_id=context.application_id if context else None,
        interview_id=given.interview_id,
        question_id=given.question_id,
        offer_id=given.offer_id,
        about=given.about,
        text=text,
        status=ComplaintStatus.RECEIVED,
        owner_staff_id=find_owner(unit, context.department_id if context else None, concerns),
        made_at=unit.now,
    )
    unit.session.add(complaint)
    unit.session.flush()  # its concerns point at it
    unit.session.add_all(ComplaintConcern(id=new_id(), complaint_id=complaint.id, staff_id=each) for each in concerns)
    return complaint


def find_owner(unit: Unit, department_id: UUID | None, concerns: frozenset[UUID]) -> UUID | None:
    """The HR lead who is to look after it, or who acts for them now."""
    leads = people.staff_with_role(unit, Role.HR_LEAD, department_id)
    acting = [people.stands_in_for(unit, lead) for lead in leads]
    return choose_owner([each for pair in zip(acting, leads, strict=True) for each in pair], concerns)


def promise(unit: Unit, complaint: Complaint, context: ApplicationContext | None) -> SlaClock:
    """Starts the clock of its resolution."""
    return sla.start_clock(
        unit,
        kind=ClockKind.COMPLAINT,
        subject_id=complaint.id,
        started_at=unit.now,
        owner_staff_id=complaint.owner_staff_id,
        application_id=complaint.application_id,
        candidate_id=complaint.candidate_id,
        requisition_id=context.requisition_id if context else None,
        department_id=context.department_id if context else None,
    )


def _matter(unit: Unit, candidate_id: UUID, given: ComplaintInput) -> tuple[ApplicationContext | None, frozenset[UUID]]:
    """The application that a complaint belongs to and whom it concerns. Raises `NotFound` where an id
    is unknown, another candidate's, or of another application than the rest.
    """
    applications = {given.application_id} if given.application_id else set()
    panel: tuple[UUID, ...] = ()
    question_owner, offer_author = None, None
    if given.interview_id is not None:
        interview = hiring.interview_context(unit, given.interview_id)
        applications.add(interview.application_id)
        panel = tuple(seat.staff_id for seat in interview.panel)
    if given.question_id is not None:
        question = questions.question_context(unit, given.question_id)
        applications.add(question.application_id)
        question_owner = question.owner_staff_id
    if given.offer_id is not None:
        offer = offers.offer_view(unit, given.offer_id)
        if offer.sent_version is None:
            raise NotFound
        applications.add(offer.application_id)
        offer_author = offer.author_staff_id
    if len(applications) > 1 or len(people.names_of(unit, given.staff_ids)) != len(set(given.staff_ids)):
        raise NotFound
    context = hiring.application_context(unit, applications.pop()) if applications else None
    if context is not None and context.candidate_id != candidate_id:
        raise NotFound
    concerns = concerned(
        given.about,
        given.staff_ids,
        panel=panel,
        question_owner=question_owner,
        recruiter=context.recruiter_id if context else None,
        offer_author=offer_author,
    )
    return context, concerns
