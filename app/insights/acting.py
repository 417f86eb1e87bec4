"""What the nudge list does on a press: send, let rest, undo, and say how that went.

Acting goes through app.nudges; what was acted on leaves the page at once, before the next version does.
"""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from functools import partial
from uuid import UUID
from zoneinfo import ZoneInfo

import streamlit as st

from app.insights.context import Look
from app.kit.errors import HuiyinError
from app.kit.i18n import Translator, format_near
from app.nudges import service as nudges

Picked = tuple[str, str, int | None, str]  # key on the page, clock, rung (None: beside the ladder), recipient


def done_of(look: Look) -> set[str]:
    """Keys of rows and clocks that were acted on at this version; a new version knows by itself."""
    if st.session_state.get("nudges_version") != look.version:
        st.session_state["nudges_version"] = look.version
        st.session_state["nudges_done"] = set()
    done: set[str] = st.session_state["nudges_done"]
    return done


def snoozes(look: Look) -> dict[str, datetime]:
    """What may be chosen, as moments: tomorrow and in three days, at nine where the viewer is."""
    zone = ZoneInfo(look.viewer.zone)
    today = look.insights.now().astimezone(zone).date()
    nine = time(9, 0)
    return {
        "Until tomorrow 9:00": datetime.combine(today + timedelta(days=1), nine, zone),
        "For 3 days": datetime.combine(today + timedelta(days=3), nine, zone),
    }


def send(look: Look, rows: list[Picked]) -> None:
    """Sends each row's nudge; those that can't go any more say why."""

    def one(key: str, clock_id: str, rung: int | None, recipient: str) -> None:
        with look.insights.unit(look.viewer) as unit:
            nudges.send_now(unit, UUID(clock_id), rung, recipient_staff_id=UUID(recipient))
        done_of(look).add(key)

    sent, refused = _each(look.t, [partial(one, *row) for row in rows])
    _remember(look.t.count("{n} nudge is on its way.", "{n} nudges are on their way.", sent) if sent else "", refused)


def rest(look: Look, clock_ids: list[str], until_at: datetime) -> None:
    """Snoozes clocks; can be undone from the line on top."""
    made: list[tuple[str, str]] = []

    def one(clock_id: str) -> None:
        with look.insights.unit(look.viewer) as unit:
            made.append((str(nudges.snooze(unit, UUID(clock_id), until_at).id), clock_id))
        done_of(look).add(clock_id)

    done, refused = _each(look.t, [partial(one, clock_id) for clock_id in clock_ids])
    when = format_near(until_at, look.insights.now(), look.viewer.zone, look.t)
    text = look.t.count("{n} promise rests until {when}.", "{n} promises rest until {when}.", done, when=when)
    _remember(text if done else "", refused, made)


def undo(look: Look, made: list[tuple[str, str]]) -> None:
    """Ends the snoozes just made; their rows are back at once."""

    def one(snooze_id: str, clock_id: str) -> None:
        with look.insights.unit(look.viewer) as unit:
            nudges.undo_snooze(unit, UUID(snooze_id))
        done_of(look).discard(clock_id)

    done, refused = _each(look.t, [partial(one, *pair) for pair in made])
    _remember(look.t("Undone.") if done else "", refused)


def _each(t: Translator, acts: list[Callable[[], None]]) -> tuple[int, list[str]]:
    done, refused = 0, []
    for act in acts:
        try:
            act()
            done += 1
        except HuiyinError as error:
            refused.append(" ".join(error.said(t)).strip())
    return done, list(dict.fromkeys(refused))


def _remember(text: str, refused: list[str], made: list[tuple[str, str]] | None = None) -> None:
    st.session_state["nudges_said"] = (text, refused, made or [])


def show_last(look: Look) -> None:
    text, refused, made = st.session_state.get("nudges_said", ("", [], []))
    if text:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.success(text)
            if made:
                st.button(look.t("Undo"), key="undo", on_click=undo, args=(look, made))
    for reason in refused:
        st.warning(reason)
