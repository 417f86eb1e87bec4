"""Calendar files, read back by the library that others read them with."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from app.kit.ports import CalendarEntry
from connectors.calendars.ical import to_bytes

START = datetime(2026, 3, 6, 1, 0, tzinfo=UTC)
ENTRY = CalendarEntry(
    uid="0190.candidate@huiyin",
    sequence=0,
    is_cancelled=False,
    is_tentative=False,
    summary="面试：信贷风险经理（业务面）",
    description="面试官：王晓雨\n会议链接：https://meet.bank.example/42",
    starts_at=START,
    ends_at=START + timedelta(hours=1),
    zone="Asia/Shanghai",
    location="总行 18 层 3 号会议室; 北楼, 请带证件",
    url="https://meet.bank.example/42",
    attendee_name='李"晓雯',
    attendee_email="li@mail.example",
    made_at=START - timedelta(days=2),
)


def _read(entry: CalendarEntry) -> tuple[Calendar, Any]:
    calendar = Calendar.from_ical(to_bytes(entry, organizer_email="hr@bank.example", organizer_name="招聘"))
    (event,) = calendar.walk("VEVENT")
    return calendar, event


def test_a_file_says_when_where_and_what_in_the_places_own_zone() -> None:
    calendar, event = _read(ENTRY)
    assert (calendar["method"], calendar["version"], event["status"]) == ("REQUEST", "2.0", "CONFIRMED")
    assert event.decoded("dtstart") == START
    assert event["dtstart"].params["TZID"] == "Asia/Shanghai"
    assert [zone["tzid"] for zone in calendar.walk("VTIMEZONE")] == ["Asia/Shanghai"]
    assert event.decoded("dtend") - event.decoded("dtstart") == timedelta(hours=1)
    assert (str(event["summary"]), str(event["location"])) == (ENTRY.summary, ENTRY.location)
    assert str(event["description"]) == ENTRY.description
    assert str(event["url"]) == ENTRY.url
    assert str(event["organizer"]) == "mailto:hr@bank.example"
    (alarm,) = event.walk("VALARM")
    assert alarm.decoded("trigger") == timedelta(minutes=-30)


def test_an_update_and_a_cancellation_keep_the_uid_under_a_higher_sequence() -> None:
    _, first = _read(ENTRY)
    _, moved = _read(replace(ENTRY, sequence=1, starts_at=START + timedelta(days=1), ends_at=START + timedelta(days=2)))
    calendar, gone = _read(replace(ENTRY, sequence=2, is_cancelled=True))
    assert {str(event["uid"]) for event in (first, moved, gone)} == {ENTRY.uid}
    assert [int(event["sequence"]) for event in (first, moved, gone)] == [0, 1, 2]
    assert (calendar["method"], gone["status"], gone.walk("VALARM")) == ("CANCEL", "CANCELLED", [])


@pytest.mark.parametrize("field", ["summary", "location", "attendee_name", "attendee_email", "url", "description"])
@pytest.mark.parametrize("breaking", ["\r\n", "\n", "\r", "\u2028", "\x0b", "\x00"])
def test_a_line_break_makes_no_property(field: str, breaking: str) -> None:
    entry = replace(ENTRY, **{field: f"x{breaking}ATTENDEE:mailto:evil@mail.example{breaking}END:VEVENT"})
    data = to_bytes(entry, organizer_email="hr@bank.example")
    _, event = _read(entry)
    lines = data.decode().replace("\r\n ", "").split("\r\n")
    assert not [line for line in lines if line.startswith("ATTENDEE:mailto:evil")]
    assert len([line for line in lines if line == "END:VEVENT"]) == 1
    assert str(event["uid"]) == ENTRY.uid


def test_a_zone_with_daylight_saving_carries_its_rules() -> None:
    calendar, event = _read(replace(ENTRY, zone="Europe/Berlin"))
    (zone,) = calendar.walk("VTIMEZONE")
    assert zone.walk("DAYLIGHT")
    assert event.decoded("dtstart") == START


def test_without_an_address_nobody_is_invited() -> None:
    _, event = _read(replace(ENTRY, attendee_email=None, location=None, url=None, description=""))
    assert not {"attendee", "location", "url", "description"} & {key.lower() for key in event}


@pytest.mark.parametrize(
    ("is_tentative", "is_cancelled", "status"), [(True, False, "TENTATIVE"), (True, True, "CANCELLED")]
)
def test_what_is_only_proposed_says_so(is_tentative: bool, is_cancelled: bool, status: str) -> None:
    _, event = _read(replace(ENTRY, is_tentative=is_tentative, is_cancelled=is_cancelled))
    assert event["status"] == status
