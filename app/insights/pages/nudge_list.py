"""Nudge list: who owes what, how late, what was done about it; send a nudge now, or let it rest.

What goes out next is a mart; what was nudged already and is still owed is read from the core.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import streamlit as st

from app.insights import components, loaders
from app.insights.acting import Picked, done_of, rest, send, show_last, snoozes
from app.insights.context import Look
from app.insights.figures import LABELS
from app.kit.i18n import Translator, format_near
from app.nudges.chased import Chased
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


@dataclass(frozen=True)
class Row:
    """One line: `to_send` is the rung of the list that goes out next, `chased` the promise that was
    nudged already or waits for its first rung; one of the two is set.
    """

    key: str
    clock_id: str
    kind: str
    application_id: str | None
    department_id: str | None
    owner_staff_id: str | None
    recipient_staff_id: str | None
    due_at: datetime
    overdue_hours: float
    to_send: Any = None
    chased: Chased | None = None

    def is_late(self, now: datetime) -> bool:
        """Past its due moment, whether working time has passed since or not."""
        return self.due_at < now

    @property
    def picked(self) -> Picked | None:
        """What `send` takes, or None where nobody can be told."""
        if self.recipient_staff_id is None:
            return None
        return self.key, self.clock_id, int(self.to_send.rung) if self.to_send else None, self.recipient_staff_id


def show(look: Look) -> None:
    """Draws the page."""
    t = look.t
    st.title(t("Who needs a nudge"))
    components.freshness_line(look)
    rows = waiting(look)
    if is_actor(look):
        show_last(look)
    if not rows:
        st.success(t("Nobody needs a nudge now. Rows appear here when a promise is about to be late."))
        return
    rows = _filtered(t, rows)
    _summary(t, rows, look.insights.now())
    page = rows[_page_slice(t, len(rows))]
    names = loaders.staff_names(look, _people(page))
    about: dict[str, str] = {}
    if is_actor(look):
        _bulk(look, page)
        about = loaders.applications_about(look, [row.application_id for row in page if row.application_id])
    departments = loaders.department_names(look)
    for row in page:
        _row(look, row, names, about.get(row.application_id or "", ""), departments.get(row.department_id or "", "–"))


def is_actor(look: Look) -> bool:
    return not look.viewer.roles.isdisjoint(ACTORS)


def waiting(look: Look) -> list[Row]:
    """The viewer's part of the list, most urgent first, without what was acted on since it was made."""
    departments = loaders.departments_of(look, *READERS)
    listed = [_listed(row) for row in loaders.rows_of(loaders.nudges(look, departments))]
    clocks = {row.clock_id for row in listed if row.recipient_staff_id}
    listed += [_chased(each) for each in loaders.chased(look, departments) if str(each.clock_id) not in clocks]
    told = {row.clock_id for row in listed if row.recipient_staff_id}
    listed = [row for row in listed if row.recipient_staff_id or row.clock_id not in told]  # one row says enough
    done = done_of(look)
    return sorted(
        (row for row in listed if row.key not in done and row.clock_id not in done),
        key=lambda row: (-row.overdue_hours, row.due_at, row.key),
    )


def _listed(row: Any) -> Row:
    return Row(
        key=f"{row.clock_id}/{row.rung}/{row.recipient_staff_id}",
        clock_id=row.clock_id,
        kind=row.kind,
        application_id=_text(row.application_id),
        department_id=_text(row.department_id),
        owner_staff_id=_text(row.owner_staff_id),
        recipient_staff_id=_text(row.recipient_staff_id),
        due_at=components.utc(row.due_at),
        overdue_hours=float(row.overdue_business_hours),
        to_send=row,
    )


def _chased(each: Chased) -> Row:
    owner = _id(each.owner_staff_id)
    return Row(
        key=f"{each.clock_id}/chased",
        clock_id=str(each.clock_id),
        kind=each.kind.value,
        application_id=_id(each.application_id),
        department_id=_id(each.department_id),
        owner_staff_id=owner,
        recipient_staff_id=owner,
        due_at=each.due_at,
        overdue_hours=each.overdue_hours,
        chased=each,
    )


def _text(value: Any) -> str | None:
    """A mart's text; pandas has its own nothing."""
    return value if isinstance(value, str) else None


def _id(value: UUID | None) -> str | None:
    return None if value is None else str(value)


def _people(page: Sequence[Row]) -> list[str]:
    last = [_id(row.chased.last_recipient_id) for row in page if row.chased]
    named = [*last, *(row.owner_staff_id for row in page), *(row.recipient_staff_id for row in page)]
    return [each for each in named if each]


def _filtered(t: Translator, rows: list[Row]) -> list[Row]:
    kinds = sorted({row.kind for row in rows}, key=list(LABELS).index)
    if len(kinds) < 2:
        return rows
    chosen = st.pills(
        t("Promise"), kinds, selection_mode="multi", format_func=lambda kind: t(LABELS.get(str(kind), str(kind)))
    )
    return [row for row in rows if row.kind in chosen] if chosen else rows


def _summary(t: Translator, rows: Sequence[Row], now: datetime) -> None:
    late = sum(row.is_late(now) for row in rows)
    listed = t.count("{n} row is listed", "{n} rows are listed", len(rows))
    st.markdown(f"**{listed}** · {t('{n} overdue', n=late)} · {t('most urgent first')}")


def _page_slice(t: Translator, total: int) -> slice:
    pages = (total + PER_PAGE - 1) // PER_PAGE
    if pages < 2:
        return slice(0, total)
    number = st.number_input(t("Page (of {n})", n=pages), 1, pages, 1, width=160)
    return slice((int(number) - 1) * PER_PAGE, int(number) * PER_PAGE)


def _row(look: Look, row: Row, names: dict[str, str], about: str, department: str) -> None:
    t = look.t
    owner = _plain(names.get(row.owner_staff_id or "", t("nobody")))
    title = f"**{owner}** · {t(LABELS.get(row.kind, row.kind))}"
    with st.container(border=True):
        words, buttons = st.columns([3, 2], vertical_alignment="center")
        with words:
            if is_actor(look) and row.picked:
                st.checkbox(title, key=f"pick/{row.key}")
            else:
                st.markdown(title)
            st.markdown(f"{_lateness(t, row, look.insights.now())} · {t('due {when}', when=_near(look, row.due_at))}")
            if about:
                st.markdown(_plain(about))
            st.caption(f"{_plain(department)} · {_why(look, row, names)}")
        if is_actor(look):
            with buttons:
                _row_buttons(look, row)


def _near(look: Look, moment: datetime) -> str:
    return format_near(moment, look.insights.now(), look.viewer.zone, look.t)


def _lateness(t: Translator, row: Row, now: datetime) -> str:
    if row.overdue_hours >= 1:
        return f":red[**{t('overdue by {hours} working hours', hours=f'{row.overdue_hours:.1f}')}**]"
    if row.is_late(now):
        return f":red[**{t('overdue by less than a working hour')}**]"
    return f":orange[{t('due soon')}]"


def _why(look: Look, row: Row, names: dict[str, str]) -> str:
    return _said_of(look, row.chased, names) if row.chased else _said_next(look.t, row.to_send, names)


def _said_next(t: Translator, rung: Any, names: dict[str, str]) -> str:
    """Why the list has this rung."""
    role = t(ROLE_NAMES.get(rung.recipient_role, rung.recipient_role))
    if not isinstance(rung.recipient_staff_id, str):
        return t("nobody can be told: {role} is not named", role=role)
    if rung.is_held_out:
        return t("held out to measure what nudging does: not sent by itself")
    recipient = _plain(names.get(rung.recipient_staff_id, "–"))
    return t("step {rung} of the ladder: goes to {role}, {name}", rung=rung.rung, role=role, name=recipient)


def _said_of(look: Look, chased: Chased, names: dict[str, str]) -> str:
    """What was done about an open promise so far."""
    t = look.t
    said = []
    if chased.sent_count and chased.last_at:
        name = _plain(names.get(str(chased.last_recipient_id), "–"))
        last = t("last {when} to {name}", when=_near(look, chased.last_at), name=name)
        said.append(t.count("nudged once", "nudged {n} times", chased.sent_count) + f", {last}")
    if chased.waiting_count:
        said.append(t("a nudge waits to go out"))
    if chased.rests_until:
        said.append(t("rests until {when}", when=_near(look, chased.rests_until)))
    return " · ".join(said) or t("overdue; no nudge went out yet")


def _row_buttons(look: Look, row: Row) -> None:
    t = look.t
    with st.container(horizontal=True, horizontal_alignment="right"):
        if row.picked:
            kind = "primary" if row.to_send is not None else "secondary"
            st.button(t("Send now"), key=f"send/{row.key}", type=kind, on_click=send, args=(look, [row.picked]))  # type: ignore[arg-type]
        with st.popover(t("Snooze")):
            for label, until_at in snoozes(look).items():
                st.button(t(label), key=f"{label}/{row.key}", on_click=rest, args=(look, [row.clock_id], until_at))


def _bulk(look: Look, page: Sequence[Row]) -> None:
    t = look.t
    picked = [row for row in page if row.picked and st.session_state.get(f"pick/{row.key}")]
    if not picked:
        return
    with st.container(horizontal=True):
        label = t.count("Send {n} now", "Send {n} now", len(picked))
        st.button(label, key="send-picked", type="primary", on_click=send, args=(look, [row.picked for row in picked]))
        for name, until_at in snoozes(look).items():
            clocks = list(dict.fromkeys(row.clock_id for row in picked))
            text = t("Snooze {n}: {until}", n=len(clocks), until=t(name))
            st.button(text, key=f"picked/{name}", on_click=rest, args=(look, clocks, until_at))


def _plain(text: str) -> str:
    """Text that Markdown leaves alone."""
    return "".join(f"\\{char}" if char in "\\`*_{}[]()#+-.!|<>$~:" else char for char in str(text))
