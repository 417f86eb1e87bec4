"""What became of dbt's nodes, in words that carry no value of any row. Running them is elsewhere."""

from dataclasses import dataclass


@dataclass(frozen=True)
class DbtNodeResult:
    """What became of one node. `failures` counts failing rows of a test; `message` is dbt's first
    line with all literals taken out, since an engine's error may quote a value.
    """

    unique_id: str
    resource_type: str
    status: str
    failures: int | None
    execution_time: float
    message: str


@dataclass(frozen=True)
class DbtBuildResult:
    """All nodes of one invocation, in the order in which they ended."""

    nodes: list[DbtNodeResult]

    @property
    def failed(self) -> list[DbtNodeResult]:
        """Nodes that broke, failed their test or were skipped because of one."""
        return [node for node in self.nodes if node.status in {"error", "fail", "skipped", "runtime error"}]

    @property
    def succeeded(self) -> bool:
        """Whether nothing failed."""
        return not self.failed


# Errors of these kinds speak of the model's own words; others may quote what a row holds.
_SAFE_KINDS = (
    "Binder Error",
    "Catalog Error",
    "Parser Error",
    "Parsing Error",
    "Compilation Error",
    "Dependency Error",
    "IO Error",
)


def without_values(text: str) -> str:
    """An error's words without any value of a row."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if "actual differs from expected" in text or not any("Error" in line for line in lines):
        return "\n".join(lines)
    if any(kind in text for kind in _SAFE_KINDS):
        return " ".join(lines[:6])
    return next(line for line in lines if "Error" in line).split(":")[0]
