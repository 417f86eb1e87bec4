"""Nudge list: who owes what, how late, why it is listed; send it now, or let it rest.

The list is a mart; acting goes through app.nudges, and what was acted on leaves the page at once.
"""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from app.insights import components, loaders
from app.insights.context import Look
from app.insights.figures import LABELS
from app.kit.errors import HuiyinError
from app.kit.i18n import Translator, format_near
from app.nudges import service as nudges
from app.people.models import Role

READERS = (Role.RECRUITER, Role.HR_LEAD, Role.ADMINISTRATOR)
ACTORS = frozenset({Role.RECRUITER, Role.HR_LEAD})
PER_PAGE = 20
ROLE_NAMES = {
    "owner": "the owner",
    "manager": "the owner's manager",
    "recruiter": "the recruiter",
    "department_head": "the head of department",
    "hr_lead": "the HR lead",
}


def show(look: Look) -> None:
    """Draws the page."""
    t = look.t
    st.title(t("Who needs a nudge"))
    components.freshness_line(look)
    rows = waiting(look)
    if not look.viewer.roles.isdisjoint(ACTORS):
        _last_action(look)
    if rows.empty:
        st.success(t("Nobody needs a nudge now. Rows appear here when a promise is about to be late."))
        return
    rows = _filtered(t, rows)
    _summary(t, rows)
    names = loaders.staff_names(look, [*rows.owner_staff_id, *rows.recipient_staff_id])
    page = rows.iloc[_page_slice(t, len(rows))]
    about: dict[str, str] = {}
    if not look.viewer.roles.isdisjoint(ACTORS):
        _bulk(look, page)
        about = loaders.applications_about(look, page.application_id)
    for row in loaders.rows_of(page):
        _row(look, row, names, about.get(row.application_id, ""))


def waiting(look: Look) -> pd.DataFrame:
    """The viewer's part of the list, without what was acted on since it was made."""
    rows = loaders.nudges(look, loaders.departments_of(look, *READERS)).copy()
    rows["key"] = [f"{row.clock_id}/{row.rung}/{row.recipient_staff_id}" for row in loaders.rows_of(rows)]
    done = _done(look)
    return rows[[row.key not in done and row.clock_id not in done for row in loaders.rows_of(rows)]]


def _done(look: Look) -> set[str]:
    """Keys of rows and clocks that were acted on at this version; a new version knows by itself."""
    if st.session_state.get("nudges_version") != look.version:
        st.session_state["nudges_version"] = look.version
        st.session_state["nudges_done"] = set()
    done: set[str] = st.session_state["nudges_done"]
    return done


def _filtered(t: Translator, rows: pd.DataFrame) -> pd.DataFrame:
    kinds = sorted(rows.kind.unique())
    if len(kinds) < 2:
        return rows
    chosen = st.pills(
        t("Promise"), kinds, selection_mode="multi", format_func=lambda kind: t(LABELS.get(str(kind), str(kind)))
    )
    return rows[rows.kind.isin(chosen)] if chosen else rows


def _summary(t: Translator, rows: pd.DataFrame) -> None:
    late = int((rows.overdue_business_hours > 0).sum())
    listed = t.count("{n} row is listed", "{n} rows are listed", len(rows))
    st.markdown(f"**{listed}** · {t('{n} overdue', n=late)} · {t('most urgent first')}")


def _page_slice(t: Translator, total: int) -> slice:
    pages = (total + PER_PAGE - 1) // PER_PAGE
    if pages < 2:
        return slice(0, total)
    number = st.number_input(t("Page (of {n})", n=pages), 1, pages, 1, width=160)
    return slice((int(number) - 1) * PER_PAGE, int(number) * PER_PAGE)


def _row(look: Look, row: Any, names: dict[str, str], about: str) -> None:
    t = look.t
    owner = names.get(row.owner_staff_id, t("nobody"))
    with st.container(border=True):
        words, buttons = st.columns([3, 2], vertical_alignment="center")
        with words:
            if not look.viewer.roles.isdisjoint(ACTORS) and _can_send(row):
                st.checkbox(f"**{_plain(owner)}** · {t(LABELS.get(row.kind, row.kind))}", key=f"pick/{row.key}")
            else:
                st.markdown(f"**{_plain(owner)}** · {t(LABELS.get(row.kind, row.kind))}")
            due = format_near(components.utc(row.due_at), look.insights.now(), look.viewer.zone, t)
            st.markdown(f"{_lateness(t, row)} · {t('due {when}', when=due)}")
            if about:
                st.markdown(_plain(about))
            st.caption(f"{_plain(row.department_name) if row.department_name else '–'} · {_why(t, row, names)}")
        if not look.viewer.roles.isdisjoint(ACTORS):
            with buttons:
                _row_buttons(look, row)


def _lateness(t: Translator, row: Any) -> str:
    if row.overdue_business_hours > 0:
        return f":red[**{t('overdue by {hours} working hours', hours=f'{row.overdue_business_hours:.1f}')}**]"
    return f":orange[{t('due soon')}]"


def _why(t: Translator, row: Any, names: dict[str, str]) -> str:
    role = t(ROLE_NAMES.get(row.recipient_role, row.recipient_role))
    if not isinstance(row.recipient_staff_id, str):
        return t("nobody can be told: {role} is not named", role=role)
    if row.is_held_out:
        return t("held out to measure what nudging does: not sent by itself")
    recipient = _plain(names.get(row.recipient_staff_id, "–"))
    return t("step {rung} of the ladder: goes to {role}, {name}", rung=row.rung, role=role, name=recipient)


def _row_buttons(look: Look, row: Any) -> None:
    t = look.t
    with st.container(horizontal=True, horizontal_alignment="right"):
        if _can_send(row):
            st.button(t("Send now"), key=f"send/{row.key}", type="primary", on_click=send, args=(look, [row_ids(row)]))
        with st.popover(t("Snooze")):
            for label, until_at in snoozes(look).items():
                st.button(t(label), key=f"{label}/{row.key}", on_click=rest, args=(look, [row.clock_id], until_at))


def _bulk(look: Look, page: pd.DataFrame) -> None:
    t = look.t
    picked = [row for row in loaders.rows_of(page) if st.session_state.get(f"pick/{row.key}")]
    if not picked:
        return
    with st.container(horizontal=True):
        label = t.count("Send {n} now", "Send {n} now", len(picked))
        st.button(
            label, key="send-picked", type="primary", on_click=send, args=(look, [row_ids(row) for row in picked])
        )
        for name, until_at in snoozes(look).items():
            clocks = list(dict.fromkeys(row.clock_id for row in picked))
            text = t("Snooze {n}: {until}", n=len(clocks), until=t(name))
            st.button(text, key=f"picked/{name}", on_click=rest, args=(look, clocks, until_at))


def _can_send(row: Any) -> bool:
    return isinstance(row.recipient_staff_id, str)


def row_ids(row: Any) -> tuple[str, int, str]:
    return row.clock_id, int(row.rung), row.recipient_staff_id


def snoozes(look: Look) -> dict[str, datetime]:
    """What may be chosen, as moments: tomorrow and in three days, at nine where the viewer is."""
    zone = ZoneInfo(look.viewer.zone)
    today = look.insights.now().astimezone(zone).date()
    nine = time(9, 0)
    return {
        "Until tomorrow 9:00": datetime.combine(today + timedelta(days=1), nine, zone),
        "For 3 days": datetime.combine(today + timedelta(days=3), nine, zone),
    }


def send(look: Look, rows: list[tuple[str, int, str]]) -> None:
    """Sends each row's nudge; those that can't go any more say why."""

    def one(clock_id: str, rung: int, recipient: str) -> None:
        with look.insights.unit(look.viewer) as unit:
            nudges.send_now(unit, UUID(clock_id), rung, recipient_staff_id=UUID(recipient))
        _done(look).add(f"{clock_id}/{rung}/{recipient}")

    sent, refused = _each(look.t, [partial(one, *row) for row in rows])
    _remember(look.t.count("{n} nudge is on its way.", "{n} nudges are on their way.", sent) if sent else "", refused)


def rest(look: Look, clock_ids: list[str], until_at: datetime) -> None:
    """Snoozes clocks; can be undone from the line on top."""
    made: list[tuple[str, str]] = []

    def one(clock_id: str) -> None:
        with look.insights.unit(look.viewer) as unit:
            made.append((str(nudges.snooze(unit, UUID(clock_id), until_at).id), clock_id))
        _done(look).add(clock_id)

    done, refused = _each(look.t, [partial(one, clock_id) for clock_id in clock_ids])
    when = format_near(until_at, look.insights.now(), look.viewer.zone, look.t)
    text = look.t.count("{n} promise rests until {when}.", "{n} promises rest until {when}.", done, when=when)
    _remember(text if done else "", refused, made)


def undo(look: Look, made: list[tuple[str, str]]) -> None:
    """Ends the snoozes just made; their rows are back at once."""

    def one(snooze_id: str, clock_id: str) -> None:
        with look.insights.unit(look.viewer) as unit:
            nudges.undo_snooze(unit, UUID(snooze_id))
        _done(look).discard(clock_id)

    done, refused = _each(look.t, [partial(one, *pair) for pair in made])
    _remember(look.t("Undone.") if done else "", refused)


def _each(t: Translator, acts: list[Callable[[], None]]) -> tuple[int, list[str]]:
    done, refused = 0, []
    for act in acts:
        try:
            act()
            done += 1
        except HuiyinError as error:
            refused.append(f"{t(error.template, **error.values)} {t(error.mend_template, **error.values)}".strip())
    return done, list(dict.fromkeys(refused))


def _remember(text: str, refused: list[str], made: list[tuple[str, str]] | None = None) -> None:
    st.session_state["nudges_said"] = (text, refused, made or [])


def _last_action(look: Look) -> None:
    text, refused, made = st.session_state.get("nudges_said", ("", [], []))
    if text:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.success(text)
            if made:
                st.button(look.t("Undo"), key="undo", on_click=undo, args=(look, made))
    for reason in refused:
        st.warning(reason)


def _plain(text: str) -> str:
    """Text that Markdown leaves alone."""
    return "".join(f"\\{char}" if char in "\\`*_{}[]()#+-.!|<>$~:" else char for char in str(text))
