"""Stage two, before dbt: the grouping of candidates' questions."""

import dagster as dg

from orchestration import steps
from orchestration.names import LANDING_GROUP, REFRESH, TOPICS, landing_key
from orchestration.session import POOL, RESOURCE


def build_topics() -> dg.AssetsDefinition:
    """Topic and canonical question of each question. It waits for the whole landing."""

    @dg.asset(
        name=TOPICS,
        deps=[landing_key("questions"), REFRESH],
        group_name=LANDING_GROUP,
        kinds={"python", "duckdb"},
        required_resource_keys={RESOURCE},
        pool=POOL,
    )
    def question_groups(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
        session = context.resources.session
        with session.step(TOPICS):
            count = steps.group_topics(session)
        return dg.MaterializeResult(metadata={"grouped_count": count})

    return question_groups
