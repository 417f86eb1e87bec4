"""How a command speaks: results on stdout, progress and errors on stderr, exit codes 0, 1, 2.

Belongs here: rendering for a terminal. What a command does stands in app.cli and below.
"""

import errno
import json
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from app.kit.errors import HuiyinError

WIDE = 140  # columns where nobody's terminal sets a limit: a table in a pipe is not to be cut
out = Console(width=None if sys.stdout.isatty() else WIDE)
err = Console(stderr=True)

Report = Callable[[int, int], None]


@contextmanager
def speaking(*, as_json: bool = False, log_dir: Path | None = None) -> Iterator[None]:
    """Turns every error into one sentence with its mend, and exit code 1 (2 where the command was used wrongly).

    An error that is no `HuiyinError` is a fault of ours: its trace goes to a file, since a
    trace on the screen helps nobody who has to mend an installation.
    """
    try:
        yield
    except (typer.Exit, typer.BadParameter):
        raise
    except HuiyinError as error:
        _say(error.code, error.text, error.advice, as_json=as_json, exit_code=error.exit_code)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            _say("disk_full", "The disk is full.", "Free some space and run the command again.", as_json=as_json)
        if error.errno in (errno.EACCES, errno.ENOENT, errno.EROFS, errno.ENOTDIR):
            _say(
                "no_access",
                "A file or folder can't be written or read.",
                "Check HUIYIN_HOME and its owner.",
                as_json=as_json,
            )
        _unexpected(error, log_dir, as_json=as_json)
    except KeyboardInterrupt:
        err.print("[dim]stopped[/dim]")
        sys.exit(130)
    except Exception as error:
        _unexpected(error, log_dir, as_json=as_json)


def _unexpected(error: Exception, log_dir: Path | None, *, as_json: bool) -> None:
    where = ""
    if log_dir is not None:
        log_dir.mkdir(parents=True, exist_ok=True)
        path = log_dir / "faults.log"
        path.touch(mode=0o600)
        # Where, and which kind; never the error's own words: a database quotes the row that it refuses.
        with path.open("a", encoding="utf-8") as file:
            file.write(f"{datetime.now(UTC).isoformat()} {type(error).__name__}\n")
            file.write("".join(traceback.format_tb(error.__traceback__)))
        where = f"The details are in {path}."
    _say("fault", f"An unexpected fault stopped this ({type(error).__name__}).", where, as_json=as_json)


def _say(code: str, message: str, mend: str, *, as_json: bool, exit_code: int = 1) -> None:
    if as_json:
        print_json({"error": {"code": code, "message": message, "mend": mend}})
    err.print(f"[bold red]error[/bold red] {message}", highlight=False, soft_wrap=True)
    if mend:
        err.print(f"      {mend}", highlight=False, soft_wrap=True)
    sys.exit(exit_code)


def print_json(document: Any) -> None:
    """One JSON document on stdout."""
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2, default=str) + "\n")


def step(message: str) -> None:
    """One line about what is being done, on stderr."""
    err.print(f"[cyan]·[/cyan] {message}", highlight=False, soft_wrap=True)


@contextmanager
def progress(label: str) -> Iterator[Report]:
    """A progress bar on a terminal, nothing in a pipe; call the result with (done, total)."""
    label_column = TextColumn("[cyan]·[/cyan] {task.description}")
    columns = (label_column, BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
        task = bar.add_task(label, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def table(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """A table on stdout; numbers to the right."""
    shown = Table(title=title, title_justify="left", show_edge=False, pad_edge=False)
    for index, column in enumerate(columns):
        numeric = bool(rows) and all(isinstance(row[index], int | float) for row in rows)
        shown.add_column(column, justify="right" if numeric else "left", no_wrap=not numeric and index == 0)
    for row in rows:
        shown.add_row(*("" if cell is None else str(cell) for cell in row))
    out.print(shown)
