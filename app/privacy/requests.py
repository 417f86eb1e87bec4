"""Requests about personal data: made by the candidate or written down for them, answered by a named human, by a date.

The answer is owed in 15 days (policy `privacy_request`) and never later than `HARD_LIMITS` of app.sla.rules allows.
"""

from uuid import UUID

from app.evidence.service import record
from app.kit.database import Unit
from app.kit.errors import NotFound
from app.kit.ids import new_id
from app.kit.states import MoveNotAllowed, require_move
from app.outbox.service import enqueue
from app.people import service as people
from app.people.models import Role
from app.privacy import repository
from app.privacy.errors import TooManyRequests
from app.privacy.models import ConsentWay, PrivacyRequest, RequestKind, RequestOutcome, RequestStatus
from app.privacy.rules import MOST_OPEN, NEEDS_WORDS, PRIVACY_REQUEST_MOVES, answerer, asker, words
from app.privacy.schemas import RequestLine, RequestView
from app.sla import service as sla
from app.sla.models import ClockKind
from app.sla.rules import HARD_LIMITS

KIND = ClockKind.PRIVACY_REQUEST


def make_request(
    unit: Unit, candidate_id: UUID, kind: RequestKind, text: str | None = None, way: ConsentWay = ConsentWay.PORTAL
) -> PrivacyRequest:
    """The candidate asks; starts the `privacy_request` clock of the administrator who is to answer. With no
    administrator it is nobody's until it is assigned.

    Raises `NotFound`, `NotYourRequest`, `RequestWordsMissing`, `TooManyRequests`.
    """
    by = asker(unit.actor, candidate_id, way)
    said = words(text, must=kind in NEEDS_WORDS)
    people.candidate_contact(unit, candidate_id)  # there must be one
    repository.hold(unit, f"{candidate_id}:requests")
    if repository.open_requests_of(unit, candidate_id) >= MOST_OPEN:
        raise TooManyRequests(limit=MOST_OPEN)
    made = PrivacyRequest(
        id=new_id(),
        candidate_id=candidate_id,
        kind=kind,
        text=said,
        way=way,
        status=RequestStatus.RECEIVED,
        owner_staff_id=_find_owner(unit),
        recorded_by_staff_id=by,
        made_at=unit.now,
    )
    unit.session.add(made)
    clock = sla.start_clock(
        unit,
        kind=KIND,
        subject_id=made.id,
        started_at=unit.now,
        owner_staff_id=made.owner_staff_id,
        candidate_id=candidate_id,
    )
    record(unit, "privacy_request.made", made, kind=kind, on_behalf=by is not None, owner_staff_id=made.owner_staff_id)
    _tell_candidate(unit, "privacy_request_received", made, due_at=clock.due_at.isoformat())
    _tell_owner(unit, "privacy_request_assigned", made)
    return made


def assign_request(unit: Unit, request_id: UUID, staff_id: UUID) -> PrivacyRequest:
    """Somebody else is to answer it; its clock goes on. Raises `RequestStaffOnly`, `NotFound`, `MoveNotAllowed`
    once it is answered or withdrawn.
    """
    answerer(unit.actor)
    held = _held(unit, request_id)
    if not PRIVACY_REQUEST_MOVES[held.status]:
        raise MoveNotAllowed("privacy request", held.status, "assigned", PRIVACY_REQUEST_MOVES[held.status])
    people.staff_contact(unit, staff_id)  # there must be one, and not a disabled one
    before, held.owner_staff_id = held.owner_staff_id, staff_id
    sla.reassign_clock(unit, KIND, held.id, staff_id)
    record(unit, "privacy_request.assigned", held, owner_before=before, owner_staff_id=staff_id)
    _tell_owner(unit, "privacy_request_assigned", held)
    return held


def answer_request(unit: Unit, request_id: UUID, outcome: RequestOutcome, text: str) -> PrivacyRequest:
    """Tells the candidate what was done, or why it is refused; stops the clock. By a named human.

    Raises `RequestStaffOnly`, `RequestWordsMissing`, `NotFound`, `MoveNotAllowed`.
    """
    by = answerer(unit.actor)
    said = words(text, must=True)
    held = _held(unit, request_id)
    _move(held, RequestStatus.ANSWERED)
    held.outcome, held.answer, held.answered_at, held.answered_by_staff_id = outcome, said, unit.now, by
    sla.stop_clock(unit, KIND, held.id, unit.now)
    record(unit, "privacy_request.answered", held, outcome=outcome)
    _tell_candidate(unit, "privacy_request_answered", held, outcome=str(outcome))
    return held


def withdraw_request(unit: Unit, request_id: UUID) -> PrivacyRequest:
    """The candidate takes it back; nothing is owed any more. Raises `NotFound`, `MoveNotAllowed`."""
    held = _held(unit, request_id)
    if unit.actor.kind != "candidate" or unit.actor.id != held.candidate_id:
        raise NotFound
    _move(held, RequestStatus.WITHDRAWN)
    held.withdrawn_at = unit.now
    sla.cancel_clock(unit, KIND, held.id, "privacy request withdrawn")
    record(unit, "privacy_request.withdrawn", held)
    _tell_owner(unit, "privacy_request_withdrawn", held)
    return held


def request_view(unit: Unit, request_id: UUID) -> RequestView:
    """One request. Raises `NotFound`, also to a candidate whose it is not."""
    row = repository.request(unit, request_id)
    if row is None or (unit.actor.kind == "candidate" and unit.actor.id != row.candidate_id):
        raise NotFound
    clock = sla.clock_of(unit, KIND, row.id)
    return RequestView(
        **vars(_line(row)),
        text=row.text,
        answer=row.answer,
        way=row.way,
        recorded_by_staff_id=row.recorded_by_staff_id,
        answered_by_staff_id=row.answered_by_staff_id,
        due_at=clock.due_at if clock else None,
        law_requires_by=row.made_at + HARD_LIMITS[KIND],
    )


def list_requests(
    unit: Unit,
    *,
    candidate_id: UUID | None = None,
    owner_staff_id: UUID | None = None,
    status: RequestStatus | None = None,
    after: UUID | None = None,
    limit: int = 50,
) -> list[RequestLine]:
    """Requests that fit all that is given, oldest first; a candidate's own only."""
    whose = unit.actor.id if unit.actor.kind == "candidate" else candidate_id
    rows = repository.requests(
        unit, candidate_id=whose, owner_staff_id=owner_staff_id, status=status, after=after, limit=limit
    )
    return [_line(row) for row in rows]


def _find_owner(unit: Unit) -> UUID | None:
    """The first administrator, or who acts for them now."""
    administrators = people.staff_with_role(unit, Role.ADMINISTRATOR, None)
    acting = [people.stands_in_for(unit, one) or one for one in administrators]
    return next(iter(acting), None)


def _held(unit: Unit, request_id: UUID) -> PrivacyRequest:
    row = repository.request(unit, request_id, for_update=True)
    if row is None:
        raise NotFound
    return row


def _move(held: PrivacyRequest, wanted: RequestStatus) -> None:
    require_move(PRIVACY_REQUEST_MOVES, "privacy request", held.status, wanted)
    held.status = wanted


def _line(row: PrivacyRequest) -> RequestLine:
    return RequestLine(
        request_id=row.id,
        candidate_id=row.candidate_id,
        kind=row.kind,
        status=row.status,
        outcome=row.outcome,
        owner_staff_id=row.owner_staff_id,
        made_at=row.made_at,
        answered_at=row.answered_at,
        withdrawn_at=row.withdrawn_at,
    )


def _tell_candidate(unit: Unit, topic: str, held: PrivacyRequest, **payload: str) -> None:
    _tell(unit, topic, held, payload, candidate_id=held.candidate_id)


def _tell_owner(unit: Unit, topic: str, held: PrivacyRequest) -> None:
    """Who is to answer it, if somebody is and did not do it themselves."""
    if held.owner_staff_id is not None and unit.actor.id != held.owner_staff_id:
        _tell(unit, topic, held, {}, staff_id=held.owner_staff_id)


def _tell(
    unit: Unit,
    topic: str,
    held: PrivacyRequest,
    payload: dict[str, str],
    *,
    candidate_id: UUID | None = None,
    staff_id: UUID | None = None,
) -> None:
    enqueue(
        unit,
        topic=topic,
        channel="in_app",
        template=topic,
        payload={"privacy_request_id": str(held.id)} | payload,
        subject_id=held.id,
        recipient_candidate_id=candidate_id,
        recipient_staff_id=staff_id,
    )
