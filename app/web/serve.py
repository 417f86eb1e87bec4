"""Runs the web application under uvicorn. Nothing else belongs here."""

import errno
import socket
from contextlib import closing

from app.kit.errors import Unavailable
from app.kit.installation import Installation
from app.kit.ports import SimilarTexts


class PortInUse(Unavailable):
    code = "port_in_use"
    message = "Port {port} of {host} is in use by another program."
    mend = "Stop it, or choose another one with HUIYIN_PORT."


class CanNotListen(Unavailable):
    code = "can_not_listen"
    message = "This machine does not let us listen on {host}:{port} ({reason})."
    mend = "Check HUIYIN_HOST and HUIYIN_PORT."


def run(installation: Installation, host: str, port: int, *, similar: SimilarTexts) -> None:
    """Serves until told to stop (SIGINT, SIGTERM). Raises `PortInUse` before anything is built."""
    import uvicorn

    from app.web.main import create_app

    with closing(listen(host, port)) as listener:
        config = uvicorn.Config(
            create_app(installation, similar=similar),
            lifespan="on",
            access_log=False,  # addresses of pages are ids, but who looked at what is the audit's
            log_level="warning",
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=5,
            ws="websockets-sansio",
        )
        uvicorn.Server(config).run(sockets=[listener])


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
