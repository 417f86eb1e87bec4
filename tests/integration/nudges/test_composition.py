"""From the published file to the mail server: the parts that an installation really has."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import timedelta

import duckdb
import pytest

from app.composition import act_after_refresh, act_on, nudge_list, politeness, run_nudges, smtp_channel
from app.kit.errors import BadInput
from app.kit.installation import Installation
from app.kit.keys import KeyUnsafe
from app.kit.settings import Settings
from app.nudges.schemas import DueNudge
from tests.conftest import NOW
from tests.integration.nudges.conftest import Company, Post, Promise
from tests.integration.nudges.test_nudging import Make
from tests.integration.outbox.conftest import MovingClock
from warehouse.errors import WarehouseMissing
from warehouse.manifest import Manifest, write_current
from warehouse.read import close_all


def publish(installation: Installation, rows: list[DueNudge]) -> None:
    """A published analyst file that holds this nudge list and nothing else."""
    directory = installation.settings.warehouse_dir
    directory.mkdir(exist_ok=True)
    with duckdb.connect(directory / "serving-analyst-v1.duckdb") as file:
        file.execute("create schema marts")
        file.execute(
            "create table marts.rpt_nudges (clock_id varchar, rung integer, recipient_staff_id varchar, "
            "recipient_role varchar, channel varchar, template varchar, reason varchar, due_at timestamp, "
            "rung_due_at timestamp, is_highest_due_rung boolean, is_held_out boolean)"
        )
        for row in rows:
            values = asdict(row)
            times = {key: values[key].replace(tzinfo=None) for key in ("due_at", "rung_due_at")}
            ids = {key: values[key] and str(values[key]) for key in ("clock_id", "recipient_staff_id")}
            names = ", ".join(values)
            marks = ", ".join("?" * len(values))
            file.execute(
                f"insert into marts.rpt_nudges ({names}) values ({marks})", list((values | times | ids).values())
            )
    files = {"analyst": "serving-analyst-v1.duckdb"}
    write_current(directory, Manifest("v1", NOW, NOW, "1", 1, 1, 1, 0, files))


@pytest.fixture
def running(installation: Installation, post: Post) -> Iterator[Installation]:
    """The installation with its mail server, and quiet hours off as in the demo."""
    made = Installation(Settings(home=installation.settings.root, smtp_port=post.port, nudge_quiet_hours=False))
    yield made
    made.close()
    close_all()
    if made.settings.warehouse_dir.exists():
        for path in made.settings.warehouse_dir.iterdir():
            path.unlink()


def test_the_published_list_is_sent_once(
    running: Installation, promise: Make, company: Company, post: Post, clock: MovingClock
) -> None:
    made: Promise = promise()
    nobody = DueNudge(**(asdict(made.row(5, company.owner, "hr_lead")) | {"recipient_staff_id": None}))
    rows = [made.row(2, company.owner), nobody]
    publish(running, rows)
    assert nudge_list(running.settings) == ("v1", rows)
    clock.move(hours=12)  # late in the evening
    assert act_on(running, clock, is_dry_run=True).planned[0].would == "send"
    report = act_on(running, clock)
    assert (report.warehouse_version, report.delivered.sent, report.queued.without_recipient) == ("v1", 1, 1)
    assert act_after_refresh(running, "v1")["entered_already"] == 1
    assert [mail.to for mail in post.mails()] == ["owner@bank.example"]


def test_without_a_warehouse_nothing_is_sent(running: Installation) -> None:
    with pytest.raises(WarehouseMissing):
        act_on(running)


def test_another_moment_can_only_be_looked_at(running: Installation) -> None:
    with pytest.raises(BadInput, match="can't be sent"):
        run_nudges(running, as_of=NOW - timedelta(days=1))


def test_settings_reach_the_channel(installation: Installation) -> None:
    secret = installation.settings.root / "smtp.password"
    secret.write_text("made-up\n")
    secret.chmod(0o644)
    settings = Settings(
        home=installation.settings.root, smtp_user="huiyin", smtp_password_file=secret, nudge_closes_hour=18
    )
    with pytest.raises(KeyUnsafe):
        smtp_channel(settings)
    secret.chmod(0o600)
    assert smtp_channel(settings).password == "made-up"
    assert "made-up" not in repr(smtp_channel(settings))
    assert (politeness(settings).is_on, politeness(settings).closes_hour) == (True, 18)
