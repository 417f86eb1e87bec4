"""What the dashboards need from the process around them, set once by the web application.

Streamlit runs scripts, not functions with arguments; this is the one place that stands in for them.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import streamlit as st

from app.kit.database import Actor, Unit
from app.kit.i18n import Translator, negotiate, translator
from app.kit.installation import Installation
from app.people import service as people
from app.people.models import Role
from app.people.service import Viewer

LOCALE_COOKIE = "huiyin_locale"


def _cookie(name: str) -> str | None:
    return st.context.cookies.get(name)


@dataclass(frozen=True)
class Insights:
    """`read_cookie` is what the browser sent at the handshake (tests bring their own)."""

    installation: Installation
    now: Callable[[], datetime]
    session_cookie: str
    read_cookie: Callable[[str], str | None] = _cookie

    @property
    def warehouse_dir(self) -> Path:
        return self.installation.settings.warehouse_dir

    def unit(self, viewer: Viewer) -> AbstractContextManager[Unit]:
        """One transaction of this viewer."""
        return self.installation.web.unit(Actor.staff(viewer.staff_id), self.now())

    def viewer(self) -> Viewer | None:
        """Who looks, asked of the database anew on every rerun: cookies are fixed at the handshake."""
        token = self.read_cookie(self.session_cookie)
        if not token:
            return None
        with self.installation.web.unit(Actor.service(), self.now()) as unit:
            return people.viewer_of(unit, token)

    def translator(self, viewer: Viewer | None) -> Translator:
        accepted = st.context.headers.get("Accept-Language")
        return translator(negotiate(accepted, self.read_cookie(LOCALE_COOKIE), viewer.locale if viewer else ""))


@dataclass(frozen=True)
class Look:
    """One look at a page: who, in which language, at which published version, for which audience."""

    insights: Insights
    viewer: Viewer
    t: Translator
    version: str | None

    @property
    def audience(self) -> str:
        return "analyst" if Role.ANALYST in self.viewer.roles else "leadership"


_configured: list[Insights] = []


def configure(insights: Insights) -> None:
    """Sets the process's one context."""
    _configured[:] = [insights]


def current() -> Insights:
    """The context; raises `RuntimeError` before `configure`."""
    if not _configured:
        raise RuntimeError("the dashboards run inside the web application only: start `huiyin serve`")
    return _configured[0]
