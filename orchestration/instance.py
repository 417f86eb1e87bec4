"""Dagster's instance of an installation: its configuration files and its storage in our PostgreSQL.

The password stands in a file that libpq reads by itself, so that no address, no page of Dagster
and no process list shows it.
"""

from pathlib import Path
from typing import Any

import yaml
from dagster import DagsterInstance
from sqlalchemy.engine import URL, make_url

from app.kit.installation import Installation
from app.kit.roles import PIPELINE, PIPELINE_SCHEMA

# Dagster's bookkeeping may lose its last moments in a power cut; our data is elsewhere.
OPTIONS = f"-csearch_path={PIPELINE_SCHEMA} -csynchronous_commit=off"
STATEMENT_TIMEOUT_MS = 30_000

_instances: dict[Path, DagsterInstance] = {}


def open_instance(installation: Installation) -> DagsterInstance:
    """The instance, one per process and home, its files written anew. Connects to the database."""
    home = write_instance_files(installation)
    if home not in _instances:
        instance = DagsterInstance.from_config(str(home))
        # By default it opens a connection for every event; a refresh has hundreds.
        instance.optimize_for_webserver(STATEMENT_TIMEOUT_MS, pool_recycle=3600, max_overflow=4)
        _instances[home] = instance
    return _instances[home]


def close_instance(installation: Installation) -> None:
    """Lets go of its connections (the server went away, or the process ends)."""
    instance = _instances.pop(installation.settings.dagster_dir, None)
    if instance is not None:
        instance.dispose()


def write_instance_files(installation: Installation) -> Path:
    """Writes `dagster.yaml`, the password file and the workspace; answers Dagster's home."""
    home = installation.settings.dagster_dir
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    address = make_url(installation.role_url(PIPELINE))
    password_file = home / "pgpass"
    _write_private(password_file, f"*:*:*:{PIPELINE}:{_escaped(str(address.password))}\n")
    _write_private(home / "dagster.yaml", yaml.safe_dump(_configuration(_storage_url(address, password_file), home)))
    module = {"module_name": "orchestration.code_location", "location_name": "huiyin"}
    _write_private(home / "workspace.yaml", yaml.safe_dump({"load_from": [{"python_module": module}]}))
    return home


def _configuration(storage_url: str, home: Path) -> dict[str, Any]:
    return {
        "storage": {"postgres": {"postgres_url": storage_url}},
        "telemetry": {"enabled": False},
        "nux": {"enabled": False},
        "run_monitoring": {"enabled": True, "max_runtime_seconds": 3600},
        "concurrency": {"pools": {"default_limit": 1, "granularity": "run"}, "runs": {"max_concurrent_runs": 2}},
        # What a step prints is nobody's business: an engine's line may quote a value.
        "compute_logs": {
            "module": "dagster._core.storage.noop_compute_log_manager",
            "class": "NoOpComputeLogManager",
        },
        "local_artifact_storage": {
            "module": "dagster._core.storage.root",
            "class": "LocalArtifactStorage",
            "config": {"base_dir": str(home)},
        },
        "retention": {"schedule": {"purge_after_days": 30}, "sensor": {"purge_after_days": 30}},
    }


def _storage_url(address: URL, password_file: Path) -> str:
    query = {**address.query, "options": OPTIONS, "passfile": str(password_file)}
    # psycopg 2, which dagster-postgres is written for; without a driver SQLAlchemy takes psycopg 3.
    url = URL.create("postgresql+psycopg2", address.username, None, address.host, address.port, address.database, query)
    return url.render_as_string(hide_password=False)


def _escaped(password: str) -> str:
    return password.replace("\\", "\\\\").replace(":", "\\:")


def _write_private(path: Path, text: str) -> None:
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return
    partial = path.with_suffix(".partial")
    partial.touch(mode=0o600)
    partial.write_text(text, encoding="utf-8")
    partial.replace(path)
