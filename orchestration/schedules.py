"""When the refresh runs by itself: a schedule, as the safety net beneath the live loop."""

from datetime import timedelta

import dagster as dg

from app.kit.installation import Installation
from app.kit.settings import Settings
from orchestration.live import is_well
from warehouse.read import current

NAME = "refresh_schedule"


def cron(minutes: int) -> str:
    """Every so many minutes; from an hour on, every so many whole hours."""
    return f"*/{max(minutes, 1)} * * * *" if minutes < 60 else f"0 */{min(minutes // 60, 23)} * * *"


def build_schedule(job: "dg.UnresolvedAssetJobDefinition", installation: Installation | None) -> dg.ScheduleDefinition:
    """The schedule. It leaves the work to the live loop while that is well (a run of Dagster's own
    process reads everything, and the loop would wait for it), and skips what is fresh.
    """
    minutes = (
        installation.settings.refresh_minutes if installation else Settings.model_fields["refresh_minutes"].default
    )

    def due(context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        if installation and is_well(installation.settings.root, context.scheduled_execution_time):
            return dg.SkipReason("The live loop refreshes.")
        served = current(installation.settings.warehouse_dir) if installation else None
        if served and context.scheduled_execution_time - served.published_at < timedelta(minutes=minutes / 2):
            return dg.SkipReason("The warehouse is fresh.")
        return dg.RunRequest()

    return dg.ScheduleDefinition(
        name=NAME,
        job=job,
        cron_schedule=cron(minutes),
        execution_fn=due,
        default_status=dg.DefaultScheduleStatus.RUNNING,
    )
