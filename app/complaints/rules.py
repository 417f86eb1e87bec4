"""What is allowed with complaints, and whom one concerns: pure functions."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from app.complaints.errors import ComplaintStaffOnly, ComplaintTextMissing, TextTooLong
from app.complaints.models import ComplaintAbout, ComplaintStatus
from app.kit.database import Actor
from app.kit.errors import NotFound

_S = ComplaintStatus
COMPLAINT_MOVES: Mapping[ComplaintStatus, frozenset[ComplaintStatus]] = {
    _S.RECEIVED: frozenset({_S.IN_REVIEW, _S.RESOLVED, _S.WITHDRAWN}),
    _S.IN_REVIEW: frozenset({_S.RESOLVED, _S.WITHDRAWN}),
    _S.RESOLVED: frozenset({_S.REOPENED}),
    _S.REOPENED: frozenset({_S.RESOLVED, _S.WITHDRAWN}),
    _S.WITHDRAWN: frozenset(),
}
OPEN = frozenset({_S.RECEIVED, _S.IN_REVIEW, _S.REOPENED})
LONGEST_TEXT = 10_000
MOST_OPEN = 20  # of one candidate

_A = ComplaintAbout


def require_text(text: str) -> str:
    """The text without blanks around it. Raises `ComplaintTextMissing`, `TextTooLong`."""
    stripped = text.strip()
    if not stripped:
        raise ComplaintTextMissing
    if len(stripped) > LONGEST_TEXT:
        raise TextTooLong(limit=LONGEST_TEXT)
    return stripped


def require_staff(actor: Actor) -> UUID:
    """The member of staff who acts; raises `ComplaintStaffOnly`."""
    if actor.kind != "staff" or actor.id is None:
        raise ComplaintStaffOnly
    return actor.id


def recorder(actor: Actor, candidate_id: UUID) -> UUID | None:
    """The member of staff who writes it down for the candidate; None for the candidate's own hand.
    Raises `NotFound` for another candidate's, `ComplaintStaffOnly` when nobody acts.
    """
    if actor.kind != "candidate":
        return require_staff(actor)
    if actor.id != candidate_id:
        raise NotFound
    return None


def concerned(
    about: ComplaintAbout,
    named: Collection[UUID],
    *,
    panel: Collection[UUID] = (),
    question_owner: UUID | None = None,
    recruiter: UUID | None = None,
    offer_author: UUID | None = None,
) -> frozenset[UUID]:
    """Whom a complaint is about: those named, and those whose doing its matter is. The panel for
    feedback and interviewers, the owner for a question, the recruiter for silence, who made it for
    an offer; privacy and other things concern those named only.
    """
    by_matter: dict[ComplaintAbout, Collection[UUID | None]] = {
        _A.FEEDBACK: panel,
        _A.INTERVIEWER: panel,
        _A.QUESTION: [question_owner],
        _A.SILENCE: [recruiter],
        _A.OFFER: [offer_author],
    }
    return frozenset(named) | {each for each in by_matter.get(about, ()) if each is not None}


def may_see(viewer: UUID, concerns: Collection[UUID]) -> bool:
    """Whether a member of staff may know of a complaint at all; that the role allows it is the edge's."""
    return viewer not in concerns


def choose_owner(leads: Sequence[UUID], concerns: Collection[UUID]) -> UUID | None:
    """The first HR lead, nearest to the department first, whom it does not concern."""
    return next((lead for lead in leads if may_see(lead, concerns)), None)
