"""The page of a bundle that a person reads: Chinese and English side by side, no script, everything escaped."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from app.bundles import rules
from app.kit.i18n import translator

TEMPLATES = Path(__file__).parent / "templates"


def render_page(manifest: Mapping[str, Any], sections: rules.Sections, audit: Sequence[Mapping[str, Any]]) -> str:
    """index.html: what was promised, done, seen and sent, and the audit entries with their places in the chain."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

    zone = ZoneInfo(str(sections["people"]["candidates"][0]["zone"]))
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=select_autoescape(), undefined=StrictUndefined, trim_blocks=True
    )
    environment.globals.update(zh=_words("zh-CN", zone), en=_words("en", zone))
    environment.filters["when"] = lambda moment: _when(moment, zone)
    return environment.get_template("index.html").render(
        manifest=manifest,
        candidate=sections["people"]["candidates"][0],
        requisition=sections["done"]["requisitions"][0],
        promises=list(rules.promises(sections)),
        parts=[(title, rules.lines(sections, name)) for name, title in TITLES.items()],
        audit=audit,
        names=rules.names_of(sections),
        zone=zone.key,
    )


TITLES = {"done": "What was done", "seen": "What was shown and seen", "sent": "What was sent"}


def _words(locale: str, zone: ZoneInfo) -> Any:
    """Translates, filled with the values of a row, which are words of ours too, or moments."""
    say = translator(locale)

    def words(message: str, values: Mapping[str, object] | None = None) -> str:
        shown = {name: _shown(value, say, zone) for name, value in (values or {}).items()}
        return say(message, **shown) if values is not None else say(message)

    return words


def _shown(value: object, say: Any, zone: ZoneInfo) -> str:
    if value is None:
        return "–"
    text = str(value)
    return _when(text, zone) if _is_moment(text) else say(text)


def _is_moment(text: str) -> bool:
    return len(text) >= 20 and text[4] == text[7] == "-" and text[10] == "T" and text.endswith("Z")


def _when(moment: str | None, zone: ZoneInfo) -> str:
    if not moment:
        return ""
    return f"{datetime.fromisoformat(moment).astimezone(zone):%Y-%m-%d %H:%M:%S}"
