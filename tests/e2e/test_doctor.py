"""`huiyin doctor` as an administrator runs it: green on the running demo, and clear when something is taken away."""

import os
import subprocess
import sys

import pytest

from tests.conventions.code import ROOT
from tests.e2e.running import RunningDemo, free_ports

pytestmark = pytest.mark.xdist_group("demo")


def doctor(demo: RunningDemo, **changes: str) -> tuple[int, str]:
    """Exit code and words; `changes` are settings that differ from the demo's."""
    settings = demo.settings
    environment = os.environ | {
        "HUIYIN_HOME": str(settings.home),
        "HUIYIN_PORT": str(settings.port),
        "HUIYIN_PIPELINES_PORT": str(settings.pipelines_port),
        "HUIYIN_SMTP_PORT": str(settings.smtp_port),
        "HUIYIN_EVIDENCE_DIR": str(settings.home / "evidence"),
    }
    done = subprocess.run(
        [sys.executable, "-m", "app.cli", "doctor"],
        cwd=ROOT,
        env=environment | changes,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_the_doctor_is_content_with_the_demo(running_demo: RunningDemo) -> None:
    code, words = doctor(running_demo)
    assert code == 0, words
    assert "everything is well" in words


def test_a_missing_mail_server_is_named(running_demo: RunningDemo) -> None:
    port = str(free_ports(1)[0])
    code, words = doctor(running_demo, HUIYIN_SMTP_PORT=port)
    assert code == 1
    assert f"✗ mail server: The mail server at 127.0.0.1:{port} can't be used" in words
    assert "HUIYIN_SMTP_PORT" in words


def test_a_missing_database_is_named(running_demo: RunningDemo) -> None:
    nobody = f"postgresql://huiyin:none@127.0.0.1:{free_ports(1)[0]}/huiyin"
    code, words = doctor(running_demo, HUIYIN_DATABASE_URL=nobody)
    assert code == 1
    assert "✗ database:" in words
    assert "HUIYIN_DATABASE_URL" in words


def test_a_missing_warehouse_is_named(running_demo: RunningDemo) -> None:
    current = running_demo.settings.warehouse_dir / "CURRENT"
    aside = current.with_name("CURRENT.aside")
    current.rename(aside)
    try:
        code, words = doctor(running_demo)
    finally:
        if not current.exists():  # the live loop may have published meanwhile
            aside.rename(current)
    assert code == 1
    assert "✗ warehouse:" in words
    assert "huiyin refresh" in words
