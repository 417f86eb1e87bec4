"""Everything that Dagster knows, put together in one function.

Code location, tests and command line call the same `build_defs` and override what they must.
Importing does nothing, and building needs neither database nor environment.
"""

import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import dagster as dg

from app.kit.clock import utc_now
from app.kit.installation import Installation
from orchestration.act import build_act
from orchestration.ingest import build_ingest
from orchestration.jobs import build_refresh_job
from orchestration.publish import build_publish
from orchestration.quality import build_landing_checks, build_publication_checks
from orchestration.schedules import build_schedule
from orchestration.session import RESOURCE, Act, OutOfOrder, RefreshSession, open_session, withheld
from orchestration.topics import build_topics
from orchestration.transform import build_models, read_manifest
from warehouse.lease import refresh_lease
from warehouse.paths import build_file


def build_defs(
    *,
    installation: Installation | None = None,
    manifest: Mapping[str, Any] | None = None,
    session: dg.ResourceDefinition | None = None,
    act: Act | None = None,
) -> dg.Definitions:
    """The definitions. Without an installation they can be looked at but not run.

    `manifest` saves parsing dbt's project again; `session` replaces how a run gets its session;
    `act` is what a run started by Dagster does after publishing.
    """
    models = build_models(manifest or _parsed(installation))
    marts = sorted(spec.key.to_user_string() for spec in models.specs if spec.group_name == "marts")
    job = build_refresh_job()
    return dg.Definitions(
        assets=[*build_ingest(), build_topics(), models, build_publish(marts), build_act()],
        asset_checks=[build_landing_checks(), build_publication_checks()],
        jobs=[job],
        schedules=[build_schedule(job, installation)],
        # In memory: nothing is handed from asset to asset, and nothing is pickled to disk.
        resources={RESOURCE: session or build_session(installation, act), "io_manager": dg.mem_io_manager},
        executor=dg.in_process_executor,
    )


def build_session(installation: Installation | None, act: Act | None) -> dg.ResourceDefinition:
    """How a run that Dagster started gets its session: it takes the lease, and waits for it."""

    @dg.resource
    def session(_context: dg.InitResourceContext) -> Iterator[RefreshSession]:
        if installation is None:
            raise withheld(OutOfOrder("These definitions have no installation."))
        installation.join_database(start=False)
        with refresh_lease(installation.settings.warehouse_dir, timeout_seconds=600):
            yield open_session(installation, utc_now(), act=act)

    return session


def _parsed(installation: Installation | None) -> Mapping[str, Any]:
    if installation is not None:
        settings = installation.settings
        return read_manifest(build_file(settings.warehouse_dir), settings.dbt_state_dir)
    with tempfile.TemporaryDirectory() as folder:
        return read_manifest(build_file(Path(folder)), Path(folder))
