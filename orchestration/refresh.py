"""The one refresh: lease, Dagster run in this process, result. Command line, live loop and demo call
`refresh`; the schedule runs the same job in a process of Dagster's, which takes the same lease.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from app.kit.clock import utc_now
from app.kit.errors import DatabaseUnavailable, HuiyinError
from app.kit.installation import Installation
from app.kit.log import get_logger
from orchestration.session import Act, RefreshSession, StepFailed, open_session
from warehouse.attempts import Attempt, write_attempt
from warehouse.lease import refresh_lease
from warehouse.paths import build_file

IN_PROCESS = {"huiyin/in_process": "true"}  # runs that hold the lease from outside, by this function
log = get_logger(__name__)
_jobs: dict[Path, tuple[Any, Mapping[str, Any]]] = {}

_running: dict[Path, RefreshSession] = {}  # the session of the lease's holder, by home


@dataclass(frozen=True)
class RefreshResult:
    """What one refresh did. `rows_read` is per core table; `acted` is what followed, as counts."""

    version: str
    rows_read: Mapping[str, int]
    checks_passed: int
    checks_failed: int
    seconds: float
    is_current: bool
    warnings: list[str] = field(default_factory=list)
    acted: Mapping[str, int] = field(default_factory=dict)


class RefreshFailed(HuiyinError):
    """A check refused, or a step broke; the version before still serves. `cause_code` and `checks`
    say why, for logs and for the banner.
    """

    code = "refresh_failed"
    message = "Nothing was published: {reason}"
    mend = "The version before still serves. {advice}"

    def __init__(self, cause_code: str, reason: str, checks: list[str], advice: str = "") -> None:
        self.cause_code = cause_code
        self.checks = checks
        super().__init__(reason=reason, advice=advice)


def refresh(
    installation: Installation,
    *,
    full: bool = False,
    as_of: datetime | None = None,
    publish: bool | None = None,
    act: Act | None = None,
    now: Callable[[], datetime] = utc_now,
    lease_seconds: float = 60.0,
) -> RefreshResult:
    """Extracts, checks, transforms, checks, publishes and acts, as one run that Dagster shows.

    `full` reads the core whole; `as_of` judges another moment: published beside CURRENT, followed by
    nothing, unless `publish`. Raises `RefreshBusy` when the lease is not free within `lease_seconds`,
    `RefreshFailed`, `DatabaseUnavailable` and others of `HuiyinError`. Whatever it raises, the version
    before still serves, and the next refresh takes up what this one left.
    """
    begun = time.monotonic()
    with refresh_lease(installation.settings.warehouse_dir, timeout_seconds=lease_seconds):
        session = open_session(installation, now(), full=full, as_of=as_of, publish=publish, act=act)
        with _noted(session):
            _run(session)
    return _result(session, time.monotonic() - begun)


def warm_up(installation: Installation) -> None:
    """Loads what a refresh needs (dbt's project, Dagster's definitions), so that the first is quick."""
    _job(installation)


def _run(session: RefreshSession) -> None:
    from orchestration.instance import open_instance
    from orchestration.jobs import QUIET

    job, parsed = _job(session.installation)
    selection = _land_first(session, parsed)
    if selection is not None:
        _go_ahead(session)
    instance = open_instance(session.installation)
    _bury_interrupted(instance)
    _running[session.installation.settings.root] = session
    outcome = job.execute_in_process(
        asset_selection=selection,
        run_config=QUIET,
        instance=instance,
        tags={**IN_PROCESS, "huiyin/version": session.version},
        raise_on_error=False,
    )
    failed = [check.key for check in session.failed_checks]
    if failed:
        raise RefreshFailed("checks_failed", f"{len(failed)} checks failed: {', '.join(failed)}.", failed)
    if session.failure is not None:
        raise RefreshFailed(session.failure.code, session.failure.text, [], session.failure.advice)
    if not outcome.success or session.published is None:
        unknown = StepFailed(step="run", kind="Dagster", where=outcome.run_id)
        raise RefreshFailed(unknown.code, unknown.text, [], unknown.advice)


def _land_first(session: RefreshSession, parsed: Mapping[str, Any]) -> Any:
    """Extracts before the run is made, so that it tells of what changed only. Answers the assets to
    report, None for all. What breaks here breaks again inside the run, where Dagster shows it.
    """
    from dagster import AssetKey

    from orchestration import steps
    from orchestration.selection import reported_assets

    try:
        steps.land(session)
    except DatabaseUnavailable:  # Dagster's storage is in the same database
        raise
    except Exception:
        log.info("refresh.extraction_failed", version=session.version)
        return None
    if session.changed is None:
        return None
    marts = [node["name"] for node in parsed["nodes"].values() if node["schema"] == "marts"]
    return [AssetKey(name) for name in sorted(reported_assets(parsed["child_map"], session.changed, marts))]


def _go_ahead(session: RefreshSession) -> None:
    """Does the steps of an incremental refresh before Dagster is told of them: its own cost, seconds
    for a run, then delays nobody who waits for a number. The run reports what each step answered.
    What refuses or breaks here stops here, and does so again inside the run, where Dagster shows it.
    """
    from orchestration import steps

    plain = (steps.guard_landing, steps.group_topics, steps.transform, steps.guard_publication, steps.publish_marts)
    try:
        for step in plain:
            step(session)
    except Exception as error:
        log.info("refresh.stopped", version=session.version, kind=type(error).__name__)


def _bury_interrupted(instance: Any) -> None:
    """Marks runs of this kind that never ended: we hold the lease, so their process is gone."""
    from dagster import DagsterRunStatus, RunsFilter

    open_states = [DagsterRunStatus.STARTED, DagsterRunStatus.STARTING, DagsterRunStatus.NOT_STARTED]
    for run in instance.get_runs(RunsFilter(tags=IN_PROCESS, statuses=open_states)):
        instance.report_run_failed(run, "The process ended before the refresh did.")


def _job(installation: Installation) -> tuple[Any, Mapping[str, Any]]:
    """Dagster's job and dbt's manifest, made once per process."""
    home = installation.settings.root
    if home not in _jobs:
        from dagster import ResourceDefinition

        from orchestration.definitions import build_defs
        from orchestration.jobs import REFRESH_JOB
        from orchestration.transform import read_manifest

        settings = installation.settings
        parsed = read_manifest(build_file(settings.warehouse_dir), settings.dbt_state_dir)
        # A job of chosen assets takes no resource at its start, so the resource looks the session up.
        session = ResourceDefinition(lambda _context: _running[home])
        definitions = build_defs(installation=installation, manifest=parsed, session=session)
        _jobs[home] = (definitions.resolve_job_def(REFRESH_JOB), parsed)
    return _jobs[home]


@contextmanager
def _noted(session: RefreshSession) -> Iterator[None]:
    """Leaves beside the warehouse how the last refresh ended, for banners and the doctor."""
    code, checks = "", list[str]()
    try:
        yield
    except RefreshFailed as error:
        code, checks = error.cause_code, error.checks
        raise
    except HuiyinError as error:
        code = error.code
        raise
    except Exception:
        code = StepFailed.code
        raise
    finally:
        attempt = Attempt(session.version, session.now, session.make_current, code or None, checks)
        write_attempt(session.directory, attempt)
        if code:
            log.warning("refresh.failed", version=session.version, code=code, checks=len(checks))


def _result(session: RefreshSession, seconds: float) -> RefreshResult:
    extracted = session.landed
    warnings = []
    if extracted.oldest_open_transaction_seconds is not None:
        held = int(extracted.oldest_open_transaction_seconds)
        warnings.append(f"A transaction has been open for {held} s; changes after it are read again until it ends.")
    if extracted.why_full and not session.full:
        warnings.append(f"Everything was read anew: {extracted.why_full}.")
    failed = len(session.failed_checks)
    return RefreshResult(
        version=session.version,
        rows_read=extracted.rows,
        checks_passed=len(session.checks) - failed,
        checks_failed=failed,
        seconds=round(seconds, 3),
        is_current=session.make_current,
        warnings=warnings,
        acted=session.acted,
    )
