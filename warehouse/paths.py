"""Where the files of the warehouse lie: all of them in `<home>/warehouse`.

Names only; opening and writing are elsewhere.
"""

from pathlib import Path


def build_file(directory: Path) -> Path:
    """The private, incremental file; only the holder of the refresh lease opens it."""
    return directory / "build.duckdb"


def lease_file(directory: Path) -> Path:
    """The file whose lock is the refresh lease."""
    return directory / "refresh.lock"


def current_file(directory: Path) -> Path:
    """The manifest that names the version being served."""
    return directory / "CURRENT"


def version_file(directory: Path, version: str) -> Path:
    """The manifest of one kept version."""
    return directory / f"version-{version}.json"


def serving_name(audience: str, version: str) -> str:
    """The file name of an audience's tables in a version; a name is never used twice."""
    return f"serving-{audience}-{version}.duckdb"


def temp_dir(directory: Path) -> Path:
    """Where DuckDB may spill while it builds."""
    return directory / "tmp"


def cages_dir(directory: Path) -> Path:
    """The slots of caged queries, and the folders in which they run."""
    return directory / "cages"
