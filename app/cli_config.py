"""`huiyin config …`: the configuration as a folder of files. Parses words, hands on, prints."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from app import terminal
from app.cli_words import DryRun, Json
from app.cli_work import at_work
from app.kit.clock import utc_now

if TYPE_CHECKING:
    from app.configuration.schemas import Change, Report
    from app.kit.database import Unit

config = typer.Typer(no_args_is_help=True, help="Calendars, policies, roles as files.")

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="folder of configuration files")]
SIGNS = {"added": "[green]+[/green]", "changed": "[yellow]~[/yellow]", "removed": "[red]-[/red]"}


@config.command("export")
def config_export(folder: Folder) -> None:
    """Write what holds now into a folder; the same configuration is always the same bytes."""
    from app.configuration import service

    with _in_unit(as_json=False) as unit:
        files = service.export(unit, folder)
    for name in files:
        terminal.step(f"wrote {folder / name}")


@config.command("diff")
def config_diff(
    folder: Folder,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="end with 1 if there are differences")] = False,
    json: Json = False,
) -> None:
    """Say what applying a folder would change."""
    from app.configuration import service

    with _in_unit(as_json=json) as unit:
        report = service.diff(unit, folder)
    _print(report, json=json)
    if exit_code and report.changes:
        raise typer.Exit(1)


@config.command("apply")
def config_apply(
    folder: Folder,
    dry_run: DryRun = False,
    prune: Annotated[bool, typer.Option("--prune", help="take away what the files lack")] = False,
    json: Json = False,
) -> None:
    """Make a folder hold: all of it, or nothing."""
    from app.configuration import service

    with _in_unit(as_json=json) as unit:
        report = service.apply(unit, folder, prune=prune, dry_run=dry_run)
    _print(report, json=json)
    if not json:
        terminal.step(f"{len(report.applied)} changes {'would be' if dry_run else 'were'} made")


@contextmanager
def _in_unit(*, as_json: bool) -> Iterator["Unit"]:
    """One transaction; every problem of the files is named before the error."""
    from app.configuration.errors import BadConfiguration
    from app.kit.database import Actor

    with at_work(as_json=as_json) as installation:
        try:
            with installation.web.unit(Actor.service(), utc_now()) as unit:
                yield unit
        except BadConfiguration as error:
            for problem in error.problems:
                terminal.err.print(escape(problem), highlight=False, soft_wrap=True)
            raise


def _print(report: "Report", *, json: bool) -> None:
    if json:
        terminal.print_json(report.as_json())
        return
    # What was applied can be more: a policy of a round follows a template's next version.
    for change in [*report.changes, *(each for each in report.applied if each not in report.changes)]:
        _print_change(change)
    if not report.changes:
        terminal.out.print(f"no difference; {report.same_count} things are as the files say", highlight=False)


def _print_change(change: "Change") -> None:
    note = f"  ({change.note})" if change.note else ""
    terminal.out.print(
        f"{SIGNS[change.change]} {change.kind} {escape(change.name)}{escape(note)}", highlight=False, soft_wrap=True
    )
    for each in change.differences if change.change == "changed" else ():
        line = f"    {each.key}: {_say(each.before)} -> {_say(each.after)}"
        terminal.out.print(escape(line), highlight=False, soft_wrap=True)


def _say(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(str(each) for each in value) or "none"
    return "none" if value is None else str(value)
