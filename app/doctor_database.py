"""The doctor's look at the database: there, migrated, its roles as they should be, its clock
right, nothing stuck in the outbox.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from time import monotonic, sleep

import psutil
from sqlalchemy.exc import DBAPIError

from app.evidence import service as evidence
from app.evidence.heads import file_name
from app.findings import Finding, fail, ok, warn
from app.kit.database import Actor, Database
from app.kit.errors import DatabaseUnavailable
from app.kit.installation import Installation
from app.kit.settings import Settings
from app.migrations.run import standing
from app.outbox import service as outbox
from app.webhooks import service as webhooks

LATE = timedelta(minutes=15)
SKEW = timedelta(seconds=2)
HEAD_WITHIN = timedelta(hours=48)  # a quiet night and day need none
SEALED_WITHIN = 3.0  # seconds
ROLE_FLAGS = "select rolsuper or rolbypassrls from pg_roles where rolname = current_user"


def database_findings(installation: Installation, now: datetime, *, is_supervised: bool) -> Iterator[Finding]:
    """Everything about the database. One that stands still by itself is started for the look."""
    settings = installation.settings
    if settings.is_embedded and not (settings.postgres_dir / "PG_VERSION").exists():
        mend = "Restore the folder postgres from your backup, or run `huiyin init` for a new one."
        yield fail("database", "The embedded database is not there.", mend)
        return
    is_running = not settings.is_embedded or _postmaster_lives(settings)
    if not is_running and is_supervised:
        mend = "Stop everything with Ctrl-C and start it again with `huiyin demo`."
        yield fail("database", "The embedded database is not running.", mend)
        return
    try:
        installation.join_database()
        current, head = standing(installation.owner.engine)
    except DatabaseUnavailable as error:
        yield fail("database", error.text, error.advice)
        return
    except DBAPIError:
        yield fail("database", DatabaseUnavailable.message, _how_to_start(settings))
        return
    yield ok("database", "answers" if is_running else "was not running; it answers when started, and stops again")
    if current != head:
        yield fail("migrations", "The database is not at this program's version.", "Run `huiyin init`.")
        return
    yield ok("migrations", f"at {head}")
    yield from _roles(installation)
    yield from _clock(installation.web)
    yield from _outbox(installation.web, now)
    yield from _webhooks(installation.web, now)
    yield from _evidence(installation, now)


def _postmaster_lives(settings: Settings) -> bool:
    """Whether the server's process is there; its file may outlive a server that was killed."""
    path = settings.postgres_dir / "postmaster.pid"
    return path.exists() and psutil.pid_exists(int(path.read_text().splitlines()[0]))


def _how_to_start(settings: Settings) -> str:
    if settings.is_embedded:
        return "Look at the file `log` in the folder postgres; is the disk full?"
    return "Start the server, or check HUIYIN_DATABASE_URL."


def _roles(installation: Installation) -> Iterator[Finding]:
    for name, database in (("web", installation.web), ("pipeline", installation.pipeline)):
        with database.engine.connect() as connection:
            if connection.exec_driver_sql(ROLE_FLAGS).scalar():
                mend = "Run `huiyin init`, which takes the right away again."
                yield fail("roles", f"The role {name} may pass row-level security.", mend)
                return
    yield ok("roles", "web and pipeline can't pass row-level security")


def _clock(database: Database) -> Iterator[Finding]:
    with database.engine.connect() as connection:
        before = datetime.now(UTC)
        theirs: datetime = connection.exec_driver_sql("select clock_timestamp()").scalar_one()
        skew = abs(theirs - before - (datetime.now(UTC) - before) / 2)
    if skew > SKEW:
        mend = "Let both keep time with the same time server (NTP)."
        yield fail("clocks", f"Database and this machine differ by {skew.total_seconds():.0f} s.", mend)
    else:
        yield ok("clocks", f"differ by {skew.total_seconds():.3f} s")


def _outbox(database: Database, now: datetime) -> Iterator[Finding]:
    with database.unit(Actor.service(), now) as unit:
        stands = outbox.standing(unit)
    if stands.oldest_due_at is not None and now - stands.oldest_due_at > LATE:
        waited = (now - stands.oldest_due_at).total_seconds() / 60
        mend = "Start `huiyin live`, or run `huiyin nudges run`."
        yield fail("outbox", f"The oldest message has waited {waited:.0f} minutes.", mend)
    else:
        yield ok("outbox", f"{stands.pending_count} on their way")
    if stands.unknown_count or stands.dead_count:
        said = f"{stands.unknown_count} may have gone out or not, {stands.dead_count} were given up."
        yield warn("outbox", said, "Look at them in the nudge ledger; nothing of it is sent again by itself.")


def _evidence(installation: Installation, now: datetime) -> Iterator[Finding]:
    settings = installation.settings
    with installation.sealer.unit(Actor.service(), now) as unit:
        stands = evidence.standing(unit)
    if stands.waiting_count and not _is_sealed_soon(installation.sealer, now, stands.sealed_count):
        mend = "Start `huiyin evidence seal --follow`; a transaction that stays open holds it back, too."
        yield warn("evidence", f"{stands.waiting_count} entries of the audit log are not sealed.", mend)
    elif settings.evidence_dir is None and settings.evidence_mail is None:
        mend = "Set HUIYIN_EVIDENCE_DIR to a folder elsewhere, or HUIYIN_EVIDENCE_MAIL."
        yield warn("evidence", "No signed head is exported: the audit log could be cut off unseen.", mend)
    elif stands.sealed_count and (stands.head_at is None or now - stands.head_at > HEAD_WITHIN):
        mend = "Start `huiyin evidence seal --follow`, or run `huiyin evidence head`."
        yield warn("evidence", "No head was signed since yesterday.", mend)
    elif stands.head_number and not _is_exported(settings, stands.head_number):
        mend = "See that HUIYIN_EVIDENCE_DIR can be written; the sealer brings what is missing."
        yield warn("evidence", "The newest signed head is not in the folder that it is exported to.", mend)
    else:
        yield ok("evidence", f"{stands.sealed_count} entries are sealed, {stands.waiting_count} are about to be")


def _is_exported(settings: Settings, number: int) -> bool:
    """Whether the head lies in the folder that heads go to, if there is one."""
    return settings.evidence_dir is None or (settings.evidence_dir / file_name(number)).exists()


def _is_sealed_soon(database: Database, now: datetime, sealed_count: int) -> bool:
    """Whether the sealer gets on while one looks."""
    until = monotonic() + SEALED_WITHIN
    while monotonic() < until:
        with database.unit(Actor.service(), now) as unit:
            stands = evidence.standing(unit)
        if stands.sealed_count > sealed_count or not stands.waiting_count:
            return True
        sleep(0.1)
    return False


def _webhooks(database: Database, now: datetime) -> Iterator[Finding]:
    with database.unit(Actor.service(), now) as unit:
        stands = webhooks.standing(unit)
    if stands.oldest_due_at is not None and now - stands.oldest_due_at > LATE:
        waited = (now - stands.oldest_due_at).total_seconds() / 60
        mend = "Start `huiyin live`, or run `huiyin webhooks deliver`."
        yield fail("webhooks", f"The oldest event has waited {waited:.0f} minutes.", mend)
    elif stands.disabled_count:
        said = f"{stands.disabled_count} subscriptions were switched off because nothing was taken."
        yield warn("webhooks", said, "Mend the receiver and switch the subscription on; it is sent what it missed.")
    else:
        yield ok("webhooks", f"{stands.pending_count} on their way")
