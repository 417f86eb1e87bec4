"""The one reader of the environment: every setting, its default and what it is for.

Settings are `HUIYIN_<NAME>`; nothing else in the code reads the environment (a convention
test keeps it). Secrets are not settings: they lie in files under `home/keys`, see kit.keys.
"""

import os
from functools import cached_property
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.kit.errors import HuiyinError

ENV_PREFIX = "HUIYIN_"


class Settings(BaseSettings):
    """Settings of one installation. Build one at the edge and hand it on."""

    model_config = SettingsConfigDict(env_prefix=ENV_PREFIX, frozen=True)

    home: Path = Field(default=Path("var"), description="folder of all state")
    database_url: str | None = Field(default=None, description="server to use as its owner; empty: the embedded one")
    host: str = Field(default="127.0.0.1", description="address the web application listens on")
    port: int = Field(default=8400, ge=1, le=65535, description="port of the web application")
    web_processes: int = Field(default=1, ge=1, le=64, description="processes that answer, about one per core")
    pipelines_port: int = Field(default=8401, ge=1, le=65535, description="port of Dagster's pages, on loopback")
    base_url: str | None = Field(default=None, description="address people reach the web application at")
    smtp_host: str = Field(default="127.0.0.1", description="mail server")
    smtp_port: int = Field(default=8425, ge=1, le=65535, description="port of the mail server")
    smtp_user: str | None = None
    smtp_password_file: Path | None = Field(default=None, description="file with the mail server's password")
    smtp_tls: Literal["none", "starttls", "tls"] = "none"
    mail_from: str = Field(default="huiyin@localhost.example", description="sender of nudges")
    nudge_quiet_hours: bool = Field(default=True, description="nudge on working days between the two hours only")
    nudge_opens_hour: int = Field(default=8, ge=0, le=23, description="first hour of nudging, recipient's local time")
    nudge_closes_hour: int = Field(default=20, ge=1, le=24, description="hour from which nothing is sent any more")
    sql_at_once: int = Field(default=4, ge=1, le=64, description="queries of analysts that run at the same time")
    webhook_hosts: str = Field(default="", description="hosts webhooks may go to, see app.kit.egress; empty: none")
    evidence_dir: Path | None = Field(default=None, description="folder elsewhere that signed heads are exported to")
    evidence_mail: str | None = Field(default=None, description="mailbox elsewhere that signed heads are mailed to")
    calendar: str = Field(default="CN", description="code of the default working calendar")
    session_hours: int = Field(default=12, description="how long a log-in lasts")
    demo: bool = Field(default=False, description="example company: shows its log-ins and its mailbox")
    log_level: str = "INFO"
    refresh_minutes: int = Field(default=10, description="how often the schedule refreshes the warehouse")

    @cached_property
    def root(self) -> Path:
        """The home folder as absolute path."""
        return self.home.expanduser().resolve()

    @property
    def keys_dir(self) -> Path:
        return self.root / "keys"

    @property
    def signing_key_file(self) -> Path:
        """What signs evidence."""
        return self.keys_dir / "evidence.pem"

    @property
    def postgres_dir(self) -> Path:
        return self.root / "postgres"

    @property
    def warehouse_dir(self) -> Path:
        return self.root / "warehouse"

    @property
    def dagster_dir(self) -> Path:
        return self.root / "dagster"

    @property
    def dbt_state_dir(self) -> Path:
        return self.root / "dbt"

    @property
    def log_dir(self) -> Path:
        return self.root / "logs"

    @property
    def meters_dir(self) -> Path:
        """Where several web processes tell each other what they have counted."""
        return self.root / "meters"

    @property
    def blobs_dir(self) -> Path:
        """Where attachments lie, by hash."""
        return self.root / "blobs"

    @property
    def mailbox_dir(self) -> Path:
        """Where the demo's mail server keeps what it received."""
        return self.root / "mailbox"

    @property
    def is_embedded(self) -> bool:
        return self.database_url is None

    @property
    def address(self) -> str:
        """What links in messages start with."""
        return self.base_url or f"http://{self.host}:{self.port}"

    def child_environment(self) -> dict[str, str]:
        """The environment of a process that is to run with these settings."""
        ours = self.model_dump(mode="json", exclude_unset=True) | {"home": str(self.root)}
        given = {f"{ENV_PREFIX}{name.upper()}": str(value) for name, value in ours.items() if value is not None}
        return dict(os.environ) | given


class BadSetting(HuiyinError):
    code = "bad_setting"
    message = "The setting {name} can't be used: {why}."
    mend = "Correct the environment variable, or unset it to take the default."


def read_settings() -> Settings:
    """The settings as the environment has them. Raises `BadSetting` naming the first that is wrong."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = f"{ENV_PREFIX}{str(first['loc'][0]).upper()}" if first["loc"] else ENV_PREFIX
        raise BadSetting(name=name, why=first["msg"][0].lower() + first["msg"][1:]) from None
