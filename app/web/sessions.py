"""Logging in and out, and where each role starts. Passwords and sessions are app.people's."""

import json
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from app.kit.errors import HuiyinError
from app.kit.i18n import LOCALES
from app.people import service as people
from app.people.errors import WrongLogIn
from app.people.models import Role
from app.web.context import LOCALE_COOKIE, CheckedForm, CurrentViewer, CurrentWeb, Web, page, text_of
from app.web.policies import PUBLIC, STAFF, allow

router = APIRouter()
YEAR_SECONDS = 365 * 24 * 3600
STARTS_AT_INSIGHTS = (Role.LEADERSHIP, Role.ANALYST, Role.HR_LEAD, Role.ADMINISTRATOR)


def start_page(roles: frozenset[Role]) -> str:
    """Where a person's work begins: who owes things starts at the desk, who watches at the numbers."""
    if roles & {Role.INTERVIEWER, Role.QUESTION_OWNER, Role.HIRING_MANAGER}:
        return "/desk"
    return "/insights/" if roles & set(STARTS_AT_INSIGHTS) else "/desk"


def local_path(candidate: str) -> str:
    """`candidate` if it is a path of ours, else `/`: no log-in ever leads to a foreign site."""
    is_local = candidate.startswith("/") and not candidate.startswith(("//", "/\\")) and candidate.isprintable()
    return candidate if is_local and "\\" not in candidate else "/"


@router.get("/")
@allow(STAFF)
def start(viewer: CurrentViewer) -> Response:
    return RedirectResponse(start_page(frozenset(viewer.roles)), status_code=303)


@router.get("/login")
@allow(PUBLIC)
def show_login(request: Request, web: CurrentWeb, next: str = "/") -> Response:  # noqa: A002 - the field's name
    if request.state.viewer is not None:
        return RedirectResponse(local_path(next), status_code=303)
    return _login_page(request, web, next, email="", error=None)


@router.post("/login")
@allow(PUBLIC)
def log_in(request: Request, web: CurrentWeb, form: CheckedForm) -> Response:
    email, target = text_of(form, "email"), local_path(text_of(form, "next"))
    password = str(form.get("password", ""))
    try:
        token = _try_log_in(request, web, email, password)
    except HuiyinError as error:
        return _login_page(request, web, target, email=email, error=error)
    response = RedirectResponse(target, status_code=303)
    seconds = web.installation.settings.session_hours * 3600
    response.set_cookie(web.cookie, token, max_age=seconds, httponly=True, samesite="lax", secure=web.is_tls)
    return response


@router.post("/logout")
@allow(STAFF)
def log_out(request: Request, web: CurrentWeb, viewer: CurrentViewer, form: CheckedForm) -> Response:
    with web.unit(viewer) as unit:
        people.log_out(unit, request.state.token)
    response = RedirectResponse("/login", status_code=303)
    response.delete_cookie(web.cookie, httponly=True, samesite="lax", secure=web.is_tls)
    return response


@router.post("/locale")
@allow(PUBLIC)
def switch_locale(request: Request, web: CurrentWeb, form: CheckedForm) -> Response:
    response = RedirectResponse(local_path(text_of(form, "next")), status_code=303)
    chosen = text_of(form, "locale")
    if chosen in LOCALES:
        response.set_cookie(LOCALE_COOKIE, chosen, max_age=YEAR_SECONDS, samesite="lax", secure=web.is_tls)
    return response


def _try_log_in(request: Request, web: Web, email: str, password: str) -> str:
    address = request.client.host if request.client else ""
    hours = web.installation.settings.session_hours
    with web.unit() as unit:
        token = people.log_in(unit, email, password, address=address, hours=hours)
    if token is None:
        raise WrongLogIn  # after the unit, which has counted the attempt
    return token


def _login_page(request: Request, web: Web, target: str, *, email: str, error: HuiyinError | None) -> Response:
    return page(
        request,
        "login.html",
        status=error.status if error else 200,
        next=local_path(target),
        email=email,
        error=error,
        demo_logins=demo_logins(web),
    )


def demo_logins(web: Web) -> list[dict[str, Any]]:
    """The example company's log-ins, when this is the demo: role, email, password, hint."""
    path = web.installation.settings.root / "demo.json"
    if not web.installation.settings.demo or not path.exists():
        return []
    logins: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return logins
