"""What every route has at hand: the installation, the clock, the reader's language, the page.

Here: the edge's unit of work and the rendering of templates. No business rule, no query.
"""

import hmac
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends, Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.datastructures import FormData
from starlette.responses import HTMLResponse

from app.kit.database import Actor, Unit
from app.kit.i18n import LOCALES, Translator, format_near, format_when, negotiate, translator
from app.kit.installation import Installation
from app.kit.ports import BlobStore, CalendarEntry, SimilarTexts
from app.people.models import Role
from app.people.service import Viewer
from app.web.gate import ForeignOrigin, form_token, session_cookie_name
from app.web.meter import Meter
from app.web.policies import INSIGHTS

HERE = Path(__file__).parent
LOCALE_COOKIE = "huiyin_locale"


@dataclass(frozen=True)
class Parts:
    """What stands outside the process, as the composition root hands it in."""

    calendar_file: Callable[[CalendarEntry], bytes]
    blobs: BlobStore
    similar: SimilarTexts


@dataclass(frozen=True)
class Web:
    """The web process: one per application, reached as `request.app.state.web`."""

    installation: Installation
    now: Callable[[], datetime]
    parts: Parts
    meter: Meter = field(default_factory=Meter)

    @property
    def is_tls(self) -> bool:
        return self.installation.settings.address.startswith("https://")

    @property
    def cookie(self) -> str:
        return session_cookie_name(is_tls=self.is_tls)

    def unit(self, viewer: Viewer | None = None) -> AbstractContextManager[Unit]:
        """The request's transaction: committed on leaving."""
        actor = Actor.staff(viewer.staff_id) if viewer else Actor.service()
        return self.installation.web.unit(actor, self.now())

    @cached_property
    def templates(self) -> Environment:
        return Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    @cached_property
    def static_version(self) -> str:
        """Changes with the style sheet, so that browsers may keep it for long."""
        digest = sha256()
        for path in sorted((HERE / "static").iterdir()):
            digest.update(path.read_bytes())
        return digest.hexdigest()[:12]


def web_of(request: Request) -> Web:
    """The web context of a request."""
    web: Web = request.app.state.web
    return web


def viewer_of(request: Request) -> Viewer:
    """The signed-in person; the gate has made sure that there is one."""
    viewer: Viewer = request.state.viewer
    return viewer


def locale_of(request: Request) -> str:
    """The switch's choice, else the browser's, else the person's own language."""
    viewer: Viewer | None = getattr(request.state, "viewer", None)
    own = viewer.locale if viewer else ""
    return negotiate(request.headers.get("accept-language"), request.cookies.get(LOCALE_COOKIE), own)


def translator_of(request: Request) -> Translator:
    return translator(locale_of(request))


async def checked_form(request: Request) -> FormData:
    """The form's fields; refuses a form that one of our own pages did not make (CSRF)."""
    form = await request.form(max_files=0, max_fields=100)
    token = getattr(request.state, "token", None)
    is_logged_in = getattr(request.state, "viewer", None) is not None  # else the origin, checked by the gate, must do
    if is_logged_in and token and not hmac.compare_digest(str(form.get("form_token", "")), form_token(token)):
        raise ForeignOrigin
    return form


CurrentWeb = Annotated[Web, Depends(web_of)]
CurrentViewer = Annotated[Viewer, Depends(viewer_of)]
CheckedForm = Annotated[FormData, Depends(checked_form)]


def page(request: Request, template: str, /, status: int = 200, **values: Any) -> HTMLResponse:
    """A whole page in the reader's language."""
    web = web_of(request)
    t = translator_of(request)
    viewer: Viewer | None = getattr(request.state, "viewer", None)
    token = getattr(request.state, "token", None)
    zone = viewer.zone if viewer else "Asia/Shanghai"
    html = web.templates.get_template(template).render(
        _=t,
        locale=t.locale,
        locales=LOCALES,
        viewer=viewer,
        Role=Role,
        sees_insights=viewer is not None and INSIGHTS.admits(viewer.roles),
        is_demo=web.installation.settings.demo,
        form_token=form_token(token) if token and viewer else "",
        when=lambda moment: format_when(moment, zone, t.locale),
        near=lambda moment: format_near(moment, web.now(), zone, t),
        static_version=web.static_version,
        path=request.url.path,
        **values,
    )
    return HTMLResponse(html, status_code=status, headers={"vary": "Cookie, Accept-Language"})


def text_of(form: FormData, field: str) -> str:
    """A text field, trimmed, with the line ends of this century and without NULs, which no database keeps."""
    value = form.get(field, "")
    return value.replace("\r\n", "\n").replace("\0", "").strip() if isinstance(value, str) else ""
