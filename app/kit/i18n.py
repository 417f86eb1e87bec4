"""Languages: English source strings are the keys, the catalogues lie in kit/locales as `.po`,
a folder per language with a file per part of the product.

Here: choosing the reader's language, translating, and saying moments the reader's way.
No wording stands here; faces bring theirs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.messages.pofile import read_po

LOCALES = ("zh-CN", "en")
DEFAULT_LOCALE = "zh-CN"
CATALOGUES = Path(__file__).parent / "locales"


@dataclass(frozen=True)
class Translator:
    """Callable that turns an English source string into `locale`, filled with `values`."""

    locale: str
    messages: Mapping[str, str]

    def __call__(self, message: str, /, **values: object) -> str:
        text = self.messages.get(message) or message
        return text.format(**values) if values else text

    def count(self, one: str, many: str, n: int, /, **values: object) -> str:
        """`one` for 1 and `many` for the rest, filled with `n`."""
        return self(one if n == 1 else many, n=n, **values)


@cache
def translator(locale: str) -> Translator:
    """The translator of `locale`; an unknown one answers in the source language."""
    return Translator(locale, _read_catalogues(CATALOGUES / locale.replace("-", "_")))


def negotiate(accept_language: str | None, chosen: str | None = None, default: str = DEFAULT_LOCALE) -> str:
    """The locale to answer in: the one chosen, else the best the browser asks for, else `default`."""
    if chosen in LOCALES:
        return chosen
    for tag in _by_preference(accept_language or ""):
        for locale in LOCALES:
            if tag.split("-")[0].lower() == locale.split("-")[0]:
                return locale
    return default if default in LOCALES else DEFAULT_LOCALE


def format_when(moment: datetime, zone: str, locale: str) -> str:
    """Date, weekday and time of day in `zone`, for example "Fri 6 Mar 18:00" or "3月6日 周五 18:00"."""
    local = moment.astimezone(ZoneInfo(zone))
    pattern = "M月d日 EEE" if locale.startswith("zh") else "EEE d MMM"
    return f"{format_date(local, pattern, locale=locale.replace('-', '_'))} {local:%H:%M}"


def format_near(moment: datetime, now: datetime, zone: str, t: Translator) -> str:
    """As `format_when`, but today, tomorrow and yesterday are called so."""
    there = ZoneInfo(zone)
    local = moment.astimezone(there)
    days = (local.date() - now.astimezone(there).date()).days
    clock = f"{local:%H:%M}"
    near = {
        0: t("today {clock}", clock=clock),
        1: t("tomorrow {clock}", clock=clock),
        -1: t("yesterday {clock}", clock=clock),
    }
    return near.get(days) or format_when(moment, zone, t.locale)


def _read_catalogues(folder: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    for path in sorted(folder.glob("*.po")):
        with path.open("rb") as file:
            catalogue = read_po(file)
        found |= {str(message.id): str(message.string) for message in catalogue if message.id and message.string}
    return found


def _by_preference(accept_language: str) -> list[str]:
    weighted = []
    for part in accept_language.split(",")[:20]:
        tag, _, parameter = part.strip().partition(";")
        try:
            weight = float(parameter.strip().removeprefix("q=") or 1)
        except ValueError:
            continue
        if tag and weight > 0:
            weighted.append((weight, tag))
    return [tag for _, tag in sorted(weighted, key=lambda pair: -pair[0])]
