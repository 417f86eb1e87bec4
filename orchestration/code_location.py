"""What Dagster's own processes load: the definitions of the installation that the settings name."""

import dagster as dg

from app.composition import act_after_refresh
from app.kit.installation import Installation
from app.kit.settings import Settings
from orchestration.definitions import build_defs


@dg.definitions
def defs() -> dg.Definitions:
    """Built when Dagster asks, not when this module is imported."""
    return build_defs(installation=Installation(Settings()), act=act_after_refresh)
