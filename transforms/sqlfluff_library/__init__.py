"""What sqlfluff's plain Jinja lacks of dbt: `adapter.dispatch`, `return` and the project's variables.

With these the linter reads our macros without starting dbt. Nothing else may import it.
"""

from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context

VARIABLES: dict[str, Any] = {
    "max_levels_up": 2,
    "max_rungs": 2,
    "max_recipients": 2,
    "hold_out_share": 0,
    "metrics": [],
}


class adapter:  # noqa: N801 - dbt's own name
    """dbt's adapter, as far as our macros ask for it: always DuckDB's twin of a macro."""

    @staticmethod
    @pass_context
    def dispatch(context: Context, name: str, package: str) -> Any:
        return context.resolve(f"duckdb__{name}")


def var(name: str, default: Any = None) -> Any:
    """A variable of the project, small enough that the rendered SQL stays short."""
    return VARIABLES.get(name, default)


def _same(value: Any) -> Any:
    return value


globals()["return"] = _same
