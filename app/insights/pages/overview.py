"""Leadership overview: are the promises kept, where not, is it getting better, what is asked."""

import streamlit as st

from app.insights import components, loaders
from app.insights.context import Look
from app.insights.figures import LABELS, OUTSIDE_RATES, SPOKEN_OF, TOPICS, Promise, headline
from app.insights.loaders import Departments
from app.kit.i18n import Translator
from app.people.models import Role

PERIODS = {"last_4_weeks": "Last 4 weeks", "last_13_weeks": "Last 13 weeks", "all_time": "All time"}
LONGER = {"last_4_weeks": "last_13_weeks", "last_13_weeks": "all_time", "all_time": "all_time"}
WEEKS = {"last_4_weeks": 4, "last_13_weeks": 13, "all_time": 520}
WATCHERS = (Role.LEADERSHIP, Role.HR_LEAD, Role.ANALYST, Role.RECRUITER, Role.ADMINISTRATOR)


def show(look: Look) -> None:
    """Draws the page."""
    t = look.t
    departments = loaders.departments_of(look, *WATCHERS)
    st.title(t("Do we keep our promises?"))
    components.freshness_line(look)
    period = _period(t)
    shown = [promise for promise in loaders.promises(look, period, departments) if _has_data(promise)]
    if not shown:
        st.info(t("Nothing was due in this period. Choose a longer one, or wait for the first interviews."))
    else:
        st.markdown(f"#### {_headline(look, shown, period, departments)}")
        _board(look, shown, period, departments)
        _trend(look, period, departments)
        _departments(look, shown, period, departments)
    _most_asked(look, period)


def _period(t: Translator) -> str:
    chosen = st.segmented_control(
        t("Period"), list(PERIODS), format_func=lambda key: t(PERIODS[key]), default="last_13_weeks", required=True
    )
    return str(chosen)


def _has_data(promise: Promise) -> bool:
    counted = promise.due_count + promise.overdue_open_count + promise.not_yet_due_count
    return promise.kind not in OUTSIDE_RATES and counted > 0


def _headline(look: Look, shown: list[Promise], period: str, departments: Departments) -> str:
    before = loaders.promises(look, LONGER[period], departments)
    rows = loaders.by_department(look, "feedback", period, departments)
    worst = rows.sort_values("overdue_open_count").iloc[-1] if len(rows) > 1 else None
    named = (str(worst.department_name), int(worst.overdue_open_count)) if worst is not None else None
    return headline(look.t, shown, before, named)


def _board(look: Look, shown: list[Promise], period: str, departments: Departments) -> None:
    components.promise_cards(look.t, shown)
    share = loaders.imported_share(look, period, departments)
    if share > 0:
        st.caption(look.t("{share} of these promises are imported history.", share=f"{share:.0%}"))


def _trend(look: Look, period: str, departments: Departments) -> None:
    t = look.t
    st.subheader(t("Week by week"))
    weeks = loaders.by_week(look, departments)
    weeks = weeks[~weeks.kind.isin(OUTSIDE_RATES)]
    kept = sorted(weeks.week_start_on.unique())[-WEEKS[period] :]
    weeks = weeks[weeks.week_start_on.isin(kept)]
    if weeks.empty:
        st.info(t("Nothing was due in these weeks."))
        return
    kinds = [kind for kind in LABELS if kind in set(weeks.kind)]
    chosen = st.pills(
        t("Promises"),
        kinds,
        selection_mode="multi",
        default=[kind for kind in kinds if kind in SPOKEN_OF] or kinds,
        format_func=lambda key: t(LABELS[str(key)]),
        label_visibility="collapsed",
    )
    components.weekly_chart(t, weeks[weeks.kind.isin(chosen or kinds)])
    st.caption(t("Share kept on time, by the week it was due. Larger points stand for more cases; dashed: 90%."))


def _departments(look: Look, shown: list[Promise], period: str, departments: Departments) -> None:
    t = look.t
    st.subheader(t("By department"))
    kinds = [promise.kind for promise in shown if promise.due_count]
    if not kinds:
        st.info(t("Nothing was due in this period."))
        return
    start = kinds.index("feedback") if "feedback" in kinds else 0
    kind = st.selectbox(t("Promise"), kinds, index=start, format_func=lambda key: t(LABELS.get(str(key), str(key))))
    rows = loaders.by_department(look, kind, period, departments)
    components.department_chart(t, rows)
    st.caption(t("The line is the 95% interval: where it is long, there are too few cases to judge."))


def _most_asked(look: Look, period: str) -> None:
    t = look.t
    st.subheader(t("What candidates ask most"))
    rows = loaders.most_asked(look, period)
    if rows.empty:
        st.info(t("No question was asked by enough candidates in this period: fewer than 5 could be recognised."))
        return
    rows["topic"] = [_topic(t, topic) for topic in rows.topic.fillna("other")]
    rows["answered"] = (rows.answered_count / rows.question_count) * 100
    rows["on_time"] = rows.answer_on_time_rate * 100
    st.dataframe(
        rows[["canonical_text", "candidate_count", "topic", "question_count", "answered", "on_time"]],
        hide_index=True,
        width="stretch",
        column_config={
            "canonical_text": st.column_config.TextColumn(t("Question"), width="medium"),
            "candidate_count": st.column_config.NumberColumn(
                t("Candidates"), help=t("Hidden where fewer than 5 asked.")
            ),
            "topic": t("Topic"),
            "question_count": t("Questions"),
            "answered": st.column_config.NumberColumn(t("Answered"), format="%.0f%%"),
            "on_time": st.column_config.NumberColumn(t("On time"), format="%.0f%%"),
        },
    )


def _topic(t: Translator, code: str) -> str:
    """A topic's name; what an analyst has added goes by its code."""
    return t(TOPICS[code]) if code in TOPICS else code.replace("_", " ")
