"""Stage three: the marts that passed become the version that is read."""

from collections.abc import Sequence

import dagster as dg

from orchestration import steps
from orchestration.names import PUBLISHED
from orchestration.session import POOL, RESOURCE


def build_publish(marts: Sequence[str]) -> dg.AssetsDefinition:
    """The published warehouse, which waits for the checks of all `marts`."""

    @dg.asset(
        name=PUBLISHED,
        deps=list(marts),
        group_name="publication",
        kinds={"duckdb"},
        required_resource_keys={RESOURCE},
        pool=POOL,
    )
    def published_warehouse(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
        session = context.resources.session
        with session.step(PUBLISHED):
            done = steps.publish_marts(session)
        return dg.MaterializeResult(
            metadata={
                "version": done.manifest.version,
                "is_current": done.is_current,
                "core_rows": done.manifest.core_rows,
                "warehouse_rows": done.manifest.warehouse_rows,
            }
        )

    return published_warehouse
