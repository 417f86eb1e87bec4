"""Where real parts are handed to each other: the warehouse's list and the mail server to nudging.

A composition root: it may import all and decides nothing. Heavy parts are imported where they
are used.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from app.campus import service as campus
from app.campus.schemas import CampusPlan, SheetRow
from app.feedback import service as feedback
from app.kit.clock import utc_now
from app.kit.database import Actor
from app.kit.egress import Egress
from app.kit.errors import BadInput
from app.kit.installation import Installation
from app.kit.keys import read_secret
from app.kit.ports import BlobStore, Channel, SimilarTexts
from app.kit.settings import Settings
from app.messages import service as messages
from app.nudges.rules import Politeness
from app.nudges.run import dispatch_due
from app.nudges.schemas import DueNudge, NudgeReport
from app.offers import service as offers
from app.surveys import service as surveys
from app.webhooks.dispatch import deliver_due
from app.webhooks.schemas import HookCounts
from connectors.blobs import FileBlobStore
from connectors.channels.email import SmtpChannel
from connectors.channels.webhook import WebhookSender
from connectors.sources.tables import read_table

NUDGE_LIST = """
    select clock_id, rung, recipient_staff_id, recipient_role, channel, template, reason,
        due_at, rung_due_at, is_highest_due_rung, is_held_out
    from marts.rpt_nudges
"""


def smtp_channel(settings: Settings) -> SmtpChannel:
    """The mail server of the settings."""
    return SmtpChannel(
        settings.smtp_host,
        settings.smtp_port,
        settings.mail_from,
        tls=settings.smtp_tls,
        user=settings.smtp_user,
        password=read_secret(settings.smtp_password_file) if settings.smtp_password_file else None,
    )


def channels(settings: Settings) -> dict[str, Channel]:
    """Every way out of the house, by the name that ladders use."""
    return {"email": smtp_channel(settings)}


def webhook_sender(settings: Settings) -> WebhookSender:
    """The way to webhooks' receivers, as far as the settings let us out. Raises `BadEntry`."""
    return WebhookSender(Egress.of(settings.webhook_hosts))


def deliver_webhooks(installation: Installation, now: Callable[[], datetime] = utc_now) -> HookCounts:
    """One round of webhooks: enters what happened, sends what is due. Raises `DatabaseUnavailable`."""
    return deliver_due(installation.web, webhook_sender(installation.settings), now)


def blob_store(settings: Settings) -> BlobStore:
    """Where attachments lie."""
    return FileBlobStore(settings.blobs_dir)


@cache
def similar_texts() -> SimilarTexts:
    """Finds library answers for a question; one per process, so that the library is made ready once."""
    from transforms.topics.similar import SimilarQuestions

    return SimilarQuestions()


class LazySimilarTexts:
    """The same, loaded when first asked: its libraries would hold up the start of the web process."""

    def rank(self, query: str, texts: Sequence[str]) -> list[tuple[int, float]]:
        return similar_texts().rank(query, texts)


def politeness(settings: Settings) -> Politeness:
    """When people may be reached."""
    return Politeness(settings.nudge_quiet_hours, settings.nudge_opens_hour, settings.nudge_closes_hour)


def nudge_list(settings: Settings, version: str | None = None) -> tuple[str, list[DueNudge]]:
    """(version, rows of rpt_nudges) of the warehouse now served, or of a kept version.

    Raises `WarehouseMissing`, `WarehouseOlder`, `NoSuchVersion`.
    """
    from warehouse.manifest import require
    from warehouse.read import query_arrow

    manifest = require(settings.warehouse_dir, version)
    found = query_arrow(settings.warehouse_dir, "analyst", NUDGE_LIST, version=manifest.version)
    return manifest.version, [_due_nudge(row) for row in found.to_pylist()]


def act_on(
    installation: Installation,
    now: Callable[[], datetime] = utc_now,
    *,
    version: str | None = None,
    is_dry_run: bool = False,
) -> NudgeReport:
    """Enters what the published nudge list has and hands over what is due.

    Raises those of `nudge_list` and `DatabaseUnavailable`.
    """
    settings = installation.settings
    warehouse_version, rows = nudge_list(settings, version)
    return dispatch_due(
        installation.web,
        rows,
        channels(settings),
        now,
        warehouse_version=warehouse_version,
        address=settings.address,
        politeness=politeness(settings),
        dry_run=is_dry_run,
    )


def end_what_is_over(installation: Installation, now: Callable[[], datetime] = utc_now) -> Mapping[str, int]:
    """Ends offers, surveys, holds of releases and unsent files whose time is over, as counts.

    Raises `DatabaseUnavailable`.
    """
    counts = {}
    for what, expire in (("offers", offers.expire_due), ("surveys", surveys.expire_due)):
        with installation.web.unit(Actor.service(), now()) as unit:
            counts[f"expired_{what}"] = expire(unit)
    counts["released_feedback"] = feedback.release_due(installation.web, now())
    return {**counts, **_sweep_files(installation, now())}


def _sweep_files(installation: Installation, now: datetime) -> Mapping[str, int]:
    """Clears away files that were never sent, and of the contents that nobody refers to one of 256
    folders: with a round every five minutes each has its turn within a day.
    """
    blobs = blob_store(installation.settings)
    with installation.web.unit(Actor.service(), now) as unit:
        swept = messages.sweep_unsent(unit, blobs)
        orphans = messages.sweep_orphans(unit, blobs, f"{int(now.timestamp()) // 300 % 256:02x}")
    return {"swept_files": swept.attachment_count, "swept_contents": swept.blob_count + orphans}


def act_after_refresh(installation: Installation, version: str) -> Mapping[str, int]:
    """What follows a published version, as counts: the pipelines' last step. The live loop comes here
    every five minutes at least, so this is also where time alone ends things, before anybody is nudged.
    """
    expired = end_what_is_over(installation)
    report = act_on(installation, version=version)
    entered = {f"entered_{key}": count for key, count in asdict(report.queued).items()}
    return {**expired, **entered} | {f"delivered_{key}": count for key, count in asdict(report.delivered).items()}


def run_nudges(installation: Installation, *, dry_run: bool = False, as_of: datetime | None = None) -> NudgeReport:
    """`huiyin nudges run`: brings the list up to date first, then sends, or says what it would.

    Another moment's list is published beside the current one and can only be looked at.
    Raises `BadInput`, and those of a refresh and of `act_on`.
    """
    from orchestration.refresh import refresh

    if as_of is None:
        refresh(installation)
        return act_on(installation, is_dry_run=dry_run)
    if not dry_run:
        raise BadInput(
            "The nudges of another moment can't be sent.", mend="Add --dry-run to see them, or leave --as-of out."
        )
    seen = refresh(installation, as_of=as_of)
    return act_on(installation, lambda: as_of, version=seen.version, is_dry_run=True)


class _Looked(Exception):
    """A dry run has seen what it wanted: the unit is rolled back."""


def plan_campus(
    installation: Installation,
    sessions: Path,
    candidates: Path | None,
    *,
    now: datetime,
    is_dry_run: bool = False,
    **how: Any,
) -> CampusPlan:
    """`huiyin campus plan`: a campus day from its sheets, all or nothing; `how` as `campus.plan_new_day`.

    Raises errors of connectors.sources.errors and app.campus.errors.
    """
    sheets = [_sheet(path) for path in (sessions, candidates) if path is not None]
    plan: CampusPlan | None = None
    with suppress(_Looked), installation.web.unit(Actor.service(), now) as unit:
        plan = campus.plan_new_day(unit, sheets[0], **how)
        if candidates is not None:
            plan = campus.assign_candidates(unit, plan.event_id, sheets[1])
        if is_dry_run:
            raise _Looked
    assert plan is not None  # any other error has left this function
    return plan


def _sheet(path: Path) -> list[SheetRow]:
    table = read_table(path)
    return [SheetRow(row.number, dict(zip(table.columns, row.values, strict=False)), row.flaw) for row in table.rows]


def _due_nudge(row: Mapping[str, Any]) -> DueNudge:
    recipient = row["recipient_staff_id"]
    return DueNudge(
        clock_id=UUID(row["clock_id"]),
        rung=int(row["rung"]),
        recipient_staff_id=UUID(recipient) if recipient else None,
        recipient_role=str(row["recipient_role"]),
        channel=str(row["channel"]),
        template=str(row["template"]),
        reason=str(row["reason"]),
        due_at=row["due_at"].replace(tzinfo=UTC),
        rung_due_at=row["rung_due_at"].replace(tzinfo=UTC),
        is_highest_due_rung=bool(row["is_highest_due_rung"]),
        is_held_out=bool(row["is_held_out"]),
    )
