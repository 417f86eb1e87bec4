"""Stage one: the core's tables land in the build file. Add what comes from another source here."""

from collections.abc import Iterator

import dagster as dg

from orchestration import steps
from orchestration.names import LANDING_GROUP, REFRESH, landing_key
from orchestration.session import POOL, RESOURCE

GROUP = "landing"


def build_ingest() -> list[dg.AssetsDefinition]:
    """One extraction lands all tables, in one snapshot: they are one operation."""
    tables = [table.name for table in steps.core_tables()]
    kinds = {"postgres", "duckdb"}
    specs = [dg.AssetSpec(landing_key(name), group_name=LANDING_GROUP, kinds=kinds, skippable=True) for name in tables]

    @dg.multi_asset(
        name="land_core",
        specs=[*specs, dg.AssetSpec(REFRESH, group_name=LANDING_GROUP, kinds={"duckdb"}, skippable=True)],
        can_subset=True,
        required_resource_keys={RESOURCE},
        pool=POOL,
    )
    def land_core(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult[None]]:
        session = context.resources.session
        with session.step("land_core"):
            done = session.extracted or steps.land(session)
        asked = {key.to_user_string() for key in context.selected_asset_keys}
        for name in (name for name in tables if landing_key(name) in asked):
            counts = {"rows_read": done.rows[name], "dagster/row_count": done.core_counts[name]}
            yield dg.MaterializeResult(asset_key=landing_key(name), metadata=counts)
        yield dg.MaterializeResult(asset_key=REFRESH, metadata={"version": session.version, "is_full": done.full})

    return [land_core]
