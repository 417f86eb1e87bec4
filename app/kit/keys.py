"""Key files under `home/keys`: made at `init`, readable by their owner only, never defaults.

What belongs here: reading and making secrets. What they protect is elsewhere.
"""

import os
import secrets
from pathlib import Path

from app.kit.errors import HuiyinError


class KeyUnsafe(HuiyinError):
    code = "key_unsafe"
    message = "The key file {file} can be read by others."
    mend = "Run `chmod 600` on it."


class KeyMissing(HuiyinError):
    code = "key_missing"
    message = "The key file {file} is missing."
    mend = "Restore it from your backup, or run `huiyin init` on a new installation."


def read_key(path: Path) -> bytes:
    """The key in `path`. Raises `KeyMissing`, or `KeyUnsafe` where group or others may read it."""
    if not path.exists():
        raise KeyMissing(file=path.name)
    if path.stat().st_mode & 0o077:
        raise KeyUnsafe(file=path.name)
    return bytes.fromhex(path.read_text().strip())


def ensure_key(path: Path) -> bytes:
    """The key in `path`, made (256 random bits) if there is none."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600, exist_ok=False)
        path.write_text(secrets.token_hex(32))
    return read_key(path)


def write_secret(path: Path, content: str) -> None:
    """Puts `content` into `path`, readable by its owner only: the old file or the whole new one, never less."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_name(f".{path.name}.new")
    fresh.unlink(missing_ok=True)
    fresh.touch(mode=0o600, exist_ok=False)
    with fresh.open("w", encoding="utf-8") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def read_secret(path: Path) -> str:
    """The one line in `path`, for example a mail server's password. Raises as `read_key`."""
    if not path.exists():
        raise KeyMissing(file=path.name)
    if path.stat().st_mode & 0o077:
        raise KeyUnsafe(file=path.name)
    return path.read_text(encoding="utf-8").strip()
