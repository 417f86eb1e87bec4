"""One installation: its settings, keys and, per role, its database. Every process starts here.

Belongs here: finding and joining the database server. Migrating and first rows are in
app.setup, which knows the domains.
"""

import json
import secrets
from dataclasses import fields
from functools import cached_property
from typing import Any

from sqlalchemy.engine import URL, make_url

from app.kit.database import Database
from app.kit.embedded import forget_the_dead, socket_dir, start_embedded
from app.kit.errors import DatabaseUnavailable, NotInitialised
from app.kit.keys import ensure_key, read_key, write_secret
from app.kit.roles import OWNER, PIPELINE, SEALER, WEB, RolePasswords, url_for
from app.kit.settings import Settings

DATABASE = "huiyin"
# Of the hundred connections that PostgreSQL has by default: what web processes take together, and one alone.
WEB_CONNECTIONS, MOST_CONNECTIONS, KEPT_CONNECTIONS = 72, 40, 20


class Installation:
    """Settings made real. `join_database` must be called before a database is used."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._server: Any = None

    def join_database(self, *, start: bool = True) -> None:
        """Makes sure that the server is there: starts or joins the embedded one, and holds it
        until this process ends. With `start=False` only joins (`DatabaseUnavailable` if down).
        """
        if not self.settings.is_embedded:
            return
        if not start and socket_dir(self.settings.postgres_dir) is None:
            raise DatabaseUnavailable
        self._server = start_embedded(self.settings.postgres_dir)

    def leave_database(self) -> None:
        """Lets the embedded server go before this process ends; the last one out stops it."""
        if self._server is not None:
            forget_the_dead(self._server)
            self._server.cleanup()
            self._server = None

    @cached_property
    def server_url(self) -> URL:
        """The server's address as its administrator: the embedded superuser, or the URL given."""
        if self.settings.database_url:
            return make_url(self.settings.database_url).set(drivername="postgresql+psycopg")
        directory = socket_dir(self.settings.postgres_dir)
        if directory is None:
            raise DatabaseUnavailable
        return URL.create(
            "postgresql+psycopg",
            username="postgres",
            password=self.passwords.admin,
            database="postgres",
            query={"host": directory},
        )

    @property
    def database_name(self) -> str:
        """The database on that server; the embedded server has one of our own."""
        return DATABASE if self.settings.is_embedded else str(self.server_url.database)

    def ensure_keys(self) -> None:
        """Makes the keys that are missing (`init` only)."""
        ensure_key(self.settings.keys_dir / "pseudonym.key")
        path = self.settings.keys_dir / "database.json"
        known = json.loads(path.read_text()) if path.exists() else {}
        missing = {each.name for each in fields(RolePasswords)} - known.keys()  # a later version has more roles
        if missing:
            made = {name: secrets.token_urlsafe(24) for name in sorted(missing)}
            write_secret(path, json.dumps(known | made))

    @cached_property
    def pseudonym_key(self) -> bytes:
        return read_key(self.settings.keys_dir / "pseudonym.key")

    @cached_property
    def passwords(self) -> RolePasswords:
        path = self.settings.keys_dir / "database.json"
        if not path.exists():
            raise NotInitialised
        known = json.loads(path.read_text())
        if {each.name for each in fields(RolePasswords)} - known.keys():
            raise NotInitialised
        return RolePasswords(**known)

    def role_url(self, role: str) -> str:
        """The address of the database as `role`."""
        password = dict(self.passwords.items())[role]
        return url_for(self.server_url, role, password, self.database_name)

    @cached_property
    def owner(self) -> Database:
        return Database(self.role_url(OWNER), pseudonym_key=self.pseudonym_key, pool_size=1)

    @cached_property
    def web(self) -> Database:
        """What services run on: may change rows, owns nothing. Connections are opened when they are
        needed, and kept: opening one costs more than a request. Web processes share what the server has: who finds
        none waits for one, and no process takes another's.
        """
        most = min(MOST_CONNECTIONS, max(1, WEB_CONNECTIONS // self.settings.web_processes))
        kept = min(KEPT_CONNECTIONS, most)
        return Database(self.role_url(WEB), pseudonym_key=self.pseudonym_key, pool_size=kept, max_overflow=most - kept)

    @cached_property
    def pipeline(self) -> Database:
        """What the warehouse reads through: no personal column is granted."""
        return Database(self.role_url(PIPELINE), pseudonym_key=self.pseudonym_key, pool_size=2)

    @cached_property
    def sealer(self) -> Database:
        """What chains the audit log, and checks it: reads the log, adds seals and heads, sees nothing else."""
        return Database(self.role_url(SEALER), pseudonym_key=self.pseudonym_key, pool_size=1)

    def close(self) -> None:
        """Closes the pools that were opened; they open again when used."""
        for name in ("owner", "web", "pipeline", "sealer"):
            if name in self.__dict__:
                self.__dict__[name].close()
