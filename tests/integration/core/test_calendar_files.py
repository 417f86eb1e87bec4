"""What a calendar entry tells whom: the candidate of the panel what the round allows, the panel a name."""

from datetime import timedelta

import pytest

from app.diaries import service as diaries
from app.hiring import service as hiring
from app.hiring.calendar_files import ROLES
from app.hiring.schemas import PanelSeat
from app.kit.database import Actor, Unit
from app.kit.errors import NotFound
from app.kit.i18n import translator
from app.people import service as people
from connectors.calendars.ical import to_bytes
from tests.conftest import NOW
from tests.factories.bank import HOUR, Bank
from tests.integration.core.conftest import as_staff

TOMORROW = NOW + timedelta(days=1)
LATER = TOMORROW + timedelta(days=1)


def test_both_sides_have_their_own_entry_and_it_follows_the_interview(unit: Unit, in_round: Bank) -> None:
    interview = in_round.interview(unit, TOMORROW)
    candidate, anna = Actor.candidate(in_round.candidate), Actor.staff(in_round.anna)
    first = [hiring.calendar_event_of(unit, interview, viewer) for viewer in (candidate, anna)]
    assert len({entry.uid for entry in first}) == 2
    hiring.reschedule_interview(as_staff(unit, in_round.recruiter), interview, LATER, LATER + HOUR, "away")
    moved = [hiring.calendar_event_of(unit, interview, viewer) for viewer in (candidate, anna)]
    hiring.cancel_interview(as_staff(unit, in_round.recruiter), interview, "ill")
    gone = [hiring.calendar_event_of(unit, interview, viewer) for viewer in (candidate, anna)]
    for before, after, last in zip(first, moved, gone, strict=True):
        assert before.uid == after.uid == last.uid
        assert before.sequence < after.sequence < last.sequence
        assert (after.starts_at, after.is_cancelled, last.is_cancelled) == (LATER, False, True)


def test_each_side_is_told_only_what_it_may_know(unit: Unit, in_round: Bank) -> None:
    interview = in_round.interview(unit, TOMORROW, panel=[PanelSeat(in_round.anna)])
    theirs = hiring.calendar_event_of(unit, interview, Actor.candidate(in_round.candidate))
    ours = hiring.calendar_event_of(unit, interview, Actor.staff(in_round.anna))
    assert (theirs.summary, theirs.description) == ("面试：Analyst（HR）", "面试官：anna")
    assert ours.summary == "面试 李晓雯：Analyst（HR）"
    file = to_bytes(ours, organizer_email="hr@bank.example").decode()
    assert "li@mail.example" not in file
    assert "anna@bank.example" not in to_bytes(theirs, organizer_email="hr@bank.example").decode()


def test_before_the_confirmation_the_candidates_entry_names_nobody(unit: Unit, in_round: Bank) -> None:
    interview = in_round.interview(unit, TOMORROW, confirm=False)
    entry = hiring.calendar_event_of(unit, interview, Actor.candidate(in_round.candidate))
    assert "anna" not in entry.description
    assert entry.is_tentative
    hiring.confirm_interview(as_staff(unit, in_round.recruiter), interview)
    assert not hiring.calendar_event_of(unit, interview, Actor.candidate(in_round.candidate)).is_tentative


def test_who_gave_up_the_seat_sees_the_interview_taken_away(unit: Unit, in_round: Bank) -> None:
    interview = in_round.interview(unit, TOMORROW)
    hiring.declare_conflict(
        as_staff(unit, in_round.anna), in_round.seat(unit, interview, in_round.anna), "we are cousins"
    )
    gone = hiring.calendar_event_of(unit, interview, Actor.staff(in_round.anna))
    stays = hiring.calendar_event_of(unit, interview, Actor.staff(in_round.ben))
    assert (gone.is_cancelled, stays.is_cancelled, gone.sequence) == (True, False, 1)


def test_the_place_is_the_room_the_words_or_the_link(unit: Unit, in_round: Bank) -> None:
    room = diaries.add_room(unit, name="18-3", place="总行")
    acting = as_staff(unit, in_round.recruiter)
    link = "https://meet.bank.example/42"
    wheres = (
        (hiring.Place(room_id=room.id), "18-3 · 总行"),
        (hiring.Place(location="Hangzhou"), "Hangzhou"),
        (hiring.Place(meeting_url=link), link),
    )
    interview = in_round.interview(unit, TOMORROW)
    for place, expected in wheres:
        hiring.reschedule_interview(acting, interview, TOMORROW, TOMORROW + HOUR, "place", place=place)
        entry = hiring.calendar_event_of(unit, interview, Actor.candidate(in_round.candidate))
        assert entry.location == expected
    assert link in entry.description


def test_words_follow_the_readers_language(unit: Unit, in_round: Bank) -> None:
    candidate = people.create_candidate(unit, name="Jane", locale="en").id
    application = hiring.apply(unit, requisition_id=in_round.requisition, candidate_id=candidate).id
    acting = as_staff(unit, in_round.recruiter)
    hiring.move_to_round(acting, application, in_round.rounds[0])
    made = hiring.schedule_interview(
        acting, application, in_round.rounds[0], TOMORROW, TOMORROW + HOUR, [PanelSeat(in_round.anna)]
    )
    entry = hiring.calendar_event_of(unit, made.id, Actor.candidate(candidate))
    assert entry.summary == "Interview: Analyst (HR)"
    chinese = translator("zh-CN").messages
    assert set(ROLES.values()) <= chinese.keys()


def test_a_service_has_no_calendar(unit: Unit, in_round: Bank) -> None:
    interview = in_round.interview(unit, TOMORROW)
    with pytest.raises(NotFound):
        hiring.calendar_event_of(unit, interview, Actor.service())
