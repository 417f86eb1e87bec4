"""Is it alive, is it ready: for supervisors and load balancers. Says nothing about the data."""

from fastapi import APIRouter
from starlette.responses import JSONResponse, Response

from app.kit.errors import HuiyinError
from app.web.context import CurrentWeb, Web
from app.web.policies import PUBLIC, allow
from warehouse.read import current_version

router = APIRouter()


@router.get("/healthz")
@allow(PUBLIC)
def alive() -> Response:
    return JSONResponse({"status": "ok"})


@router.get("/readyz")
@allow(PUBLIC)
def ready(web: CurrentWeb) -> Response:
    checks = {"database": _database(web), "warehouse": _warehouse(web)}
    return JSONResponse({"checks": checks}, status_code=200 if set(checks.values()) == {"ok"} else 503)


def _database(web: Web) -> str:
    try:
        with web.unit() as unit:
            unit.session.connection()  # the pool asks the server before it hands one out
    except HuiyinError as error:
        return error.code
    return "ok"


def _warehouse(web: Web) -> str:
    try:
        version = current_version(web.installation.settings.warehouse_dir)
    except HuiyinError as error:
        return error.code
    return "ok" if version else "not_published"
