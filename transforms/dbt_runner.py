"""dbt in process: one parse of the project, then builds against a build file.

What calls dbt belongs here; what a refresh does before and after does not. State (manifest, logs,
the profile with the file's path) lies in a folder that the caller names, never in the project.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any, Literal

import yaml
from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner, dbtRunnerResult
from dbt.contracts.graph.manifest import Manifest

from app.kit.errors import HuiyinError

PROJECT_DIR = Path(__file__).parent / "dbt"
THREADS = 2

Command = Literal["build", "run", "test"]

_lock = Lock()  # dbt keeps its flags and its adapter in globals: one invocation at a time
_manifests: dict[tuple[Path, str, int], Manifest] = {}


class DbtFailedError(HuiyinError):
    """dbt could not run at all (not: a node failed). Carries no value of any row."""

    code = "dbt_failed"


@dataclass(frozen=True)
class DbtNodeResult:
    """What became of one node. `failures` counts failing rows of a test; `message` is dbt's first
    line with all literals taken out, since an engine's error may quote a value.
    """

    unique_id: str
    resource_type: str
    status: str
    failures: int | None
    execution_time: float
    message: str


@dataclass(frozen=True)
class DbtBuildResult:
    """All nodes of one invocation, in the order in which they ended."""

    nodes: list[DbtNodeResult]

    @property
    def failed(self) -> list[DbtNodeResult]:
        """Nodes that broke, failed their test or were skipped because of one."""
        return [node for node in self.nodes if node.status in {"error", "fail", "skipped", "runtime error"}]

    @property
    def succeeded(self) -> bool:
        """Whether nothing failed."""
        return not self.failed


def manifest(
    build_file: Path,
    state_dir: Path,
    *,
    project_dir: Path = PROJECT_DIR,
    write_json: bool = False,
) -> Manifest:
    """The parsed project, from memory after the first call of a process.

    With `write_json` the parse also leaves `target/manifest.json` in `state_dir` (for Dagster).
    Relation names hold the database, which DuckDB names after the file: one manifest per file stem.
    """
    key = (project_dir.resolve(), build_file.stem, _newest_change(project_dir))
    with _lock:
        if key not in _manifests or write_json:
            _write_profile(build_file, state_dir)
            arguments = ["parse", "--write-json" if write_json else "--no-write-json"]
            result = _invoke(dbtRunner(), arguments, state_dir, project_dir)
            if not isinstance(result.result, Manifest):
                raise _failure(result)
            _manifests[key] = result.result
        return _manifests[key]


def build(
    project_dir: Path,
    build_file: Path,
    select: str | None = None,
    *,
    state_dir: Path,
    exclude: str | None = None,
    command: Command = "build",
    exclude_resource_types: Sequence[str] = ("unit_test",),
    empty: bool = False,
) -> DbtBuildResult:
    """Build (or `run`, `test`) the selected nodes in `build_file`; all nodes without `select`.

    Nodes that fail are in the result. Raises `DbtFailedError` when dbt itself can't run, or when a
    `.wal` stays beside the file, since a copy of the file would then be stale without a word.
    Unit tests prove rules on rows of their own, so they are left to the test suite by default.
    """
    parsed = manifest(build_file, state_dir, project_dir=project_dir)
    arguments = [command, *_selection(select, exclude), *(["--empty"] if empty and command != "test" else [])]
    if command != "run":
        arguments += [word for kind in exclude_resource_types for word in ("--exclude-resource-type", kind)]
    with _lock:
        _write_profile(build_file, state_dir)
        result = _invoke(dbtRunner(manifest=parsed), [*arguments, "--no-write-json"], state_dir, project_dir)
    if result.exception is not None:
        raise _failure(result)
    if build_file.with_name(f"{build_file.name}.wal").exists():
        raise DbtFailedError("The build file was not closed: a .wal lies beside it.", mend="Run the refresh again.")
    return DbtBuildResult([_node_result(each) for each in getattr(result.result, "results", [])])


def metric_contracts(project_dir: Path = PROJECT_DIR) -> list[dict[str, Any]]:
    """The rows of `metrics.yml`: one written contract per metric."""
    contracts: list[dict[str, Any]] = yaml.safe_load((project_dir / "metrics.yml").read_text("utf-8"))["metrics"]
    return contracts


def _newest_change(project_dir: Path) -> int:
    return max(path.stat().st_mtime_ns for path in project_dir.rglob("*") if path.suffix in {".sql", ".yml"})


def _selection(select: str | None, exclude: str | None) -> list[str]:
    return [*(["--select", *select.split()] if select else []), *(["--exclude", *exclude.split()] if exclude else [])]


def _write_profile(build_file: Path, state_dir: Path) -> None:
    output = {
        "type": "duckdb",
        "path": str(build_file.resolve()),
        "schema": "main",
        "threads": THREADS,
        "keep_open": True,  # reopening the file for each node takes half of a build's time; _close() ends it
    }
    state_dir.mkdir(parents=True, exist_ok=True)
    profile: Mapping[str, Any] = {"huiyin": {"target": "build", "outputs": {"build": output}}}
    (state_dir / "profiles.yml").write_text(yaml.safe_dump(profile), encoding="utf-8")


def _invoke(runner: dbtRunner, arguments: list[str], state_dir: Path, project_dir: Path) -> dbtRunnerResult:
    # No log: an engine's error text may quote a value, and a log file would keep it.
    fixed = [
        "--quiet",
        "--log-level=none",
        "--log-level-file=none",
        "--no-send-anonymous-usage-stats",
        f"--project-dir={project_dir}",
        f"--profiles-dir={state_dir}",
        f"--target-path={state_dir / 'target'}",
        f"--log-path={state_dir / 'logs'}",
        f"--vars={json.dumps({'metrics': metric_contracts(project_dir)})}",
    ]
    try:
        return runner.invoke([*arguments, *fixed])
    finally:
        _close()


def _close() -> None:
    """Close the build file, so that DuckDB folds its write-ahead log in and others can open it."""
    if DuckDBConnectionManager._ENV is not None:  # noqa: SLF001 - env() raises when nothing was opened
        DuckDBConnectionManager.env().close()
        DuckDBConnectionManager.close_all_connections()


def _failure(result: dbtRunnerResult) -> DbtFailedError:
    kind = type(result.exception).__name__ if result.exception is not None else "no result"
    return DbtFailedError(
        "dbt could not run: {kind}{words}.", kind=kind, words=f" ({_without_values(str(result.exception))})"
    )


def _node_result(result: Any) -> DbtNodeResult:
    return DbtNodeResult(
        unique_id=result.node.unique_id,
        resource_type=str(result.node.resource_type),
        status=str(result.status),
        failures=result.failures,
        execution_time=result.execution_time,
        message=_without_values(result.message or ""),
    )


# Errors of these kinds speak of the model's own words; others may quote what a row holds.
_SAFE_KINDS = (
    "Binder Error",
    "Catalog Error",
    "Parser Error",
    "Parsing Error",
    "Compilation Error",
    "Dependency Error",
    "IO Error",
)


def _without_values(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if "actual differs from expected" in text or not any("Error" in line for line in lines):
        return "\n".join(lines)
    if any(kind in text for kind in _SAFE_KINDS):
        return " ".join(lines[:6])
    return next(line for line in lines if "Error" in line).split(":")[0]
