"""The web process put together: routes, gate, errors, Streamlit under /insights. A composition root.

Here: assembling only. Pages stand in their modules, rules in the domains.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from functools import partial
from pathlib import Path

from fastapi import APIRouter, FastAPI
from fastapi.responses import HTMLResponse
from fastapi.routing import APIRoute
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Scope

from app import events
from app.kit.clock import utc_now
from app.kit.installation import Installation
from app.kit.ports import NullSimilarTexts, SimilarTexts
from app.people import service as people
from app.people.service import Viewer
from app.web import desk, errors, health, mailbox, metrics, questions, sessions
from app.web.api.index import ApiIndex
from app.web.api.resources import api_routes
from app.web.context import Parts, Web
from app.web.csp import PAGES_CSP, insights_csp
from app.web.gate import Gate, Rules, hosts_of
from app.web.meter import Meter
from app.web.policies import INSIGHTS, PUBLIC, check_policies, policy_for
from connectors.blobs import FileBlobStore
from connectors.calendars.ical import to_bytes

STATIC = Path(__file__).parent / "static"
MOUNTS = {"/static": PUBLIC, "/insights": INSIGHTS}
CLOSED = tuple(  # Streamlit's doors that we don't use; media and uploads have no audit and no owner
    f"/insights/{door}"
    for door in ("_stcore/agent", "_stcore/metrics", "_stcore/upload_file", "media", "auth", "oauth2callback")
)
ROUTERS = (health.router, sessions.router, desk.router, questions.router)


def create_app(
    installation: Installation,
    *,
    now: Callable[[], datetime] = utc_now,
    with_insights: bool = True,
    similar: SimilarTexts | None = None,
    extra_routers: tuple[APIRouter, ...] = (),
) -> ASGIApp:
    """The whole application as one ASGI callable, the gate in front.

    `with_insights=False` leaves Streamlit out (it runs once per process). `similar` finds library answers
    and comes from outside, since its libraries are heavy; without it only the same words are found.
    Raises `PolicyMissing` when a route does not say who may use it.
    """
    events.connect()
    is_alone = installation.settings.web_processes == 1
    meter = Meter(None if is_alone else installation.settings.meters_dir)
    web = Web(installation, now, parts_of(installation, similar or NullSimilarTexts()), meter)
    app = FastAPI(title="Huiyin", openapi_url=None, docs_url=None, redoc_url=None, lifespan=_lifespan)
    app.state.web, app.state.lifespans = web, []
    demo = (mailbox.router,) if installation.settings.demo else ()
    for router in (*ROUTERS, *demo, *extra_routers):
        add_routes(app, router)
    api = api_routes()
    app.router.routes.insert(0, ApiIndex(api))  # first: it knows at once what is not its own
    app.router.routes.extend(metrics.router.routes)
    app.mount("/static", _Static(directory=STATIC), name="static")
    if with_insights:
        mount_insights(app, web)
    errors.install(app)
    check_policies([*(route for route in app.routes if not isinstance(route, ApiIndex)), *api], MOUNTS)
    return Gate(app, _rules(app, web))


def parts_of(installation: Installation, similar: SimilarTexts) -> Parts:
    """The real parts of an installation."""
    settings = installation.settings
    return Parts(
        calendar_file=partial(to_bytes, organizer_email=settings.mail_from),
        blobs=FileBlobStore(settings.blobs_dir),
        similar=similar,
    )


def add_routes(app: FastAPI, router: APIRouter) -> None:
    """Adds a router's routes flat, so that the gate can look each one up with its policy."""
    for route in router.routes:
        assert isinstance(route, APIRoute)
        app.add_api_route(
            route.path,
            route.endpoint,
            methods=list(route.methods or ()),
            response_class=HTMLResponse,
            response_model=None,
            include_in_schema=False,
        )


def mount_insights(app: FastAPI, web: Web) -> None:
    """Mounts Streamlit; its lifespan runs within ours."""
    from app.insights.context import Insights, configure
    from app.insights.serving import streamlit_app

    configure(Insights(web.installation, web.now, web.cookie))
    mounted = streamlit_app()
    app.state.lifespans.append(mounted.lifespan())
    app.mount("/insights", mounted)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with AsyncExitStack() as stack:
        for lifespan in app.state.lifespans:
            await stack.enter_async_context(lifespan(app))
        yield


def _rules(app: FastAPI, web: Web) -> Rules:
    settings = web.installation.settings
    in_insights = insights_csp()
    return Rules(
        viewer_of=lambda token: _look_up(web, token),
        policy_of=lambda scope: None if scope["path"].startswith(CLOSED) else policy_for(app.routes, MOUNTS, scope),
        render=lambda scope, error: errors.render_in(app, scope, error),
        cookie=web.cookie,
        hosts=hosts_of(settings.address, settings.host),
        csp_of=lambda path: in_insights if path.startswith("/insights") else PAGES_CSP,
        is_tls=web.is_tls,
        observe=web.meter.note,
    )


def _look_up(web: Web, token: str) -> Viewer | None:
    with web.unit() as unit:
        return people.viewer_of(unit, token)


class _Static(StaticFiles):
    """Our own files; their address changes with their content, so browsers may keep them."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers["cache-control"] = "public, max-age=31536000, immutable"
        return response
