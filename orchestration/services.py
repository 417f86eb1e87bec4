"""The processes of Dagster's that `huiyin pipelines` keeps: command lines and environments only.

Starting, watching and stopping them is the supervisor's.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

from app.kit.installation import Installation
from orchestration.instance import write_instance_files

LOOPBACK = "127.0.0.1"  # the pages have no log-in of their own: never another address


@dataclass(frozen=True)
class ServiceSpec:
    """A process to start; `env` is added to the environment of who starts it."""

    name: str
    argv: list[str]
    env: dict[str, str]


def pipeline_services(installation: Installation) -> list[ServiceSpec]:
    """Dagster's pages and its daemon (schedule, queue, watching runs). Writes their files."""
    home = write_instance_files(installation)
    env = _environment(installation, home)
    workspace = ["-w", str(home / "workspace.yaml")]
    port = str(installation.settings.pipelines_port)
    return [
        ServiceSpec("dagster-pages", [_tool("dagster-webserver"), "-h", LOOPBACK, "-p", port, *workspace], env),
        ServiceSpec("dagster-daemon", [_tool("dagster-daemon"), "run", *workspace], env),
    ]


def _environment(installation: Installation, home: Path) -> dict[str, str]:
    settings = installation.settings
    given = {f"HUIYIN_{name.upper()}": getattr(settings, name) for name in settings.model_fields_set}
    wanted = given | {"HUIYIN_HOME": settings.root}
    return {
        "DAGSTER_HOME": str(home),
        "DAGSTER_DISABLE_TELEMETRY": "1",
        **{name: str(value) for name, value in wanted.items() if value is not None},
    }


def _tool(name: str) -> str:
    return str(Path(sys.executable).with_name(name))
