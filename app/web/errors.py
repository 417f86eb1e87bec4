"""Errors rendered once: a page for people, a problem document (RFC 9457) for programs.

What goes wrong is named where it goes wrong; here it only gets its clothes.
"""

from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import Scope

from app.kit.errors import HuiyinError, Invalid, NotFound, NotLoggedIn
from app.kit.log import get_logger
from app.kit.states import StateConflict
from app.web.api.faults import InvalidInput
from app.web.context import page, translator_of
from app.web.gate import FOR_PROGRAMS
from app.web.meter import route_of

log = get_logger(__name__)


class Unexpected(HuiyinError):
    """Something that nobody foresaw; the log has the trace."""

    code = "unexpected"
    message = "Something went wrong on our side."
    mend = "Nothing you entered was saved. Try again; if it stays so, tell your administrator."


class MethodNotAllowed(HuiyinError):
    code = "method_not_allowed"
    status = HTTPStatus.METHOD_NOT_ALLOWED
    message = "This page does not take that kind of request."


def install(app: FastAPI) -> None:
    """Sets the handlers: whatever is raised below ends here."""
    app.add_exception_handler(HuiyinError, _on_own)
    app.add_exception_handler(RequestValidationError, lambda request, _: render(request, Invalid()))
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(Exception, _on_unexpected)


def render_in(app: FastAPI, scope: Scope, error: HuiyinError) -> Response:
    """For the gate, which stands in front of the application."""
    scope["app"] = app
    return render(Request(scope), error)


def render(request: Request, error: HuiyinError) -> Response:
    """The answer to `request` that says `error`."""
    if isinstance(error, NotLoggedIn) and _is_page(request):
        return RedirectResponse(f"/login?next={quote(_return_to(request))}", status_code=HTTPStatus.SEE_OTHER)
    if not _is_page(request):
        return problem(request, error)
    t = translator_of(request)
    title, mend = error.said(t)
    return page(request, "error.html", status=error.status, title=title, mend=mend, code=error.code)


def problem(request: Request, error: HuiyinError) -> JSONResponse:
    """The problem document. Faults of our own say no more than that they are: their words are for
    the log and the administrator.
    """
    if error.status is HTTPStatus.INTERNAL_SERVER_ERROR:
        error = Unexpected()
    is_ours = error.status >= HTTPStatus.INTERNAL_SERVER_ERROR
    t = translator_of(request)
    title, mend = error.said(t)
    body: dict[str, Any] = {
        "type": f"/problems/{error.code}",
        "title": title,
        "status": int(error.status),
        "code": error.code,
        "detail": t(Unexpected.mend) if is_ours else mend,
    }
    if isinstance(error, StateConflict):
        body |= {"thing": error.thing, "state": error.state, "allowed": error.allowed}
    if error.values and not is_ours:
        body["values"] = {name: _plain(value) for name, value in error.values.items()}
    if isinstance(error, InvalidInput):
        body["errors"] = [
            {"pointer": fault.pointer, "code": fault.code, "message": t(fault.template, **fault.values)}
            for fault in error.faults
        ]
    headers = {"vary": "Authorization, Cookie, Accept-Language"}
    if error.status is HTTPStatus.UNAUTHORIZED:
        headers["www-authenticate"] = "Bearer"
    return JSONResponse(body, int(error.status), headers, "application/problem+json")


def _plain(value: object) -> object:
    return value if isinstance(value, int | float | bool | type(None)) else str(value)


def _is_page(request: Request) -> bool:
    return not request.url.path.startswith(FOR_PROGRAMS) and "text/html" in request.headers.get("accept", "")


def _return_to(request: Request) -> str:
    return request.url.path if request.method == "GET" else "/"


def _on_own(request: Request, error: Exception) -> Response:
    assert isinstance(error, HuiyinError)
    if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        log.error("request.failed", code=error.code, route=route_of(request.scope))
    return render(request, error)


def _on_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    known = {HTTPStatus.NOT_FOUND: NotFound, HTTPStatus.METHOD_NOT_ALLOWED: MethodNotAllowed}
    response = render(request, known.get(HTTPStatus(error.status_code), Invalid)())
    if error.headers and "Allow" in error.headers:
        response.headers["allow"] = error.headers["Allow"]
    return response


def _on_unexpected(request: Request, error: Exception) -> Response:
    log.error("request.failed", code=Unexpected.code, route=route_of(request.scope), kind=type(error).__name__)
    return render(request, Unexpected())
