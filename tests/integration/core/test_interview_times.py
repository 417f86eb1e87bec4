"""When and where interviews take place: proposed, confirmed, moved, wished otherwise, called off."""

import threading
from collections import Counter
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from app.diaries import service as diaries
from app.diaries.errors import DoubleBooked, RoomDisabled, RoomTooSmall
from app.hiring import service as hiring
from app.hiring.errors import LinkInvalid, ReasonMissing, TimesOutOfOrder, ZoneUnknown
from app.hiring.models import InterviewSession, InterviewStatus, NoShowBy, SessionStatus, Side
from app.hiring.schemas import PanelSeat
from app.kit.database import Actor, Database, Unit
from app.kit.errors import NotFound, TimeWithoutZone
from app.kit.ids import new_id
from app.kit.states import MoveNotAllowed
from app.outbox.models import OutboxMessage
from app.people import service as people
from tests.conftest import NOW
from tests.factories.bank import HOUR, Bank, found_bank
from tests.integration.core.conftest import as_candidate, as_staff, audited

TOMORROW = NOW + timedelta(days=1)
LATER = TOMORROW + timedelta(days=1)


def _busy(unit: Unit, bank: Bank, start: datetime = TOMORROW) -> set[str]:
    wanted = {bank.anna: "anna", bank.ben: "ben", bank.candidate: "candidate"}
    return {wanted[each.resource_id] for each in diaries.busy_times(unit, list(wanted), start, start + HOUR)}


def _topics(unit: Unit) -> Counter[str]:
    unit.session.flush()
    return Counter(unit.session.scalars(select(OutboxMessage.topic)))


def test_an_interview_makes_a_session_of_one_and_takes_everybodys_time(unit: Unit, in_round: Bank) -> None:
    room = diaries.add_room(unit, name="18-3", capacity=4)
    acting = as_staff(unit, in_round.recruiter)
    made = hiring.schedule_interview(
        acting,
        in_round.application,
        in_round.rounds[0],
        TOMORROW,
        TOMORROW + HOUR,
        [PanelSeat(in_round.anna), PanelSeat(in_round.ben, is_required=False)],
        room_id=room.id,
        meeting_url="https://meet.bank.example/42",
    )
    view = hiring.interview_view(unit, made.id)
    assert (view.proposed_by, view.confirmed_by, view.room_name, view.is_shared) == (Side.STAFF, None, "18-3", False)
    assert view.place.meeting_url == "https://meet.bank.example/42"
    assert _busy(unit, in_round) == {"anna", "ben", "candidate"}
    assert len(diaries.busy_times(unit, [room.id], TOMORROW, TOMORROW + HOUR)) == 1
    session = hiring.session_view(unit, view.session_id or new_id())
    assert (session.status, session.capacity, session.taken_count) == (SessionStatus.PLANNED, 1, 1)


@pytest.mark.parametrize("by", [Side.CANDIDATE, Side.STAFF])
def test_either_side_may_confirm_and_it_is_recorded_which(unit: Unit, in_round: Bank, by: Side) -> None:
    interview = in_round.interview(unit, TOMORROW, confirm=False)
    acting = as_candidate(unit, in_round.candidate) if by is Side.CANDIDATE else as_staff(unit, in_round.recruiter)
    hiring.confirm_interview(acting, interview)
    view = hiring.interview_view(unit, interview)
    assert (view.confirmed_by, view.confirmed_at) == (by, NOW)


def test_a_candidate_acts_on_its_own_interviews_only(unit: Unit, in_round: Bank) -> None:
    interview = in_round.interview(unit, TOMORROW, confirm=False)
    other = as_candidate(unit, people.create_candidate(unit, name="陈思远").id)
    for act in (
        lambda: hiring.confirm_interview(other, interview),
        lambda: hiring.ask_to_move(other, interview, "I have an exam"),
        lambda: hiring.cannot_come(other, interview, "I have an exam"),
        lambda: hiring.calendar_event_of(unit, interview, other.actor),
    ):
        with pytest.raises(NotFound):
            act()


def test_a_move_keeps_both_times_who_and_why_and_can_change_the_place(unit: Unit, in_round: Bank) -> None:
    interview = in_round.interview(unit, TOMORROW)
    place = hiring.Place(location="Hangzhou branch")
    hiring.reschedule_interview(
        as_staff(unit, in_round.recruiter), interview, LATER, LATER + 2 * HOUR, "away", place=place
    )
    view = hiring.interview_view(unit, interview)
    (move,) = view.moves
    assert (move.from_start_at, move.from_end_at) == (TOMORROW, TOMORROW + HOUR)
    assert (move.to_start_at, move.to_end_at, move.reason) == (LATER, LATER + 2 * HOUR, "away")
    assert (move.by, move.by_staff_id) == (Side.STAFF, in_round.recruiter)
    assert (view.place.location, view.calendar_sequence) == ("Hangzhou branch", 1)
    assert (_busy(unit, in_round), _busy(unit, in_round, LATER)) == (set(), {"anna", "ben", "candidate"})


def test_a_move_onto_taken_time_is_refused_and_changes_nothing(unit: Unit, in_round: Bank) -> None:
    interview = in_round.interview(unit, TOMORROW)
    in_round.interview(unit, LATER)
    with pytest.raises(DoubleBooked):
        hiring.reschedule_interview(as_staff(unit, in_round.recruiter), interview, LATER, LATER + HOUR)
    assert hiring.interview_view(unit, interview).moves == ()
    assert _busy(unit, in_round) == {"anna", "ben", "candidate"}
    overlapping = TOMORROW + HOUR / 2  # its own old time is not in the way
    hiring.reschedule_interview(as_staff(unit, in_round.recruiter), interview, overlapping, overlapping + HOUR)


@pytest.mark.parametrize("ending", ["held", "cancelled", "no_show"])
def test_what_is_over_or_called_off_gives_the_time_back(unit: Unit, in_round: Bank, ending: str) -> None:
    interview = in_round.interview(unit, TOMORROW)
    after = as_staff(unit, in_round.recruiter, TOMORROW + HOUR)
    if ending == "held":
        hiring.hold_interview(after, interview, no_chance_reason="the line broke")
    elif ending == "cancelled":
        hiring.cancel_interview(as_staff(unit, in_round.recruiter), interview, "ill")
    else:
        hiring.mark_no_show(after, interview, NoShowBy.CANDIDATE)
    assert _busy(unit, in_round) == set()
    (status,) = unit.session.scalars(select(InterviewSession.status))
    assert status is (SessionStatus.CANCELLED if ending == "cancelled" else SessionStatus.OVER)


def test_a_wish_for_another_time_waits_for_an_answer(unit: Unit, in_round: Bank) -> None:
    interview = in_round.interview(unit, TOMORROW)
    asking = as_candidate(unit, in_round.candidate)
    with pytest.raises(ReasonMissing):
        hiring.ask_to_move(asking, interview, " ")
    hiring.ask_to_move(asking, interview, "I have an exam")
    (line,) = hiring.interviews_of_application(unit, in_round.application)
    assert (line.candidate_asked_to_move_at, line.scheduled_start_at) == (NOW, TOMORROW)
    assert _topics(unit)["interview_move_asked"] == 1
    hiring.keep_time(as_staff(unit, in_round.recruiter), interview)
    hiring.ask_to_move(asking, interview, "really")
    hiring.reschedule_interview(as_staff(unit, in_round.recruiter), interview, LATER, LATER + HOUR, "as asked")
    wishes = hiring.interview_view(unit, interview).wishes
    assert [(wish.reason, wish.by, wish.answered_at) for wish in wishes] == [
        ("I have an exam", Side.CANDIDATE, NOW),
        ("really", Side.CANDIDATE, NOW),
    ]
    (line,) = hiring.interviews_of_application(unit, in_round.application)
    assert line.candidate_asked_to_move_at is None
    assert {"interview.move_asked", "interview.time_kept", "interview.rescheduled"} <= set(audited(unit))


def test_who_can_not_come_calls_it_off_in_the_candidates_name(unit: Unit, in_round: Bank) -> None:
    interview = in_round.interview(unit, TOMORROW)
    hiring.cannot_come(as_staff(unit, in_round.recruiter), interview, "told us by phone")
    view = hiring.interview_view(unit, interview)
    assert (view.cancelled_by, view.context.status) == (Side.CANDIDATE, InterviewStatus.CANCELLED)
    assert view.calendar_sequence == 1
    with pytest.raises(MoveNotAllowed, match="cancelled"):
        hiring.ask_to_move(as_candidate(unit, in_round.candidate), interview, "another day?")
    with pytest.raises(MoveNotAllowed):
        hiring.reschedule_interview(as_staff(unit, in_round.recruiter), interview, LATER, LATER + HOUR)


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"end": TOMORROW}, TimesOutOfOrder),
        ({"end": (TOMORROW + HOUR).replace(tzinfo=None)}, TimeWithoutZone),
        ({"zone": "Asia/Atlantis"}, ZoneUnknown),
        ({"zone": "../../etc/passwd"}, ZoneUnknown),
        ({"meeting_url": "http://meet.example/1"}, LinkInvalid),
        ({"meeting_url": "https://user@meet.example/1"}, LinkInvalid),
        ({"meeting_url": "https://meet.example/\r\nATTENDEE:x"}, LinkInvalid),
        ({"meeting_url": "https://" + "x" * 2000}, LinkInvalid),
        ({"meeting_url": "https://[broken"}, LinkInvalid),
        ({"meeting_url": "javascript:alert(1)"}, LinkInvalid),
        ({"room_id": new_id()}, NotFound),
    ],
)
def test_bad_times_and_places_are_refused(
    unit: Unit, in_round: Bank, wrong: dict[str, object], error: type[Exception]
) -> None:
    given = {"start": TOMORROW, "end": TOMORROW + HOUR, "panel": [PanelSeat(in_round.anna)]} | wrong
    with pytest.raises(error):
        hiring.schedule_interview(as_staff(unit, in_round.recruiter), in_round.application, in_round.rounds[0], **given)
    assert _busy(unit, in_round) == set()


def test_rooms_that_are_too_small_or_not_used_any_more_are_refused(unit: Unit, in_round: Bank) -> None:
    room = diaries.add_room(unit, name="cell", capacity=1)
    panel = [PanelSeat(in_round.anna)]
    where = (in_round.application, in_round.rounds[0], TOMORROW, TOMORROW + HOUR, panel)
    with pytest.raises(RoomTooSmall):
        hiring.schedule_interview(as_staff(unit, in_round.recruiter), *where, room_id=room.id)
    diaries.disable_room(unit, room.id)
    with pytest.raises(RoomDisabled):
        hiring.schedule_interview(as_staff(unit, in_round.recruiter), *where, room_id=room.id)


def test_two_requests_for_one_interviewer_at_once_give_one_interview(database: Database) -> None:
    with database.unit(Actor.service(), NOW) as unit:
        bank = found_bank(unit)
        second = people.create_candidate(unit, name="陈思远").id
        other = hiring.apply(unit, requisition_id=bank.requisition, candidate_id=second).id
        for application in (bank.application, other):
            hiring.move_to_round(unit.at(NOW, Actor.staff(bank.recruiter)), application, bank.rounds[0])
    together = threading.Barrier(2)
    outcomes: Counter[str] = Counter()

    def schedule(application_id: object, start: datetime) -> None:
        together.wait()
        try:
            with database.unit(Actor.staff(bank.recruiter), NOW) as unit:
                hiring.schedule_interview(
                    unit, application_id, bank.rounds[0], start, start + HOUR, [PanelSeat(bank.anna)]
                )
            outcomes["scheduled"] += 1
        except DoubleBooked:
            outcomes["refused"] += 1

    threads = [
        threading.Thread(target=schedule, args=(application, TOMORROW + number * HOUR / 2))
        for number, application in enumerate((bank.application, other))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes == {"scheduled": 1, "refused": 1}
    with database.unit(Actor.service(), NOW) as unit:
        assert len(hiring.interviews_of_interviewer(unit, bank.anna)) == 1
