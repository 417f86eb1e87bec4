"""Which days are worked: from the library `holidays`, with make-up working days (调休).

Belongs here: calendar codes, zones, days with their labels. Instants, openings and deadlines
are in kit.worktime.
"""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from importlib.metadata import version
from typing import Any
from zoneinfo import available_timezones

from app.kit.errors import HuiyinError

MAKE_UP = "make-up working day (调休)"
ADDED, REMOVED = "working day by the company", "day off by the company"


class UnknownCalendar(HuiyinError):
    code = "unknown_calendar"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = "There is no calendar {calendar}{near}."
    mend = "Use a country code such as CN or DE, with a part (US-NY) and a zone (US-NY@America/New_York) if needed."
    exit_code = 2


@dataclass(frozen=True)
class CalendarDay:
    """A local day. `label` names the holiday, the make-up day or the company's change, if it is one."""

    local_on: date
    is_working: bool
    label: str | None = None


@dataclass(frozen=True)
class CalendarCode:
    """A code taken apart: `US-NY@America/New_York`. `region` is what `holidays` knows (US-NY)."""

    code: str
    region: str
    zone: str


def parse_code(code: str) -> CalendarCode:
    """The region and zone that a calendar's code stands for. Raises `UnknownCalendar`."""
    region, _, zone = code.strip().partition("@")
    region = region.upper()
    region_days(region, 2024, 2024)
    if zone and zone not in available_timezones():
        raise UnknownCalendar(calendar=code, near=_near(zone, {name: name for name in available_timezones()}))
    return CalendarCode(code=code.strip(), region=region, zone=zone or _main_zone(region))


def region_days(region: str, first_year: int, last_year: int) -> list[CalendarDay]:
    """Every day of those years as `holidays` knows it. Raises `UnknownCalendar`."""
    book = _book(region, first_year, last_year)
    days = (
        date.fromordinal(n) for n in range(date(first_year, 1, 1).toordinal(), date(last_year, 12, 31).toordinal() + 1)
    )
    return [CalendarDay(day, book.is_working_day(day), _label(book, day)) for day in days]


def changed_days(
    days: Iterable[CalendarDay], added: Iterable[date] = (), removed: Iterable[date] = ()
) -> list[CalendarDay]:
    """`days` with the company's own working days and days off; a removed day wins."""
    extra, off = frozenset(added), frozenset(removed)

    def change(day: CalendarDay) -> CalendarDay:
        if day.local_on in off:
            return CalendarDay(day.local_on, is_working=False, label=REMOVED)
        if day.local_on in extra and not day.is_working:
            return CalendarDay(day.local_on, is_working=True, label=ADDED)
        return day

    return [change(day) for day in days]


def library_version() -> str:
    """What the days come from, to be kept beside them."""
    return f"holidays {version('holidays')}"


def _book(region: str, first_year: int, last_year: int) -> Any:
    import holidays

    country, _, part = region.partition("-")
    try:
        # The country's own language, asked for by name: else the machine's locale would decide.
        language = holidays.country_holidays(country).default_language
        years = range(first_year - 1, last_year + 2)  # a holiday may be observed across New Year
        return holidays.country_holidays(country, subdiv=part or None, years=years, language=language)
    except NotImplementedError:
        known = holidays.list_supported_countries(include_aliases=False)
        parts = {f"{country}-{name}": f"{country}-{name}" for name in known.get(country, [])}
        raise UnknownCalendar(calendar=region, near=_near(region, parts or _countries(known))) from None


def _countries(codes: Iterable[str]) -> dict[str, str]:
    from babel import Locale

    names = Locale("en").territories
    named = {str(names[code]).upper(): f"{code} ({names[code]})" for code in codes if code in names}
    return {code: code for code in codes} | named


def _near(asked: str, known: Mapping[str, str]) -> str:
    found = difflib.get_close_matches(asked, sorted(known), n=3, cutoff=0.6)
    return f"; near it: {', '.join(known[key] for key in found)}" if found else ""


def _label(book: Any, day: date) -> str | None:
    name = book.get(day)
    if name is None and day in book.weekend_workdays:
        return MAKE_UP
    return None if name is None else str(name)


def _main_zone(region: str) -> str:
    """The zone of a country that has one. CLDR lists small ones beside (Asia/Urumqi); those that
    Windows names are the main ones."""
    from babel.core import get_global

    country = region.partition("-")[0]
    zones: list[str] = list(get_global("territory_zones").get(country, []))
    main = [zone for zone in zones if zone in set(get_global("windows_zone_mapping").values())] or zones
    if len(main) != 1:
        raise UnknownCalendar(
            "The calendar {region} lies in several time zones.",
            mend="Name one after an @, for example {region}@{zone}; it has {zones}.",
            region=region,
            zone=main[-1] if main else "UTC",
            zones=", ".join(main) or "no main one",
        )
    return main[0]
