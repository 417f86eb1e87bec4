"""`huiyin campus …`: campus days from sheets. Parses words, hands on, prints."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from app import terminal
from app.cli_words import DryRun, Json
from app.cli_work import at_work
from app.kit.clock import utc_now

campus = typer.Typer(no_args_is_help=True, help="Campus days: many candidates over many panels.")


@campus.callback()
def _group() -> None:
    """Keeps `plan` a word of its own while it is the only command."""


@campus.command("plan")
def campus_plan(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="sessions, CSV or Excel: start, end, panel, room, …")],
    *,
    round_id: Annotated[UUID, typer.Option("--round", metavar="ID", help="the round that they are of")],
    name: Annotated[str | None, typer.Option(help="what the day is called; by itself: the file's name")] = None,
    candidates: Annotated[
        Path | None, typer.Option(metavar="FILE", help="who goes where, CSV or Excel: email, start, room or panel")
    ] = None,
    zone: Annotated[str, typer.Option(help="zone of times without an offset")] = "Asia/Shanghai",
    add_rooms: Annotated[bool, typer.Option("--add-rooms", help="add rooms that are not known here")] = False,
    open_: Annotated[bool, typer.Option("--open", help="candidates may choose among them")] = False,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Plan a campus day from a sheet of sessions and, if wanted, one of candidates: all of it or nothing."""
    from app.composition import plan_campus

    with at_work(as_json=json) as installation:
        plan = plan_campus(
            installation,
            file,
            candidates,
            now=utc_now(),
            is_dry_run=dry_run,
            round_id=round_id,
            name=name or file.stem,
            zone=zone,
            add_rooms=add_rooms,
            is_open=open_,
        )
    if json:
        terminal.print_json(asdict(plan) | {"dry_run": dry_run})
        return
    would = "would be planned" if dry_run else "planned"
    counts = f"{len(plan.session_ids)} sessions with {plan.place_count} places, {plan.interview_count} interviews"
    terminal.step(f"{counts} {would}" if dry_run else f"{counts} {would} as campus day {plan.event_id}")
