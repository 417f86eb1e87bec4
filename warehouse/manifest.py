"""What a published version is: its manifest, and the one file `CURRENT` that names the version served.

Reading and atomic writing of manifests; making the files they name is in warehouse.publish.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

from warehouse.errors import NoSuchAudience, NoSuchVersion, WarehouseMissing, WarehouseOlder
from warehouse.paths import current_file, version_file

SCHEMA_VERSION = 1  # raised when pages need tables or columns that older files have not


@dataclass(frozen=True)
class Manifest:
    """One published version. `files` names the file of each audience, all in the same folder; times
    are aware UTC.
    """

    version: str
    published_at: datetime
    as_of: datetime
    built_from_xid: str
    core_rows: int
    warehouse_rows: int
    checks_passed: int
    checks_failed: int
    files: Mapping[str, str]
    schema_version: int = SCHEMA_VERSION

    def path(self, directory: Path, audience: str) -> Path:
        """The file of an audience. Raises `NoSuchAudience`."""
        if audience not in self.files:
            raise NoSuchAudience(audience=audience)
        return directory / self.files[audience]

    def to_json(self) -> str:
        """As it is written: times in ISO 8601 with their zone."""
        plain = asdict(replace(self, files=dict(self.files)))
        times = {"published_at": self.published_at.isoformat(), "as_of": self.as_of.isoformat()}
        return json.dumps(plain | times, indent=1) + "\n"

    @classmethod
    def from_json(cls, text: str) -> "Manifest":
        """The reverse; keys that a newer program added are ignored."""
        found = {key: value for key, value in json.loads(text).items() if key in cls.__dataclass_fields__}
        times = {key: datetime.fromisoformat(found[key]) for key in ("published_at", "as_of")}
        return cls(**(found | times))


def read_current(directory: Path) -> Manifest | None:
    """The version being served, or None before the first publication."""
    return _read(current_file(directory))


def require(directory: Path, version: str | None = None) -> Manifest:
    """The version asked for, or the one being served, if this program can read it.

    Raises `WarehouseMissing`, `NoSuchVersion`, `WarehouseOlder`.
    """
    current = read_current(directory)
    if version is None or (current is not None and version == current.version):
        manifest = current  # its own manifest is written a moment after CURRENT
    else:
        manifest = next((kept for kept in kept_versions(directory) if kept.version == version), None)
        if manifest is None and current is not None:
            raise NoSuchVersion(version=version)
    if manifest is None or not all((directory / name).exists() for name in manifest.files.values()):
        raise WarehouseMissing
    if manifest.schema_version < SCHEMA_VERSION:
        raise WarehouseOlder
    return manifest


def kept_versions(directory: Path) -> list[Manifest]:
    """The manifests of all versions that are kept, oldest first."""
    found = [_read(path) for path in directory.glob("version-*.json")]
    return sorted((manifest for manifest in found if manifest), key=lambda manifest: manifest.version)


def write_version(directory: Path, manifest: Manifest) -> None:
    """Keeps the version: its files are no leftovers any more."""
    _replace(version_file(directory, manifest.version), manifest.to_json())


def write_current(directory: Path, manifest: Manifest) -> None:
    """Serves the version from now on: atomically, and surviving a power cut."""
    _replace(current_file(directory), manifest.to_json())


def sync_directory(directory: Path) -> None:
    """Makes renames in it durable."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _read(path: Path) -> Manifest | None:
    try:
        return Manifest.from_json(path.read_text())
    except FileNotFoundError:
        return None


def _replace(path: Path, text: str) -> None:
    partial = path.with_name(f".{path.name}.partial")
    with partial.open("w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
    sync_directory(path.parent)
