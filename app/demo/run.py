"""`huiyin demo`: prepares the example company and the sample import, computes the warehouse, and
starts everything. A composition root; the company itself is in the rest of this package.
"""

import json
import secrets
import threading
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path

from app import events, terminal
from app.composition import blob_store
from app.demo.schemas import DemoLogIn
from app.demo.service import build_example_company
from app.intake.service import import_greenhouse, import_table
from app.kit.installation import Installation
from app.kit.settings import Settings
from app.processes import pipeline_processes, pipelines_address, product_processes
from app.setup import initialise
from app.supervisor import Port, ProcessSpec, require_free_ports, stop_on_signals, supervise

PROJECT = Path(__file__).parents[2]
SAMPLE = PROJECT / "tests/data/greenhouse_sample"
READY_WITHIN = 240.0  # seconds: the first computation of the warehouse is part of it
MAPPING = PROJECT / "docs/examples/questions_sheet.yml"


def demo_settings(given: Settings) -> Settings:
    """The demo's: its log-ins are shown, mails go out at any hour, so that one can see them, and signed heads
    go to a folder, which would lie elsewhere.
    """
    evidence_dir = given.evidence_dir or given.root / "evidence"
    return given.model_copy(update={"demo": True, "nudge_quiet_hours": False, "evidence_dir": evidence_dir})


def require_demo_ports(settings: Settings) -> None:
    """Raises `PortInUse` before minutes of preparation, not after."""
    ports = {
        "web": Port(settings.host, settings.port, "HUIYIN_PORT"),
        "dagster": Port("127.0.0.1", settings.pipelines_port, "HUIYIN_PIPELINES_PORT"),
        "mail": Port(settings.smtp_host, settings.smtp_port, "HUIYIN_SMTP_PORT"),
    }
    require_free_ports([ProcessSpec(name, (), lambda: True, ports=(port,)) for name, port in ports.items()])


def prepare_demo(settings: Settings, size: str, now: Callable[[], datetime]) -> Installation:
    """Everything but the processes; safe to repeat, and quick then."""
    events.connect()
    installation = Installation(settings)
    initialise(installation, now(), lambda what: terminal.step(f"preparing {what}"))
    password = _password(settings)
    with terminal.progress("a year of hiring at the example company") as progress:
        company = build_example_company(
            installation.web,
            now=now(),
            size=size,
            password=password,
            blobs=blob_store(settings),
            progress=progress,
        )
    _write_log_ins(settings, company.log_ins, password)
    terminal.step(f"example company: {company.applications} applications")
    _import_sample(installation, now)
    return installation


def _import_sample(installation: Installation, now: Callable[[], datetime]) -> None:
    with terminal.progress("importing the sample export") as progress:
        history = import_greenhouse(installation.web, SAMPLE, now=now(), progress=progress).total
    with terminal.progress("importing the sample's question sheet") as progress:
        sheet = import_table(
            installation.web, SAMPLE / "questions_sheet.csv", MAPPING, now=now(), progress=progress
        ).total
    for what, counts in (("sample export", history), ("its question sheet", sheet)):
        taken = counts.imported + counts.updated + counts.unchanged
        terminal.step(f"{what}: {counts.read} rows read, {taken} taken, {counts.quarantined.total()} in quarantine")


def refresh_demo(installation: Installation) -> None:
    """Computes the warehouse here and now; when everything is started, the live loop does it."""
    from orchestration.refresh import refresh

    with terminal.progress("computing the warehouse"):
        result = refresh(installation)
    terminal.step(f"warehouse: {result.checks_passed} checks passed, published in {result.seconds:.1f} s")


def serve_demo(installation: Installation) -> None:
    """Starts everything, prints addresses and log-ins, and stops it all on Ctrl-C."""
    from connectors.channels.demo_mailbox import mailbox

    settings = installation.settings
    # Dagster's pages come some seconds later; nobody who wants to look at the product waits for them.
    unawaited = [replace(spec, ready=lambda: True) for spec in pipeline_processes(installation)]
    processes = [*product_processes(settings), *unawaited]
    stop = threading.Event()
    with ExitStack() as stack:
        stack.enter_context(stop_on_signals(stop))
        stack.enter_context(mailbox(settings.smtp_host, settings.smtp_port, settings.mailbox_dir))
        terminal.step("starting the web application, Dagster and the live loop, which computes the warehouse")
        supervise(
            processes,
            log_dir=settings.log_dir,
            on_ready=lambda: _announce(settings),
            stop_event=stop,
            say=terminal.step,
            ready_within=READY_WITHIN,
        )
    terminal.step("stopped")


def _announce(settings: Settings) -> None:
    entries = json.loads(_log_in_file(settings).read_text(encoding="utf-8"))
    lines = ["", "Log in as"]
    lines += [f"  {entry['role']:<15} {entry['email']:<34} {entry['password']}   {entry['hint']}" for entry in entries]
    lines += ["", "Open"]
    lines += [
        f"  {what:<20} {address}"
        for what, address in (
            ("desk", settings.address),
            ("overview", f"{settings.address}/insights"),
            ("the demo's mailbox", f"{settings.address}/desk/mailbox"),
            ("Dagster, soon", pipelines_address(settings)),
        )
    ]
    for line in lines:
        terminal.out.print(line, highlight=False, markup=False, soft_wrap=True)
    terminal.step("ready; nudges go out at any hour here. Ctrl-C stops everything")


def _log_in_file(settings: Settings) -> Path:
    return settings.root / "demo.json"


def _password(settings: Settings) -> str:
    path = _log_in_file(settings)
    if path.exists():
        return str(json.loads(path.read_text(encoding="utf-8"))[0]["password"])
    return secrets.token_urlsafe(9)


def _write_log_ins(settings: Settings, log_ins: list[DemoLogIn], password: str) -> None:
    path = _log_in_file(settings)
    path.touch(mode=0o600)
    entries = [asdict(entry) for entry in log_ins]
    document = [
        {"role": entry["role"], "email": entry["email"], "password": password, "hint": entry["why"]}
        for entry in entries
    ]
    path.write_text(json.dumps(document, ensure_ascii=False, indent=2), encoding="utf-8")
