"""How the last refresh ended, in one small file beside `CURRENT`: what banners and the doctor read.

Written by the orchestration, whatever becomes of the refresh; codes and names of checks only.
"""

import json
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True)
class Attempt:
    """`error_code` is None after a success. `failed_since` is when the first of the failures in a row began."""

    version: str
    attempted_at: datetime
    is_current: bool
    error_code: str | None
    failed_checks: list[str] = field(default_factory=list)
    failed_since: datetime | None = None


def attempt_file(directory: Path) -> Path:
    """Where it stands."""
    return directory / "ATTEMPT"


def write_attempt(directory: Path, attempt: Attempt) -> None:
    """Replaces the file atomically; a failure after a failure keeps its beginning."""
    before = read_attempt(directory)
    since = (before.failed_since if before else None) or attempt.attempted_at
    partial = directory / ".ATTEMPT.partial"
    plain = {
        "version": attempt.version,
        "attempted_at": attempt.attempted_at.isoformat(),
        "is_current": attempt.is_current,
        "error_code": attempt.error_code,
        "failed_checks": attempt.failed_checks,
        "failed_since": since.isoformat() if attempt.error_code else None,
    }
    partial.write_text(json.dumps(plain, indent=1) + "\n", encoding="utf-8")
    partial.replace(attempt_file(directory))


def read_attempt(directory: Path) -> Attempt | None:
    """The last attempt, or None before the first."""
    try:
        found = json.loads(attempt_file(directory).read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return None
    times = {key: found[key] and datetime.fromisoformat(found[key]) for key in ("attempted_at", "failed_since")}
    return Attempt(**(found | times))
