"""What every command of the line stands in: an installation, joined to its database, and errors as
one sentence with exit code 1.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from app import events, terminal
from app.kit.installation import Installation
from app.kit.log import configure_logging
from app.kit.settings import read_settings


@contextmanager
def at_work(*, as_json: bool = False, database: bool = True) -> Iterator[Installation]:
    """An installation for one command; errors become one sentence and exit code 1."""
    with terminal.speaking(as_json=as_json):
        settings = read_settings()
    configure_logging(settings.log_level)
    events.connect()
    installation = Installation(settings)
    with terminal.speaking(as_json=as_json, log_dir=settings.log_dir):
        if database:
            installation.join_database()
        yield installation
