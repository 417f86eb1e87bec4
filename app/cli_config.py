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

config = typer.Typer(no_args_is_help=True, help="Calendars, interview plans, policies, roles as files.")

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="folder of configuration files")]
SHOWN = 20  # running promises that a terminal lists
SIGNS = {
    "added": "[green]+[/green]",
    "changed": "[yellow]~[/yellow]",
    "removed": "[red]-[/red]",
    "renewed": "[yellow]=[/yellow]",
}


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
    *,
    dry_run: DryRun = False,
    prune: Annotated[bool, typer.Option("--prune", help="take away what the files lack")] = False,
    to_running: Annotated[bool, typer.Option("--apply-to-running", help="move promises that run, too")] = False,
    reason: Annotated[str | None, typer.Option(help="why running promises move; their candidates are told")] = None,
    json: Json = False,
) -> None:
    """Make a folder hold: all of it, or nothing."""
    from app.configuration import service

    if to_running != bool((reason or "").strip()):
        raise typer.BadParameter("--apply-to-running and --reason belong together.")
    with _in_unit(as_json=json) as unit:
        report = service.apply(unit, folder, prune=prune, dry_run=dry_run, move_running_because=reason)
    _print(report, json=json)
    if not json:
        _print_moved(report)
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


def _print_moved(report: "Report") -> None:
    """Which running promises move, or would: the soonest first."""
    if not report.moved:
        return
    shown = [
        (str(each.kind), str(each.clock_id), f"{each.due_at:%F %H:%M}", f"{each.new_due_at:%F %H:%M}")
        for each in report.moved[:SHOWN]
    ]
    terminal.table("running promises (UTC)", ("kind", "clock", "due", "due then"), shown)
    overdue = sum(each.is_overdue_at_once for each in report.moved)
    what = "were moved" if report.has_moved else "would move with --apply-to-running"
    terminal.step(f"{len(report.moved)} running promises {what}, {overdue} of them overdue at once")


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
