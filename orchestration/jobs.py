"""The jobs: so far one, the whole refresh."""

import dagster as dg

REFRESH_JOB = "refresh"
# Dagster's own lines about every event would fill the terminal; failures are told by our log.
QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


def build_refresh_job() -> "dg.UnresolvedAssetJobDefinition":
    """All assets and checks, in one process: they share the session and its lease."""
    return dg.define_asset_job(
        REFRESH_JOB,
        selection=dg.AssetSelection.all(),
        executor_def=dg.in_process_executor,
        description="Extract, check, transform, check, publish, act.",
    )
