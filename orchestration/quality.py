"""The two borders as blocking asset checks: what fails here is seen at its table, and stops the run.

The suites are in the package `quality`; here they are only called and reported, a check per table.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import dagster as dg

from orchestration import steps
from orchestration.names import REFRESH, landing_key
from orchestration.session import POOL, RESOURCE
from quality.publication import KEYS
from quality.rules import CheckResult

LANDING, PUBLICATION = "landing_suite", "publication_suite"
# Rules about all marts at once are shown at the clocks, which every refresh builds.
HOME = "fct_sla_clocks"


def build_landing_checks() -> dg.AssetChecksDefinition:
    """The landing suite and the reconciliation of rows."""
    tables = [REFRESH, *(landing_key(table.name) for table in steps.core_tables())]

    @dg.multi_asset_check(
        name=LANDING, specs=_specs(LANDING, tables), can_subset=True, required_resource_keys={RESOURCE}, pool=POOL
    )
    def landing_suite(context: dg.AssetCheckExecutionContext) -> Iterator[dg.AssetCheckResult]:
        session = context.resources.session
        with session.step(LANDING):
            checks = steps.guard_landing(session)
        yield from _by_table(LANDING, _asked(context), checks, home=REFRESH)

    return landing_suite


def build_publication_checks() -> dg.AssetChecksDefinition:
    """The publication suite and the reconciliation of outcomes."""
    tables = list(KEYS)

    @dg.multi_asset_check(
        name=PUBLICATION,
        specs=_specs(PUBLICATION, tables),
        can_subset=True,
        required_resource_keys={RESOURCE},
        pool=POOL,
    )
    def publication_suite(context: dg.AssetCheckExecutionContext) -> Iterator[dg.AssetCheckResult]:
        session = context.resources.session
        with session.step(PUBLICATION):
            checks = steps.guard_publication(session)
        yield from _by_table(PUBLICATION, _asked(context), checks, home=HOME)

    return publication_suite


def _specs(name: str, tables: Sequence[str]) -> list[dg.AssetCheckSpec]:
    return [dg.AssetCheckSpec(name, asset=table, blocking=True) for table in tables]


def _asked(context: dg.AssetCheckExecutionContext) -> list[str]:
    return sorted(key.asset_key.to_user_string() for key in context.selected_asset_check_keys)


def _by_table(
    name: str, tables: Sequence[str], checks: Iterable[CheckResult], *, home: str
) -> Iterator[dg.AssetCheckResult]:
    """A result per table asked for; rules of other tables are shown at `home`, which is always asked for."""
    grouped: dict[str, list[CheckResult]] = defaultdict(list)
    for check in checks:
        table = check.table.rsplit(".", 1)[-1]
        grouped[table if table in tables else home].append(check)
    for table in tables:
        failed = [check for check in grouped[table] if not check.passed]
        yield dg.AssetCheckResult(
            asset_key=table,
            check_name=name,
            passed=not failed,
            metadata={
                "rules": len(grouped[table]),
                "failed_rules": ", ".join(check.name for check in failed),
                "failed_count": sum(check.failed_count for check in failed),
            },
        )
