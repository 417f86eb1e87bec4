"""What dbt compiled, run again without dbt: the quick way of an incremental refresh.

dbt costs some 30 ms of its own for each node, whatever the node does; with a hundred nodes that is
the difference between a page that follows and a page that lags. After a whole build this process
holds every node's compiled SQL; what changed is built by the same statements, in dbt's order, in one
transaction. Nothing is derived here: a new kind of materialisation belongs to dbt and to `_statement`.
"""

import time
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from transforms.results import DbtBuildResult, DbtNodeResult, without_values


@dataclass(frozen=True)
class CompiledNode:
    """A model or a test as dbt compiled it. `columns` are those of an enforced contract, in its order."""

    unique_id: str
    resource_type: str
    materialized: str
    relation: str | None
    sql: str
    columns: tuple[str, ...]
    parents: tuple[str, ...]
    fail_calc: str


def compiled_nodes(results: Iterable[Any]) -> dict[str, CompiledNode]:
    """The models and tests of a whole build, in the order in which dbt ran them. (dbt's run results.)"""
    nodes = [result.node for result in results if result.node.resource_type in ("model", "test")]
    return {node.unique_id: _compiled(node) for node in nodes}


def _compiled(node: Any) -> CompiledNode:
    is_model = node.resource_type == "model"
    has_contract = is_model and node.config.contract.enforced
    return CompiledNode(
        unique_id=node.unique_id,
        resource_type=str(node.resource_type),
        materialized=str(node.config.materialized),
        relation=node.relation_name if is_model else None,
        sql=node.compiled_code,
        columns=tuple(node.columns) if has_contract else (),
        parents=tuple(node.depends_on.nodes),
        fail_calc=getattr(node.config, "fail_calc", None) or "count(*)",
    )


def below(nodes: Mapping[str, CompiledNode], sources: Collection[str]) -> list[CompiledNode]:
    """What stands below the named sources (`raw_core__interviews`), parents first."""
    reached = {parent for node in nodes.values() for parent in node.parents if _is_of(parent, sources)}
    wanted = []
    for node in nodes.values():  # dbt's order: parents come first
        if reached.intersection(node.parents):
            reached.add(node.unique_id)
            wanted.append(node)
    return wanted


def _is_of(parent: str, sources: Collection[str]) -> bool:
    return parent.startswith("source.") and parent.rsplit(".", 1)[-1] in sources


def rebuild(build_file: Path, nodes: Iterable[CompiledNode]) -> DbtBuildResult:
    """Builds and tests `nodes` in one transaction; a failure leaves the file as it was."""
    done: list[DbtNodeResult] = []
    with duckdb.connect(str(build_file), config={"threads": "2", "autoload_known_extensions": "false"}) as connection:
        connection.execute("begin")
        for node in nodes:
            done.append(_run(connection, node))
            if done[-1].status not in ("success", "pass"):
                connection.execute("rollback")
                return DbtBuildResult(done)
        connection.execute("commit")
    return DbtBuildResult(done)


def _run(connection: duckdb.DuckDBPyConnection, node: CompiledNode) -> DbtNodeResult:
    begun = time.perf_counter()
    status, failures, message = "success", None, ""
    try:
        if node.resource_type == "test":
            row = connection.execute(f"select {node.fail_calc} from ({node.sql}\n) as failing").fetchone()
            failures = int(row[0] or 0) if row else 0
            status = "fail" if failures else "pass"
        elif node.materialized != "view":  # a view reads what is below it by itself
            connection.execute(_statement(node))
    except duckdb.Error as error:
        status, message = "error", without_values(f"{type(error).__name__}: {error}")
    return DbtNodeResult(
        unique_id=node.unique_id,
        resource_type=node.resource_type,
        status=status,
        failures=failures,
        execution_time=time.perf_counter() - begun,
        message=message,
    )


def _statement(node: CompiledNode) -> str:
    """As macros/materializations.sql has it; a contract's columns are selected in its order."""
    chosen = ", ".join(f'"{column}"' for column in node.columns) or "*"
    return f"create or replace table {node.relation} as (select {chosen} from (\n{node.sql}\n) as compiled)"
