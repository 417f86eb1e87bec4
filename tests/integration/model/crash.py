"""A unit of work whose connection is torn off before it commits, as by a `kill -9` of the process."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import text

from app.kit.database import Actor, Database, Unit
from app.kit.errors import HuiyinError


def crash_in(database: Database, actor: Actor, now: datetime, verb: Callable[[Unit], Any]) -> None:
    """Does `verb` and loses the server's backend before the commit; a refusal of the verb is fine too."""
    with pytest.raises(HuiyinError):
        _until_torn_off(database, actor, now, verb)


def _until_torn_off(database: Database, actor: Actor, now: datetime, verb: Callable[[Unit], Any]) -> None:
    with database.unit(actor, now) as unit:
        verb(unit)
        unit.session.flush()  # everything has reached the server
        unit.session.execute(text("select pg_terminate_backend(pg_backend_pid())"))
