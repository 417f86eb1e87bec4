"""Runs the web application under uvicorn. Nothing else belongs here."""

import errno
import gc
import socket
import sys
from contextlib import closing
from functools import partial
from shutil import rmtree
from typing import Any

from starlette.types import ASGIApp

from app.kit.errors import Unavailable
from app.kit.installation import Installation
from app.kit.log import configure_logging, get_logger
from app.kit.ports import SimilarTexts
from app.kit.settings import Settings

OPTIONS: dict[str, Any] = {
    "lifespan": "on",
    "access_log": False,  # addresses of pages are ids, but who looked at what is the audit's
    "log_level": "warning",
    "proxy_headers": False,
    "server_header": False,
    "timeout_graceful_shutdown": 5,
    "ws": "websockets-sansio",
}


class PortInUse(Unavailable):
    code = "port_in_use"
    message = "Port {port} of {host} is in use by another program."
    mend = "Stop it, or choose another one with HUIYIN_PORT."


class CanNotListen(Unavailable):
    code = "can_not_listen"
    message = "This machine does not let us listen on {host}:{port} ({reason})."
    mend = "Check HUIYIN_HOST and HUIYIN_PORT."


class ProcessesDidNotStart(Unavailable):
    code = "web_did_not_start"
    message = "The processes of the web application did not start."
    mend = "What they wrote before this says why."


def run(installation: Installation, host: str, port: int, *, similar: SimilarTexts) -> None:
    """Serves until told to stop (SIGINT, SIGTERM), from this process or from several that it keeps.

    Raises `PortInUse` before anything is built, `ProcessesDidNotStart`.
    """
    with closing(listen(host, port)) as listener:
        if installation.settings.web_processes > 1:
            _run_several(installation.settings, listener, similar)
        else:
            _run_one(installation, listener, similar)


def _run_one(installation: Installation, listener: socket.socket, similar: SimilarTexts) -> None:
    import uvicorn

    from app.web.main import create_app

    app = create_app(installation, similar=similar)
    _spare_what_stays()
    uvicorn.Server(uvicorn.Config(app, **OPTIONS)).run(sockets=[listener])


def _run_several(settings: Settings, listener: socket.socket, similar: SimilarTexts) -> None:
    """All take their connections from one listener; who dies is replaced."""
    import uvicorn
    from uvicorn.config import STARTUP_FAILURE
    from uvicorn.supervisors import Multiprocess

    rmtree(settings.meters_dir, ignore_errors=True)
    settings.meters_dir.mkdir()
    application = partial(_application, settings, similar)
    kept = Multiprocess(
        uvicorn.Config(application, factory=True, workers=settings.web_processes, **OPTIONS), [listener]
    )
    kept.run()
    if any(process.exitcode == STARTUP_FAILURE for process in kept.processes):
        raise ProcessesDidNotStart


def _application(settings: Settings, similar: SimilarTexts) -> ASGIApp:
    """One of several processes. What stops its start would stop it again: it ends so that no other is started."""
    import uvicorn
    from uvicorn.config import STARTUP_FAILURE

    from app.web.main import create_app

    configure_logging(settings.log_level)
    try:
        installation = Installation(settings)
        installation.join_database()
        app = create_app(installation, similar=similar)
        _spare_what_stays()
        uvicorn.Config(app, **OPTIONS).configure_logging()  # again: Streamlit has set its own, with every address
    except Exception as error:
        get_logger(__name__).exception("web process did not start", kind=type(error).__name__)
        sys.exit(STARTUP_FAILURE)
    return app


def _spare_what_stays() -> None:
    """Takes what lives as long as the process out of the garbage collector's sight: to walk through all of it
    stopped every request for about 0.2 s, again and again.
    """
    gc.collect()
    gc.freeze()


def listen(host: str, port: int) -> socket.socket:
    """A bound socket; port 0 takes a free one."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(128)  # binding alone does not fail when another listens
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise PortInUse(host=host, port=port) from error
        raise CanNotListen(host=host, port=port, reason=error.strerror or type(error).__name__) from error
    return listener
