"""An appointment as an iCalendar file (RFC 5545, method by RFC 5546): what calendar programs open.

Pure: an entry in, bytes out. What the entry tells of whom is decided where it is made.
"""

from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event, vCalAddress, vUri

from app.kit.ports import CalendarEntry

MEDIA_TYPE = "text/calendar; charset=utf-8"
ALARM_BEFORE = timedelta(minutes=30)
PRODUCT = "-//Huiyin//Huiyin 1//ZH"


def to_bytes(entry: CalendarEntry, *, organizer_email: str, organizer_name: str = "Huiyin") -> bytes:
    """The file: METHOD CANCEL for what is called off, else REQUEST, which also updates an earlier one.

    The organizer is the company's own address, never a person's.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if entry.is_cancelled else "REQUEST")
    calendar.add_component(_event(entry, organizer_email, organizer_name))
    calendar.add_missing_timezones()
    made: bytes = calendar.to_ical()
    return made


def _event(entry: CalendarEntry, organizer_email: str, organizer_name: str) -> Event:
    zone = ZoneInfo(entry.zone)
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    taking_place = "TENTATIVE" if entry.is_tentative else "CONFIRMED"
    event.add("status", "CANCELLED" if entry.is_cancelled else taking_place)
    event.add("dtstamp", entry.made_at.astimezone(UTC))
    event.add("dtstart", entry.starts_at.astimezone(zone))
    event.add("dtend", entry.ends_at.astimezone(zone))
    event.add("summary", _line(entry.summary))
    if entry.description:
        event.add("description", "\n".join(_line(line) for line in entry.description.splitlines()))
    if entry.location:
        event.add("location", _line(entry.location))
    if entry.url:
        event.add("url", vUri(_line(entry.url)))
    event.add("organizer", _address(organizer_name, organizer_email), encode=False)
    if entry.attendee_email:
        event.add("attendee", _address(entry.attendee_name, entry.attendee_email), encode=False)
    if not entry.is_cancelled:
        event.add_component(_alarm(entry))
    return event


def _address(name: str, email: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{_line(email)}")
    address.params["cn"] = _line(name).replace('"', "'")
    return address


def _alarm(entry: CalendarEntry) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", _line(entry.summary))
    alarm.add("trigger", -ALARM_BEFORE)
    return alarm


def _line(text: str) -> str:
    """The text on one line: a line break in a name must not become a property of its own."""
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())
