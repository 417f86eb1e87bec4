"""Files by the hash of their content, in a folder: `ab/ab3f…`. Implements app.kit.ports.BlobStore.

A file appears whole or not at all (written aside, fsync, renamed, the folder's entry fsynced), so a
crash leaves at most a `.part`, which `older_than` clears away. Only the owner can read them.
"""

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from app.kit.errors import BlobMissing, StoreFull

_HASH = re.compile(r"[0-9a-f]{64}")
_PART = ".part"
PRIVATE_FOLDER, PRIVATE_FILE = 0o700, 0o600


class FileBlobStore:
    """A store below `root`, which is made when the first file comes."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, content: bytes) -> str:
        """Raises `StoreFull` when the disk refuses it; nothing is left then."""
        sha256 = hashlib.sha256(content).hexdigest()
        path = self._path(sha256)
        try:
            self._make_folder(path.parent)
            if path.exists() and _is_whole(path, sha256):
                os.utime(path)  # as new: the sweep must not take it for old
            else:
                _write(path, content)
        except OSError as error:
            raise StoreFull from error
        return sha256

    def open(self, sha256: str) -> bytes:
        """Raises `BlobMissing`, also for content that has changed on the disk."""
        try:
            content = self._path(sha256).read_bytes()
        except OSError as error:
            raise BlobMissing from error
        if hashlib.sha256(content).hexdigest() != sha256:
            raise BlobMissing
        return content

    def delete(self, sha256: str) -> None:
        self._path(sha256).unlink(missing_ok=True)

    def older_than(self, moment: datetime, prefix: str = "") -> Iterator[str]:
        """Sorted; half-written files of that age are deleted on the way."""
        for path in sorted(self._root.glob(f"{prefix[:2]}{'?' * (2 - len(prefix[:2]))}/*")):
            if not _is_older(path, moment):
                continue
            if path.suffix == _PART:
                path.unlink(missing_ok=True)
            elif _HASH.fullmatch(path.name) and path.name.startswith(prefix):
                yield path.name

    def _path(self, sha256: str) -> Path:
        """Raises `BlobMissing` for what is no hash, so that no name leads out of the folder."""
        if not _HASH.fullmatch(sha256):
            raise BlobMissing
        return self._root / sha256[:2] / sha256

    def _make_folder(self, folder: Path) -> None:
        if not folder.is_dir():
            self._root.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
            folder.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
            _sync_folder(self._root)


def _is_whole(path: Path, sha256: str) -> bool:
    return hashlib.sha256(path.read_bytes()).hexdigest() == sha256


def _is_older(path: Path, moment: datetime) -> bool:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC) < moment
    except FileNotFoundError:  # another sweep was quicker
        return False


def _write(path: Path, content: bytes) -> None:
    descriptor, name = tempfile.mkstemp(dir=path.parent, suffix=_PART)  # made with 0600
    part = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            os.fchmod(file.fileno(), PRIVATE_FILE)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
