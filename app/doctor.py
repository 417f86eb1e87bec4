"""`huiyin doctor`: is everything there and well, and how to mend what is not. It changes nothing.

Belongs here: the list of checks and how findings are shown. Checks of the database are in
app.doctor_database, since that may be down as a whole.
"""

import http.client
import json
import platform
import shutil
import socket
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError, requires, version
from typing import Any

from packaging.requirements import Requirement

from app.composition import smtp_channel
from app.doctor_database import database_findings
from app.findings import Finding, State, fail, ok, warn
from app.kit.errors import HuiyinError
from app.kit.installation import Installation
from app.kit.keys import KeyMissing, KeyUnsafe, read_key, read_secret
from app.kit.ports import CertainFailure
from app.kit.settings import Settings
from app.supervisor import supervised
from warehouse.caged_walls import landlock_version
from warehouse.manifest import require

LEAST_DISK = 2_000_000_000  # bytes: a refresh needs room for a second copy
HEARTBEAT_WITHIN = timedelta(minutes=2)
HEARTBEAT = "live.json"  # in the home folder; its time of change is the live loop's heartbeat
START_ALL = "Start everything with `huiyin demo`, or this part with `{command}`."


def diagnose(installation: Installation, now: datetime) -> list[Finding]:
    """All findings, in the order in which one would mend them. Never raises for what it looks at."""
    settings = installation.settings
    running = supervised(settings.log_dir)
    checks: list[tuple[str, Callable[[], Iterator[Finding]]]] = [
        ("program", _program),
        ("home", lambda: _home(settings)),
        ("keys", lambda: _keys(settings)),
        ("database", lambda: database_findings(installation, now, is_supervised=bool(running))),
        ("warehouse", lambda: _warehouse(settings, now)),
        ("queries", _queries),
        ("mail server", lambda: _mail_server(settings, is_supervised=bool(running))),
        ("web application", lambda: _web(settings, is_supervised="web" in running)),
        ("live loop", lambda: _live_loop(settings, now, is_supervised="live" in running)),
        ("addresses", lambda: _addresses(settings)),
    ]
    try:
        return [finding for name, check in checks for finding in _guarded(name, check)]
    finally:
        installation.close()


def _guarded(name: str, check: Callable[[], Iterator[Finding]]) -> list[Finding]:
    try:
        return list(check())
    except HuiyinError as error:
        return [fail(name, error.text, error.advice)]
    except Exception as error:
        return [fail(name, f"The check itself failed ({type(error).__name__}).", "Look into the logs folder.")]


def render(findings: list[Finding], console: Any) -> None:
    """One line per finding, the mend below it, and a verdict at the end."""
    marks = {State.OK: "[green]✓[/green]", State.WARN: "[yellow]![/yellow]", State.FAIL: "[red]✗[/red]"}
    for finding in findings:
        console.print(f"{marks[finding.state]} {finding.name}: {finding.message}", highlight=False, soft_wrap=True)
        if finding.mend:
            console.print(f"    {finding.mend}", highlight=False, soft_wrap=True)
    failed = sum(finding.state is State.FAIL for finding in findings)
    warned = sum(finding.state is State.WARN for finding in findings)
    verdict = f"{failed} to mend, {warned} to know" if failed or warned else "everything is well"
    console.print(verdict, highlight=False)


def _program() -> Iterator[Finding]:
    yield ok("python", platform.python_version())  # an older one does not come this far
    try:
        wanted = [Requirement(line) for line in requires("huiyin") or []]
    except PackageNotFoundError:
        yield warn("packages", "The program is not installed as a package.", "Run `make` from the checkout.")
        return
    wrong = [said for each in wanted if each.marker is None for said in _not_as_wanted(each)]
    if wrong:
        yield fail("packages", f"Not as this version needs them: {', '.join(wrong)}.", "Run `make demo` to install.")
    else:
        yield ok("packages", f"huiyin {version('huiyin')}, duckdb {version('duckdb')}, dbt-core {version('dbt-core')}")


def _not_as_wanted(wanted: Requirement) -> Iterator[str]:
    try:
        found = version(wanted.name)
    except PackageNotFoundError:
        yield f"{wanted.name} is missing"
        return
    if not wanted.specifier.contains(found, prereleases=True):
        yield f"{wanted.name} is {found}"


def _home(settings: Settings) -> Iterator[Finding]:
    root = settings.root
    if not root.is_dir():
        yield fail("home", "The home folder is missing.", "Run `huiyin init`, or set HUIYIN_HOME to where it lies.")
        return
    probe = root / ".doctor"
    try:
        probe.touch()
        probe.unlink()
    except OSError:
        yield fail("home", "The home folder can't be written.", "Give it to the user that runs huiyin.")
        return
    free = shutil.disk_usage(root).free
    said = f"{free / 1e9:.1f} GB free"
    if free < LEAST_DISK:
        yield fail("disk", f"Only {said}.", "Free some space: publishing needs room for a second copy.")
    else:
        yield ok("disk", said)


def _keys(settings: Settings) -> Iterator[Finding]:
    if not settings.keys_dir.is_dir():
        yield fail("keys", "There are no keys: nothing was prepared yet.", "Run `huiyin init`.")
        return
    try:
        read_key(settings.keys_dir / "pseudonym.key")
        json.loads(read_secret(settings.keys_dir / "database.json"))
        read_secret(settings.signing_key_file)
    except (KeyMissing, KeyUnsafe) as error:
        yield fail("keys", error.text, error.advice)
    except ValueError:
        yield fail("keys", "A key file can't be read: it is damaged.", "Restore the folder keys from your backup.")
    else:
        yield ok("keys", "present, readable by their owner only")


def _warehouse(settings: Settings, now: datetime) -> Iterator[Finding]:
    manifest = require(settings.warehouse_dir)
    age = now - manifest.published_at
    said = f"version {manifest.version}, published {_ago(age)} ago"
    if manifest.checks_failed:
        yield fail(
            "warehouse",
            f"{said}, {manifest.checks_failed} checks failed.",
            "`huiyin sql` on marts.meta_checks says which.",
        )
    elif age > timedelta(minutes=3 * settings.refresh_minutes):
        yield warn(
            "warehouse", f"{said}: older than it should be.", "Run `huiyin refresh`; `huiyin live` keeps it fresh."
        )
    else:
        yield ok("warehouse", f"{said}, {manifest.checks_passed} checks passed")


def _queries() -> Iterator[Finding]:
    by_kernel = landlock_version() >= 1
    yield ok(
        "queries", "confined by the kernel" if by_kernel else "confined by the engine: this kernel has no Landlock"
    )


def _mail_server(settings: Settings, *, is_supervised: bool) -> Iterator[Finding]:
    place = f"{settings.smtp_host}:{settings.smtp_port}"
    try:
        smtp_channel(settings).greet()
    except CertainFailure as failure:
        said = f"The mail server at {place} can't be used ({failure.reason})."
        if settings.demo and not is_supervised:
            yield warn("mail server", said, "The demo's own starts with `huiyin demo`.")
        else:
            yield fail("mail server", said, "Start it, or set HUIYIN_SMTP_HOST and HUIYIN_SMTP_PORT; nudges wait.")
    else:
        yield ok("mail server", f"{place} answers")


def _web(settings: Settings, *, is_supervised: bool) -> Iterator[Finding]:
    connection = http.client.HTTPConnection(settings.host, settings.port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException):
        said = f"Nothing answers at port {settings.port}."
        show = fail if is_supervised else warn
        yield show("web application", said, START_ALL.format(command="huiyin serve"))
        return
    finally:
        connection.close()
    if status == http.client.OK:
        yield ok("web application", f"{settings.address} answers")
    else:
        mend = "Another program may use the port (HUIYIN_PORT); else look into logs/web.log."
        yield fail("web application", f"/healthz answers {status}.", mend)


def _live_loop(settings: Settings, now: datetime, *, is_supervised: bool) -> Iterator[Finding]:
    show = fail if is_supervised else warn
    path = settings.root / HEARTBEAT
    mend = START_ALL.format(command="huiyin live")
    if not path.exists():
        yield show("live loop", "It does not run: changes reach the pages by the schedule only.", mend)
        return
    age = now - datetime.fromtimestamp(path.stat().st_mtime, UTC)
    if age > HEARTBEAT_WITHIN:
        yield show("live loop", f"It was last heard of {_ago(age)} ago.", mend)
    else:
        yield ok("live loop", f"heard of {_ago(age)} ago")


def _addresses(settings: Settings) -> Iterator[Finding]:
    try:
        socket.getaddrinfo(settings.host, settings.port)
    except OSError:
        yield fail("addresses", f"The host {settings.host} is not known here.", "Correct HUIYIN_HOST.")
        return
    numbers = {"HUIYIN_PORT": settings.port, "HUIYIN_PIPELINES_PORT": settings.pipelines_port}
    if settings.demo:
        numbers["HUIYIN_SMTP_PORT"] = settings.smtp_port
    if len(set(numbers.values())) < len(numbers):
        yield fail("addresses", "Two parts want the same port.", f"Give each its own: {', '.join(numbers)}.")
    else:
        yield ok("addresses", f"{settings.address}; ports {', '.join(map(str, numbers.values()))}")


def _ago(age: timedelta) -> str:
    seconds = max(age.total_seconds(), 0.0)
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} s"
