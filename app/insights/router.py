"""The dashboards' entrance: who looks, which pages are theirs, and the watch for a new version.

Streamlit runs this file for every rerun. Pages stand in `pages`, reading in `loaders`.
"""

from typing import Any

import streamlit as st

from app.insights import components, loaders
from app.insights.context import Insights, Look, current
from app.insights.pages import nudge_list, overview
from app.kit.i18n import Translator
from app.people.models import Role

SEES_OVERVIEW = {Role.LEADERSHIP, Role.HR_LEAD, Role.ANALYST, Role.RECRUITER, Role.ADMINISTRATOR}
SEES_NUDGES = {Role.RECRUITER, Role.HR_LEAD, Role.ADMINISTRATOR}


def main() -> None:
    """One rerun."""
    insights = current()
    viewer = insights.viewer()
    t = insights.translator(viewer)
    st.set_page_config(page_title=t("Huiyin"), page_icon="🌊", layout="wide", initial_sidebar_state="auto")
    if viewer is None or SEES_OVERVIEW.isdisjoint(viewer.roles):
        refuse(t, is_logged_in=viewer is not None)
        return
    look = Look(insights, viewer, t, loaders.current_version(insights.warehouse_dir))
    pages = _pages(look)
    chosen = st.navigation(pages, position="hidden")
    components.frame(look, pages)
    if look.version is None:
        components.no_data(look)
    else:
        chosen.run()
    watch(insights, loaders.standing(insights.warehouse_dir))


def _pages(look: Look) -> list[Any]:
    t = look.t
    pages = [
        st.Page(
            lambda: overview.show(look),
            title=t("Overview"),
            icon=":material/monitoring:",
            url_path="overview",
            default=True,
        )
    ]
    if not SEES_NUDGES.isdisjoint(look.viewer.roles):
        listed = st.Page(
            lambda: nudge_list.show(look), title=t("Nudge list"), icon=":material/notifications:", url_path="nudges"
        )
        pages.append(listed)
    return pages


def refuse(t: Translator, *, is_logged_in: bool) -> None:
    """Says kindly why there is nothing to see."""
    if is_logged_in:
        st.info(t("These pages are for those who look after the promises: HR, leadership, analysts."))
    else:
        st.info(t("You have been logged out."))
    st.markdown(f"[{t('Go to the start page')}](/)")


@st.fragment(run_every=1.0)
def watch(insights: Insights, shown: tuple[str | None, str | None]) -> None:
    """Draws the page again when another version is served, or refreshing begins or ceases to fail; two
    small files are read a second.
    """
    if loaders.standing(insights.warehouse_dir) != shown:
        st.rerun()


if __name__ == "__main__":
    main()
