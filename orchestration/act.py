"""Stage four: what follows from the published warehouse. So far: nudges are queued and delivered.

What acts is handed in by the composition root; without it, or for a version of another moment,
nothing happens here.
"""

import dagster as dg

from orchestration import steps
from orchestration.names import NUDGES, PUBLISHED
from orchestration.session import POOL, RESOURCE


def build_act() -> dg.AssetsDefinition:
    """The nudges that went out because of a version."""

    @dg.asset(
        name=NUDGES,
        deps=[PUBLISHED],
        group_name="action",
        output_required=False,
        required_resource_keys={RESOURCE},
        pool=POOL,
    )
    def nudges_dispatched(context: dg.AssetExecutionContext):  # type: ignore[no-untyped-def]
        # Dagster would take a generator's return annotation for the asset's type.
        session = context.resources.session
        with session.step(NUDGES):
            has_acted = steps.act(session)
        if has_acted:
            yield dg.Output(None, metadata=dict(session.acted))

    return nudges_dispatched
