"""One refresh while it runs: what it was asked for, and what its steps found so far.

It is a Dagster resource, so that assets share it within a run. It opens nothing by itself.
"""

import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

from app.kit.errors import HuiyinError
from app.kit.installation import Installation
from quality.rules import CheckResult
from warehouse.extract import ExtractResult
from warehouse.paths import build_file
from warehouse.publish import Published, new_version

T = TypeVar("T")
RESOURCE = "session"
POOL = "warehouse"  # one refresh at a time among the runs that Dagster queues; the lease guards all

# What follows a published refresh: told the installation and the version, answers counts.
Act = Callable[[Installation, str], Mapping[str, int]]


class StepFailed(HuiyinError):
    """A step broke in a way nobody foresaw. Carries where, and never the error's own words: they
    may quote a value, and Dagster keeps and shows them.
    """

    code = "step_failed"
    message = "The step {step} broke ({kind} at {where}); nothing was published."
    mend = "Run `huiyin refresh` again; if it persists, run `huiyin refresh --full`."


class OutOfOrder(HuiyinError):
    """A step was run alone, without those that it builds on."""

    code = "out_of_order"
    message = "This step needs the steps before it in the same run."
    mend = "Start the job `refresh` as a whole."


@dataclass
class RefreshSession:
    """`as_of` is the moment judged, `now` the present (both aware UTC). With `make_current=False`
    the version is published beside CURRENT and nothing follows from it.
    """

    installation: Installation
    version: str
    as_of: datetime
    now: datetime
    full: bool = False
    make_current: bool = True
    act: Act | None = None
    extracted: ExtractResult | None = None
    changed: frozenset[str] | None = None  # core tables that changed; None: take everything as changed
    checks: list[CheckResult] = field(default_factory=list)
    passed: set[str] = field(default_factory=set)  # borders that were guarded, and let everything through
    published: Published | None = None
    acted: Mapping[str, int] = field(default_factory=dict)
    failure: HuiyinError | None = None
    done: dict[str, Any] = field(default_factory=dict)  # what each step answered

    @property
    def directory(self) -> Path:
        """Where the warehouse's files lie."""
        return self.installation.settings.warehouse_dir

    @property
    def build_file(self) -> Path:
        return build_file(self.directory)

    @property
    def landed(self) -> ExtractResult:
        """What the extraction of this run did. Raises `OutOfOrder` before it."""
        if self.extracted is None:
            raise OutOfOrder
        return self.extracted

    @property
    def failed_checks(self) -> list[CheckResult]:
        return [check for check in self.checks if not check.passed]

    def note(self, border: str, checks: list[CheckResult]) -> None:
        """Keeps the results of a border's checks."""
        self.checks.extend(checks)
        if all(check.passed for check in checks):
            self.passed.add(border)

    def require(self, border: str) -> None:
        """Raises `OutOfOrder` unless the border let everything through: no step relies on Dagster's order."""
        if border not in self.passed:
            raise OutOfOrder

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Whatever breaks inside leaves as an error that Dagster may store: a code and places, no values."""
        try:
            yield
        except HuiyinError as error:
            self.failure = error
            raise withheld(error) from None
        except Exception as error:
            self.failure = StepFailed(step=name, kind=type(error).__name__, where=_place_of(error))
            raise withheld(self.failure) from None


def once(step: Callable[[RefreshSession], T]) -> Callable[[RefreshSession], T]:
    """A step that is done once in a session: called again, it answers what it answered."""

    @wraps(step)
    def run(session: RefreshSession) -> T:
        if step.__name__ not in session.done:
            session.done[step.__name__] = step(session)
        answer: T = session.done[step.__name__]
        return answer

    return run


def open_session(
    installation: Installation,
    now: datetime,
    *,
    full: bool = False,
    as_of: datetime | None = None,
    publish: bool | None = None,
    act: Act | None = None,
) -> RefreshSession:
    """A session with a new version. A moment of one's own (`as_of`) is published beside CURRENT and
    acts on nobody, unless `publish` says otherwise.
    """
    make_current = publish if publish is not None else as_of is None
    return RefreshSession(
        installation=installation,
        version=new_version(now),
        as_of=as_of or now,
        now=now,
        full=full,
        make_current=make_current,
        act=act if make_current else None,
    )


def withheld(error: HuiyinError) -> Exception:
    """The error as Dagster may keep it."""
    import dagster as dg

    return dg.Failure(description=error.code, metadata={"message": error.text}, allow_retries=False)


def _place_of(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
