"""What a refresh may leave as it is: pure functions from what changed to what is built and reported.

After a refresh that this process proved whole, models with no changed source above them are the
same as before, and so are their tests. What depends on the moment is always built.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from orchestration.names import NUDGES, PUBLISHED, REFRESH, TOPICS, landing_key


def changed_sources(changed: Iterable[str]) -> set[str]:
    """The landing tables that changed core tables stand for; the refresh's moment changes always."""
    tables = set(changed)
    return {REFRESH, *map(landing_key, tables)} | ({TOPICS} if "questions" in tables else set())


def rebuilt_models(child_map: Mapping[str, Sequence[str]], changed: Iterable[str]) -> set[str]:
    """The names of the models that such a selection builds. `child_map` is dbt's, by unique id."""
    wanted = changed_sources(changed)
    waiting = [node for node in child_map if node.startswith("source.") and node.rsplit(".", 1)[-1] in wanted]
    found: set[str] = set()
    while waiting:
        for child in child_map.get(waiting.pop(), ()):
            if child not in found:
                found.add(child)
                waiting.append(child)
    return {node.rsplit(".", 1)[-1] for node in found if node.startswith("model.")}


def reported_assets(child_map: Mapping[str, Sequence[str]], changed: Iterable[str], marts: Iterable[Any]) -> set[str]:
    """The assets that an incremental run reports: changed tables, rebuilt marts, what follows. The
    layers between are built too, and not told of: each costs Dagster more than it costs us.
    """
    tables = set(changed)
    rebuilt = rebuilt_models(child_map, tables) & set(marts)
    return {REFRESH, TOPICS, PUBLISHED, NUDGES, *rebuilt, *map(landing_key, tables)}
