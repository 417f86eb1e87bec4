"""Stage two: question groups, then dbt's models and tests, each model an asset named like its table."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, dbt_assets

from orchestration import steps
from orchestration.session import POOL, RESOURCE, RefreshSession, StepFailed, withheld
from transforms.dbt_runner import DbtBuildResult, DbtNodeResult, manifest

UNIQUE_ID = "dagster_dbt/unique_id"  # where dagster-dbt notes a node in its specs
TOPICS = "raw_topics__question_groups"


class TableNames(DagsterDbtTranslator):
    """Asset key = table = model: one name from end to end. The group is the layer."""

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        return dg.AssetKey(dbt_resource_props["name"])

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        return str(dbt_resource_props["schema"])

    def get_description(self, dbt_resource_props: Mapping[str, Any]) -> str:
        return str(dbt_resource_props.get("description", ""))


def read_manifest(build_file: Path, state_dir: Path) -> Mapping[str, Any]:
    """The parsed project as dagster-dbt wants it."""
    parsed: Mapping[str, Any] = manifest(build_file, state_dir).writable_manifest().to_dict(omit_none=False)
    return parsed


def build_topics() -> dg.AssetsDefinition:
    """The grouping of candidates' questions."""

    @dg.asset(
        name=TOPICS,
        deps=["raw_core__questions"],
        group_name="landing",
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


def build_models(parsed: Mapping[str, Any]) -> dg.AssetsDefinition:
    """dbt's models as one operation; its tests as checks of the models they stand at."""

    @dbt_assets(
        manifest=parsed,
        name="dbt_build",
        exclude="resource_type:unit_test",
        dagster_dbt_translator=TableNames(),
        required_resource_keys={RESOURCE},
        pool=POOL,
    )
    def dbt_build(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
        session = context.resources.session
        with session.step("dbt_build"):
            result = steps.transform(session)
        yield from _reported(context.assets_def, result)
        _require_success(session, result)

    return dbt_build


def _reported(
    assets: dg.AssetsDefinition, result: DbtBuildResult
) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
    models = {spec.metadata[UNIQUE_ID]: spec.key for spec in assets.specs if UNIQUE_ID in spec.metadata}
    checks = {spec.metadata[UNIQUE_ID]: spec for spec in assets.check_specs if spec.metadata}
    for node in result.nodes:
        if node.unique_id in models and node.status == "success":
            seconds = {"execution_seconds": round(node.execution_time, 3)}
            yield dg.MaterializeResult(asset_key=models[node.unique_id], metadata=seconds)
        elif node.unique_id in checks:
            yield _check_result(checks[node.unique_id], node)


def _check_result(spec: dg.AssetCheckSpec, node: DbtNodeResult) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        asset_key=spec.asset_key,
        check_name=spec.name,
        passed=node.status in {"pass", "success", "warn"},
        metadata={"failed_count": node.failures or 0},
    )


def _require_success(session: RefreshSession, result: DbtBuildResult) -> None:
    broken = [node for node in result.failed if node.resource_type != "test" and node.status != "skipped"]
    if broken:
        names = ", ".join(f"{node.unique_id.rsplit('.', 1)[-1]} ({node.message or node.status})" for node in broken)
        session.failure = StepFailed("dbt could not build {names}.", names=names)
        raise withheld(session.failure)
    if session.failed_checks:  # a test at no single model has no check of its own: it stops the run here
        raise withheld(StepFailed("dbt tests failed."))
