"""dbt in process: one parse of the project, then builds against a build file.

What calls dbt belongs here; what a refresh does before and after does not. State (manifest, logs,
the profile with the file's path) lies in a folder that the caller names, never in the project.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from threading import Lock
from typing import Any, Literal

import yaml
from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner, dbtRunnerResult
from dbt.contracts.graph.manifest import Manifest

from app.kit.errors import HuiyinError
from transforms.compiled import CompiledNode, below, compiled_nodes
from transforms.compiled import rebuild as rebuild_compiled
from transforms.results import DbtBuildResult, DbtNodeResult, without_values

PROJECT_DIR = Path(__file__).parent / "dbt"
THREADS = 2

Command = Literal["build", "run", "test"]

_lock = Lock()  # dbt keeps its flags and its adapter in globals: one invocation at a time
_manifests: dict[tuple[Path, str, int], Manifest] = {}
_compiled: dict[Path, dict[str, CompiledNode]] = {}  # build file → what the last whole build ran


class DbtFailedError(HuiyinError):
    """dbt could not run at all (not: a node failed). Carries no value of any row."""

    code = "dbt_failed"


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
    results = getattr(result.result, "results", [])
    if command == "build" and select is None and exclude is None and not empty:
        _compiled[build_file] = compiled_nodes(results)
    return DbtBuildResult([_node_result(each) for each in results])


def rebuild(build_file: Path, sources: Collection[str]) -> DbtBuildResult:
    """Builds and tests what stands below the named sources, by the statements of this process's last
    whole build, without dbt. All or nothing: what fails leaves the file as it was.

    Raises `DbtFailedError` where this process has built nothing whole.
    """
    if build_file not in _compiled:
        raise DbtFailedError("Nothing was compiled for this build file.", mend="Run `huiyin refresh`.")
    return rebuild_compiled(build_file, below(_compiled[build_file], sources))


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
        "dbt could not run: {kind}{words}.", kind=kind, words=f" ({without_values(str(result.exception))})"
    )


def _node_result(result: Any) -> DbtNodeResult:
    return DbtNodeResult(
        unique_id=result.node.unique_id,
        resource_type=str(result.node.resource_type),
        status=str(result.status),
        failures=result.failures,
        execution_time=result.execution_time,
        message=without_values(result.message or ""),
    )
