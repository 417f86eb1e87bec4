"""Stage two: dbt's models and tests, each model an asset named like its table."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DbtProject, dbt_assets

from orchestration import steps
from orchestration.names import REFRESH, TOPICS
from orchestration.session import POOL, RESOURCE, RefreshSession, StepFailed, withheld
from transforms.dbt_runner import manifest
from transforms.results import DbtBuildResult, DbtNodeResult

UNIQUE_ID = "dagster_dbt/unique_id"  # where dagster-dbt notes a node in its specs


class TableNames(DagsterDbtTranslator):
    """Asset key = table = model: one name from end to end. The group is the layer."""

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        return dg.AssetKey(dbt_resource_props["name"])

    def get_asset_spec(self, manifest: Mapping[str, Any], unique_id: str, project: DbtProject | None) -> dg.AssetSpec:
        """Marts wait for the landing and its checks also when the layers between are not selected:
        Dagster orders what is selected by direct dependencies only.
        """
        spec = super().get_asset_spec(manifest, unique_id, project)
        return spec.merge_attributes(deps=[REFRESH, TOPICS]) if spec.group_name == "marts" else spec

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        return str(dbt_resource_props["schema"])

    def get_description(self, dbt_resource_props: Mapping[str, Any]) -> str:
        return str(dbt_resource_props.get("description", ""))


def read_manifest(build_file: Path, state_dir: Path) -> Mapping[str, Any]:
    """The parsed project as dagster-dbt wants it."""
    parsed: Mapping[str, Any] = manifest(build_file, state_dir).writable_manifest().to_dict(omit_none=False)
    return parsed


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
        yield from _reported(context, result)
        _require_success(session, result)

    return dbt_build


def _reported(
    context: dg.AssetExecutionContext, result: DbtBuildResult
) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
    assets, asked, asked_checks = context.assets_def, context.selected_asset_keys, context.selected_asset_check_keys
    models = {spec.metadata[UNIQUE_ID]: spec.key for spec in assets.specs if spec.key in asked}
    checks = {spec.metadata[UNIQUE_ID]: spec for spec in assets.check_specs if spec.key in asked_checks}
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
