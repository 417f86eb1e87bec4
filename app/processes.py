"""What the long-running commands run, put together: a composition root beside app.composition.

Belongs here: which processes an installation has, their ports and when each is ready. How
processes are kept is in app.supervisor.
"""

import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Sequence

from app import terminal
from app.composition import act_after_refresh, webhook_sender
from app.composition_evidence import head_keeper
from app.evidence.sealing import Sealer
from app.kit.installation import Installation
from app.kit.settings import Settings
from app.supervisor import Port, ProcessSpec, stop_on_signals, supervise
from app.webhooks.loop import delivering

UNHURRIED = ("nice", "-n", "10")  # the safety net yields to pages and to the live loop, also while all start


def run_live_loop(installation: Installation) -> None:
    """`huiyin live`: until told to stop. Webhooks have threads of their own, so that no receiver
    slows a refresh.
    """
    from orchestration.live import run_live

    stop = threading.Event()
    sender = webhook_sender(installation.settings)
    with stop_on_signals(stop), delivering(installation.web, sender, stop):
        run_live(installation, stop, act=act_after_refresh)


def run_sealer(installation: Installation) -> None:
    """`huiyin evidence seal --follow`: until told to stop."""
    stop = threading.Event()
    keeper = head_keeper(installation)
    with stop_on_signals(stop):
        Sealer(installation.sealer).follow(stop, after=keeper.look)


def run_pipelines(installation: Installation) -> None:
    """`huiyin pipelines`: Dagster's pages and daemon, until told to stop."""
    stop = threading.Event()
    with stop_on_signals(stop):
        supervise(
            pipeline_processes(installation),
            log_dir=installation.settings.log_dir,
            on_ready=lambda: terminal.step(f"Dagster is at {pipelines_address(installation.settings)}"),
            stop_event=stop,
            say=terminal.step,
        )


def pipelines_address(settings: Settings) -> str:
    return f"http://127.0.0.1:{settings.pipelines_port}"


def pipeline_processes(installation: Installation) -> list[ProcessSpec]:
    """Dagster's pages and daemon; both stand on loopback alone."""
    from orchestration.services import pipeline_services

    port = Port("127.0.0.1", installation.settings.pipelines_port, "HUIYIN_PIPELINES_PORT")
    info = f"{pipelines_address(installation.settings)}/server_info"
    environment = installation.settings.child_environment()
    pages, daemon = pipeline_services(installation)
    return [
        ProcessSpec(pages.name, pages.argv, ready=lambda: answers(info), env=environment | pages.env, ports=(port,)),
        ProcessSpec(daemon.name, [*UNHURRIED, *daemon.argv], ready=lambda: True, env=environment | daemon.env),
    ]


def product_processes(settings: Settings) -> list[ProcessSpec]:
    """The web application, the live loop and the sealer, as processes of their own."""
    web = Port(settings.host, settings.port, "HUIYIN_PORT")
    begun = time.time()  # a heartbeat of an earlier run is none
    environment = settings.child_environment()
    return [
        ProcessSpec(
            "web", command("serve"), ready=lambda: answers(f"{settings.address}/readyz"), env=environment, ports=(web,)
        ),
        ProcessSpec("live", command("live"), ready=lambda: is_followed(settings, begun), env=environment),
        ProcessSpec("sealer", command("evidence", "seal", "--follow"), ready=lambda: True, env=environment),
    ]


def is_followed(settings: Settings, begun: float) -> bool:
    """Whether the live loop has been heard of since `begun` (seconds of the epoch), and a warehouse is served."""
    from warehouse.read import current_version

    path = settings.root / "live.json"
    is_alive = path.exists() and path.stat().st_mtime >= begun
    return is_alive and current_version(settings.warehouse_dir) is not None


def command(*words: str) -> Sequence[str]:
    """`huiyin …` in the Python that runs this."""
    return [sys.executable, "-m", "app.cli", *words]


def answers(address: str) -> bool:
    """Whether the address answers 200 within a second."""
    try:
        with urllib.request.urlopen(address, timeout=1) as response:  # noqa: S310 - our own address
            return int(response.status) == 200
    except (urllib.error.URLError, OSError):
        return False
