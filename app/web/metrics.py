"""`/metrics`: how the web application does, for Prometheus. Closed to strangers: for administrators, and for
a collector that knows the token in `keys/metrics.token`.
"""

import hmac
from typing import Any

from starlette.responses import Response

from app.kit.errors import Forbidden, NotLoggedIn
from app.kit.keys import read_secret
from app.outbox import service as outbox
from app.people.models import Role
from app.people.schemas import Viewer
from app.web.api.call import ApiCall, Call
from app.web.api.route import ApiRouter
from app.web.meter import gauges
from app.web.policies import PUBLIC

router = ApiRouter("operations", prefix="")
MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@router.get("/metrics", PUBLIC, "How the web application does (Prometheus text); for administrators and the collector")
def read_metrics(call: Call) -> Response:
    _require_known(call)
    lines = [*call.web.meter.of_all().lines(), *gauges(_standing(call))]
    return Response("\n".join(lines) + "\n", media_type=MEDIA_TYPE)


def _require_known(call: ApiCall) -> None:
    """Raises `NotLoggedIn` or `Forbidden`."""
    path = call.web.installation.settings.keys_dir / "metrics.token"
    sent = call.request.state.token or ""
    if path.exists() and hmac.compare_digest(sent.encode(), read_secret(path).encode()):
        return
    if call.viewer is None:
        raise NotLoggedIn
    if not isinstance(call.viewer, Viewer) or not call.viewer.has(Role.ADMINISTRATOR):
        raise Forbidden


def _standing(call: ApiCall) -> dict[str, tuple[str, float]]:
    stands = outbox.standing(call.unit)
    oldest = (call.unit.now - stands.oldest_due_at).total_seconds() if stands.oldest_due_at else 0.0
    pool: Any = call.web.installation.web.engine.pool
    open_ = pool.checkedin() + pool.checkedout()
    return {
        "huiyin_outbox_pending": ("Messages of the outbox that wait or are being handed over.", stands.pending_count),
        "huiyin_outbox_unknown": ("Messages of which nobody knows whether they went out.", stands.unknown_count),
        "huiyin_outbox_dead": ("Messages that could not be handed over.", stands.dead_count),
        "huiyin_outbox_oldest_seconds": ("How long the oldest message that is due has waited.", oldest),
        "huiyin_database_connections_open": ("Connections to the database, of this process.", open_),
        "huiyin_database_connections_busy": ("Those in use, of this process.", pool.checkedout()),
    }
