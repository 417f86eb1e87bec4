"""Complaints: whose they are, who looks after them, who must not see them, what is told by when."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from app.complaints import service as complaints
from app.complaints.errors import (
    AlreadyReopened,
    ComplaintStaffOnly,
    ComplaintTextMissing,
    ConcernsYou,
    TextTooLong,
    TooManyComplaints,
)
from app.complaints.models import ComplaintAbout, ComplaintOutcome, ComplaintStatus
from app.complaints.rules import MOST_OPEN
from app.complaints.schemas import ComplaintInput
from app.kit.database import Actor, Unit
from app.kit.errors import NotFound
from app.kit.states import MoveNotAllowed
from app.people import service as people
from app.questions import service as questions
from app.sla import service as sla
from app.sla.models import ClockKind, Outcome, SlaClock
from tests.conftest import NOW
from tests.factories.bank import HOUR
from tests.factories.offering import audited, candidate, drafted, sent, staff, told
from tests.integration.complaints.conftest import House


def _silence(house: House) -> ComplaintInput:
    return ComplaintInput(ComplaintAbout.SILENCE, "nobody answers me", application_id=house.bank.application)


def _made(unit: Unit, house: House, given: ComplaintInput | None = None) -> UUID:
    made = complaints.make_complaint(candidate(unit, house.bank), house.bank.candidate, given or _silence(house))
    return made.id


def _clock(unit: Unit, complaint_id: UUID) -> SlaClock:
    found = sla.clock_of(unit, ClockKind.COMPLAINT, complaint_id)
    assert found is not None
    return found


def test_a_complaint_is_owed_a_resolution_by_the_nearest_hr_lead(unit: Unit, house: House) -> None:
    complaint_id = _made(unit, house)
    clock = _clock(unit, complaint_id)
    assert (clock.owner_staff_id, clock.started_at, clock.application_id) == (house.near, NOW, house.bank.application)
    assert (clock.due_at - NOW).days >= 5
    assert told(unit, staff_id=house.near) == ["complaint_assigned"]
    assert told(unit, candidate_id=house.bank.candidate)[-1:] == ["complaint_received"]
    shown = complaints.complaint_for_candidate(candidate(unit, house.bank), complaint_id)
    assert (shown.due_at, shown.status, shown.can_reopen) == (clock.due_at, ComplaintStatus.RECEIVED, False)
    assert "nobody" not in repr(shown)
    assert audited(unit, "complaint.") == ["complaint.made"]


def test_a_complaint_about_the_nearest_lead_goes_to_the_next(unit: Unit, house: House) -> None:
    given = ComplaintInput(ComplaintAbout.OTHER, "rude", house.bank.application, staff_ids=(house.near,))
    complaint_id = _made(unit, house, given)
    assert _clock(unit, complaint_id).owner_staff_id == house.far
    everyone = ComplaintInput(ComplaintAbout.OTHER, "rude", house.bank.application, staff_ids=(house.near, house.far))
    assert _clock(unit, _made(unit, house, everyone)).owner_staff_id is None


def test_those_whom_it_is_about_do_not_learn_of_it(unit: Unit, house: House) -> None:
    bank = house.bank
    complaint_id = _made(unit, house, ComplaintInput(ComplaintAbout.INTERVIEWER, "late", interview_id=house.interview))
    assert set(complaints.complaint_view(staff(unit, house.near), complaint_id).concerned_staff_ids) == {
        bank.anna,
        bank.ben,
    }
    for about_them in (staff(unit, bank.anna), staff(unit, bank.ben)):
        assert complaints.list_complaints(about_them) == []
        with pytest.raises(NotFound):
            complaints.complaint_view(about_them, complaint_id)
        with pytest.raises(NotFound):
            complaints.write_note(about_them, complaint_id, "not true")
        with pytest.raises(NotFound):
            complaints.resolve_complaint(about_them, complaint_id, ComplaintOutcome.NOT_UPHELD, "no")
        with pytest.raises(NotFound):
            complaints.assign_complaint(about_them, complaint_id, house.far)
    with pytest.raises(ConcernsYou):
        complaints.assign_complaint(staff(unit, house.near), complaint_id, bank.anna)


def test_its_matter_says_whom_a_complaint_is_about(unit: Unit, house: House) -> None:
    bank = house.bank
    question = questions.ask_question(candidate(unit, bank), house.interview, "When?").id
    offer = sent(unit, bank)
    expected = {
        _silence(house): {bank.recruiter},
        ComplaintInput(ComplaintAbout.QUESTION, "no answer", question_id=question): {bank.owner},
        ComplaintInput(ComplaintAbout.OFFER, "too low", offer_id=offer): {bank.recruiter},
        ComplaintInput(ComplaintAbout.FEEDBACK, "unfair", interview_id=house.interview): {bank.anna, bank.ben},
        ComplaintInput(ComplaintAbout.PRIVACY, "leaked", interview_id=house.interview): set(),
    }
    for given, concerned in expected.items():
        view = complaints.complaint_view(staff(unit, house.near), _made(unit, house, given))
        assert (set(view.concerned_staff_ids), view.application_id) == (concerned, bank.application)


def test_ids_that_are_not_the_candidates_own_are_not_found(unit: Unit, house: House) -> None:
    other = people.create_candidate(unit, name="王一", email="wang@mail.example").id
    stranger = unit.at(NOW, Actor.candidate(other))
    draft = drafted(unit, house.bank)
    for given in (
        _silence(house),
        ComplaintInput(ComplaintAbout.FEEDBACK, "x", interview_id=house.interview),
        ComplaintInput(ComplaintAbout.FEEDBACK, "x", interview_id=uuid4()),
        ComplaintInput(ComplaintAbout.QUESTION, "x", question_id=house.interview),
        ComplaintInput(ComplaintAbout.OTHER, "x", staff_ids=(uuid4(),)),
    ):
        with pytest.raises(NotFound):
            complaints.make_complaint(stranger, other, given)
    with pytest.raises(NotFound):
        complaints.make_complaint(stranger, house.bank.candidate, _silence(house))
    with pytest.raises(NotFound):  # nobody has shown them this one
        _made(unit, house, ComplaintInput(ComplaintAbout.OFFER, "x", offer_id=draft))


def test_texts_have_limits_and_so_has_the_number_of_open_complaints(unit: Unit, house: House) -> None:
    for text, refusal in (("  ", ComplaintTextMissing), ("x" * 10_001, TextTooLong)):
        with pytest.raises(refusal):
            _made(unit, house, ComplaintInput(ComplaintAbout.OTHER, text))
    for _ in range(MOST_OPEN):
        _made(unit, house, ComplaintInput(ComplaintAbout.OTHER, "again"))
    with pytest.raises(TooManyComplaints):
        _made(unit, house, ComplaintInput(ComplaintAbout.OTHER, "and again"))


def test_staff_write_a_complaint_down_on_the_candidates_behalf(unit: Unit, house: House) -> None:
    made = complaints.make_complaint(staff(unit, house.far), house.bank.candidate, _silence(house))
    assert made.recorded_by_staff_id == house.far
    with pytest.raises(ComplaintStaffOnly):
        complaints.make_complaint(unit, house.bank.candidate, _silence(house))


def test_assigning_moves_the_clock_and_reviewing_shows(unit: Unit, house: House) -> None:
    complaint_id = _made(unit, house)
    due = _clock(unit, complaint_id).due_at
    complaints.assign_complaint(staff(unit, house.near), complaint_id, house.far)
    assert (_clock(unit, complaint_id).owner_staff_id, _clock(unit, complaint_id).due_at) == (house.far, due)
    complaints.review_complaint(staff(unit, house.far), complaint_id)
    complaints.write_note(staff(unit, house.far), complaint_id, "recruiter was ill")
    assert told(unit, candidate_id=house.bank.candidate)[-1:] == ["complaint_in_review"]
    view = complaints.complaint_view(staff(unit, house.far), complaint_id)
    assert ([note.text for note in view.notes], view.due_at) == (["recruiter was ill"], due)
    mine = complaints.list_complaints(staff(unit, house.far), owner_staff_id=house.far)
    assert [line.complaint_id for line in mine] == [complaint_id]
    with pytest.raises(MoveNotAllowed, match="in_review"):
        complaints.review_complaint(staff(unit, house.far), complaint_id)
    with pytest.raises(NotFound):
        complaints.assign_complaint(staff(unit, house.far), complaint_id, uuid4())


def test_a_resolution_is_told_stops_the_clock_and_can_be_contested_once(unit: Unit, house: House) -> None:
    complaint_id, lead, own = _made(unit, house), staff(unit, house.near), candidate(unit, house.bank)
    with pytest.raises(NotFound):
        complaints.reopen_complaint(staff(unit, house.near), complaint_id, "x")
    with pytest.raises(MoveNotAllowed, match="received"):
        complaints.reopen_complaint(own, complaint_id, "already?")
    complaints.resolve_complaint(lead, complaint_id, ComplaintOutcome.NOT_UPHELD, "we did answer")
    assert _clock(unit, complaint_id).outcome is Outcome.MET
    with pytest.raises(MoveNotAllowed, match="resolved"):
        complaints.resolve_complaint(lead, complaint_id, ComplaintOutcome.UPHELD, "again")
    with pytest.raises(MoveNotAllowed, match="resolved"):
        complaints.assign_complaint(lead, complaint_id, house.far)
    first = _clock(unit, complaint_id).id
    assert complaints.complaint_for_candidate(own, complaint_id).can_reopen
    later = own.at(NOW + timedelta(days=1))
    complaints.reopen_complaint(later, complaint_id, "you did not")
    second = _clock(unit, complaint_id)
    assert (second.id != first, second.outcome, second.started_at) == (True, Outcome.RUNNING, later.now)
    complaints.resolve_complaint(lead.at(later.now), complaint_id, ComplaintOutcome.PARTLY_UPHELD, "sorry")
    with pytest.raises(AlreadyReopened):
        complaints.reopen_complaint(later, complaint_id, "once more")
    shown = complaints.complaint_for_candidate(own, complaint_id)
    assert [(each.number, each.text, each.by_staff_id) for each in shown.resolutions] == [
        (1, "we did answer", None),
        (2, "sorry", None),
    ]
    view = complaints.complaint_view(lead, complaint_id)
    assert (view.outcome, view.resolutions[0].outcome) == (
        ComplaintOutcome.PARTLY_UPHELD,
        ComplaintOutcome.NOT_UPHELD,
    )


def test_the_candidate_takes_a_complaint_back(unit: Unit, house: House) -> None:
    complaint_id, own = _made(unit, house), candidate(unit, house.bank)
    with pytest.raises(NotFound):
        complaints.withdraw_complaint(staff(unit, house.near), complaint_id)
    complaints.withdraw_complaint(own, complaint_id)
    assert _clock(unit, complaint_id).outcome is Outcome.CANCELLED
    assert told(unit, staff_id=house.near)[-1:] == ["complaint_withdrawn"]
    with pytest.raises(MoveNotAllowed, match="withdrawn"):
        complaints.withdraw_complaint(own, complaint_id)
    with pytest.raises(MoveNotAllowed, match="withdrawn"):
        complaints.review_complaint(staff(unit, house.near), complaint_id)


def test_lists_are_paged_and_ones_own(unit: Unit, house: House) -> None:
    ids = [_made(unit, house, ComplaintInput(ComplaintAbout.OTHER, f"number {n}")) for n in range(3)]
    lead, own = staff(unit, house.near), candidate(unit, house.bank)
    assert [line.complaint_id for line in complaints.list_complaints(lead, limit=2)] == ids[:2]
    assert [line.complaint_id for line in complaints.list_complaints(lead, after=ids[1])] == ids[2:]
    assert [each.complaint_id for each in complaints.complaints_of_candidate(own, after=ids[0])] == ids[1:]
    with pytest.raises(NotFound):
        complaints.complaints_of_candidate(lead)
    with pytest.raises(ComplaintStaffOnly):
        complaints.list_complaints(own)


def test_an_absent_lead_is_stood_in_for_unless_the_complaint_is_about_who_would(unit: Unit, house: House) -> None:
    people.delegate(staff(unit, house.near), house.near, house.bank.anna, NOW - HOUR, NOW + HOUR)
    assert _clock(unit, _made(unit, house)).owner_staff_id == house.bank.anna
    about_anna = ComplaintInput(ComplaintAbout.INTERVIEWER, "late", interview_id=house.interview)
    assert _clock(unit, _made(unit, house, about_anna)).owner_staff_id == house.near
