"""What pages are made of: the frame around them, promise cards, charts in one grammar."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from app.insights import loaders
from app.insights.context import Look
from app.insights.figures import FEW, LABELS, Promise, percent, share, wilson_interval
from app.kit.i18n import Translator, format_near
from warehouse.attempts import Attempt

COLOURS = [
    "#0f8a80",
    "#c2741c",
    "#5f6fc4",
    "#a14f7f",
    "#6b7d2f",
    "#7a6a55",
    "#2f6db0",
    "#b0513b",
    "#8b8373",
]  # told apart without red and green
GOAL_RATE = 0.9  # drawn as a line: what Greenhouse's benchmark asks of scorecards
CARDS_PER_ROW = 3
SHOWN_TICKS = 13
WHY = {  # codes of warehouse/ATTEMPT
    "checks_failed": "the new numbers did not pass their checks",
    "database_unavailable": "the database does not answer",
    "disk_full": "the disk is full",
    "refresh_busy": "another refresh holds the build file",
    "build_file_open": "another program holds the build file",
}


def frame(look: Look, pages: Sequence[Any]) -> None:
    """The way between the pages and back to the desk, above every page."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"[‹ {look.t('My desk')}](/desk)", width="content")
        for page in pages:
            st.page_link(page, width="content")


def no_data(look: Look) -> None:
    """Before the first publication."""
    st.title(look.t("No numbers yet"))
    st.info(look.t("No data yet: run `huiyin refresh`. This page fills by itself when it is done."))


def freshness_line(look: Look) -> None:
    """How old the numbers are and whether their checks passed; since when and why they don't renew."""
    row, t = loaders.freshness(look), look.t
    if row.empty:
        return
    _trouble(look, loaders.failure(look.insights.warehouse_dir))
    as_of = utc(row.as_of)
    text = t("As of {when}", when=format_near(as_of, look.insights.now(), look.viewer.zone, t))
    st.caption(
        f"{text} · {_checks(t, int(row.checks_passed or 0), int(row.checks_failed or 0))} · {t('renews itself')}"
    )


def _trouble(look: Look, failed: Attempt | None) -> None:
    if failed is None:
        return
    t = look.t
    since = format_near(failed.failed_since or failed.attempted_at, look.insights.now(), look.viewer.zone, t)
    why = t(WHY.get(failed.error_code or "", "a step of the refresh broke"))
    named = f": {', '.join(failed.failed_checks[:3])}" if failed.failed_checks else ""
    st.warning(
        f"{t('These numbers have not been renewed since {when}.', when=since)} "
        f"{t('Reason: {why}.', why=f'{why}{named}')} {t('It is tried again by itself; `huiyin doctor` says more.')}"
    )


def _checks(t: Translator, passed: int, failed: int) -> str:
    if failed:
        return t("{n} checks failed", n=failed)
    return t("all {n} checks passed", n=passed) if passed else t("no checks were recorded")


def promise_cards(t: Translator, shown: list[Promise]) -> None:
    """One card per kind: rate with n and interval, what is overdue of it and what is not yet due."""
    for start in range(0, len(shown), CARDS_PER_ROW):
        for column, promise in zip(st.columns(CARDS_PER_ROW), shown[start : start + CARDS_PER_ROW], strict=False):
            with column, st.container(border=True, height="stretch"):
                _card(t, promise)


def _card(t: Translator, promise: Promise) -> None:
    st.metric(t(LABELS.get(promise.kind, promise.kind)), share(t, promise))
    interval = wilson_interval(promise.on_time_count, promise.due_count)
    low, high = (percent(interval[0]), percent(interval[1])) if interval else ("", "")
    if interval is None:
        st.caption(t("none was due in this period"))
    elif promise.due_count < FEW:
        st.caption(t("on time: too few for a rate (95%: {low} to {high})", low=low, high=high))
    else:
        st.caption(t("on time, of {n} due (95%: {low} to {high})", n=promise.due_count, low=low, high=high))
    overdue = promise.overdue_open_count
    badges = [f":red-badge[{t('{n} overdue', n=overdue)}]" if overdue else f":green-badge[{t('none overdue')}]"]
    if promise.not_yet_due_count:
        badges.append(f":gray-badge[{t('{n} not yet due', n=promise.not_yet_due_count)}]")
    st.markdown(" ".join(badges))
    if promise.p50_business_hours is not None:
        st.caption(t("half are done within {hours} working hours", hours=f"{promise.p50_business_hours:.1f}"))


def weekly_chart(t: Translator, weeks: pd.DataFrame) -> None:
    """On-time rate per ISO week, a line per kind; the size of a point is n."""
    shown = with_gaps(rated(t, weeks))
    base = alt.Chart(shown).encode(
        x=alt.X("week:T", title=None, axis=alt.Axis(format="%m-%d", values=_ticks(shown), grid=False)),
        y=alt.Y("rate:Q", title=None, scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format="%", tickCount=5)),
        color=alt.Color(
            "label:N", title=None, scale=_colours(t, shown), legend=alt.Legend(orient="top", columns=1, labelLimit=300)
        ),
        tooltip=[
            alt.Tooltip("label:N", title=t("Promise")),
            alt.Tooltip("week:T", title=t("Week from"), format="%Y-%m-%d"),
            alt.Tooltip("rate:Q", title=t("On time"), format=".0%"),
            alt.Tooltip("due_count:Q", title=t("Due")),
        ],
    )
    points = base.mark_circle(opacity=0.9).encode(
        size=alt.Size("due_count:Q", legend=None, scale=alt.Scale(range=[20, 240]))
    )
    line = base.mark_line(strokeWidth=2.5, invalid="break-paths-filter-domains")
    goal = (
        alt.Chart(pd.DataFrame({"goal": [GOAL_RATE]})).mark_rule(strokeDash=[4, 4], color="#8b8373").encode(y="goal:Q")
    )
    st.altair_chart((goal + line + points).properties(height=280), width="stretch")


def with_gaps(shown: pd.DataFrame) -> pd.DataFrame:
    """With a row of no rate for each kind and week between the first and the last in which nothing of it was
    due: there the line breaks, and nothing is drawn as if it had been measured.
    """
    weeks = pd.date_range(shown.week.min(), shown.week.max(), freq="7D")
    whole: list[pd.DataFrame] = []
    for kind in shown.kind.unique():
        rows = shown[shown.kind == kind]
        grid = rows.set_index("week").reindex(weeks).rename_axis("week").reset_index()
        grid["kind"], grid["label"] = kind, rows.label.iloc[0]
        whole.append(grid)
    gapped: pd.DataFrame = pd.concat(whole, ignore_index=True)
    return gapped


def _ticks(shown: pd.DataFrame) -> list[str]:
    """Mondays, thinned so that their labels fit."""
    weeks = [f"{week:%Y-%m-%dT00:00:00}" for week in sorted(shown.week.unique())]
    return weeks[:: -(-len(weeks) // SHOWN_TICKS)]


def _colours(t: Translator, shown: pd.DataFrame) -> alt.Scale:
    """A kind keeps its colour whatever else is shown."""
    there = [kind for kind in LABELS if kind in set(shown.kind)]
    colours = [COLOURS[list(LABELS).index(kind) % len(COLOURS)] for kind in there]
    return alt.Scale(domain=[t(LABELS[kind]) for kind in there], range=colours)


def department_chart(t: Translator, rows: pd.DataFrame) -> None:
    """A bar per department with its interval; n stands beside the name."""
    shown = rated(t, rows)
    bounds = [wilson_interval(int(r.on_time_count), int(r.due_count)) or (0.0, 0.0) for r in loaders.rows_of(shown)]
    shown["low"], shown["high"] = [b[0] for b in bounds], [b[1] for b in bounds]
    shown["name"] = [f"{r.department_name}  (n={int(r.due_count)})" for r in loaders.rows_of(shown)]
    order = list(shown.sort_values("rate").name)
    y = alt.Y("name:N", sort=order, title=None, axis=alt.Axis(labelLimit=260, ticks=False, domain=False))
    x = alt.X("rate:Q", title=None, scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format="%", tickCount=5))
    tooltip = [
        alt.Tooltip("department_name:N", title=t("Department")),
        alt.Tooltip("rate:Q", title=t("On time"), format=".0%"),
        alt.Tooltip("due_count:Q", title=t("Due")),
        alt.Tooltip("overdue_open_count:Q", title=t("Overdue now")),
    ]
    bars = alt.Chart(shown).mark_bar(cornerRadiusEnd=4, height=16).encode(y=y, x=x, tooltip=tooltip)
    spread = alt.Chart(shown).mark_rule(strokeWidth=3, color="#c2741c").encode(y=y, x="low:Q", x2="high:Q")
    st.altair_chart((bars + spread).properties(height=max(90, 34 * len(shown))), width="stretch")


def rated(t: Translator, rows: pd.DataFrame) -> pd.DataFrame:
    """Counts made ready for a chart: `rate`, `label`, `week`; rows without a due case are left out."""
    shown = rows[rows.due_count > 0].copy()
    for column in ("due_count", "on_time_count", "overdue_open_count"):
        shown[column] = shown[column].astype("int64")
    shown["rate"] = shown.on_time_count / shown.due_count
    if "kind" in shown:
        shown["label"] = [t(LABELS.get(kind, kind)) for kind in shown.kind]
    if "week_start_on" in shown:
        shown["week"] = pd.to_datetime(shown.week_start_on)
    return shown


def utc(moment: Any) -> datetime:
    """A naive UTC timestamp of the warehouse as an aware datetime."""
    stamp = pd.Timestamp(moment).to_pydatetime()
    return stamp.replace(tzinfo=UTC) if stamp.tzinfo is None else stamp.astimezone(UTC)
