"""The command line, `huiyin …`: parses words, hands on, prints. A composition root.

Belongs here: options, their help, and which function a command calls. Heavy libraries are
imported inside the commands, so that `huiyin --help` answers at once.
"""

import os
from dataclasses import asdict
from datetime import UTC
from pathlib import Path
from typing import Annotated, Any

import typer

from app import terminal
from app.cli_campus import campus
from app.cli_config import config
from app.cli_evidence import evidence
from app.cli_sql import sql
from app.cli_words import AsOf, Audience, DryRun, Face, Json, Size, parse_time
from app.cli_work import at_work
from app.kit.clock import utc_now
from app.kit.errors import BadInput, HuiyinError
from app.kit.log import configure_logging
from app.kit.settings import read_settings

cli = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
imports = typer.Typer(no_args_is_help=True, help="Bring in history from other systems' files.")
nudges = typer.Typer(no_args_is_help=True, help="Chase what is late.")
sla = typer.Typer(no_args_is_help=True, help="What is owed, by when.")
topics = typer.Typer(no_args_is_help=True, help="Group candidates' questions.")
webhooks = typer.Typer(no_args_is_help=True, help="Tell other systems what happens here.")
warehouse = typer.Typer(no_args_is_help=True, help="The published warehouse.")
for name, group in (
    ("campus", campus),
    ("config", config),
    ("evidence", evidence),
    ("import", imports),
    ("nudges", nudges),
    ("sla", sla),
    ("topics", topics),
    ("warehouse", warehouse),
    ("webhooks", webhooks),
):
    cli.add_typer(group, name=name)
cli.command("sql")(sql)


@cli.command()
def init() -> None:
    """Create or migrate the database, write calendars and default policies; safe to repeat."""
    from app.setup import initialise

    with at_work(database=False) as installation:
        initialise(installation, utc_now(), terminal.step)
        terminal.step("ready; `huiyin doctor` checks it")


@cli.command()
def demo(
    size: Annotated[Size, typer.Option(help="how much hiring the example company did")] = Size.SMALL,
    serve: Annotated[bool, typer.Option("--serve/--no-serve", help="start everything afterwards")] = True,
) -> None:
    """The example company: a year of hiring, imported samples, and everything started."""
    from app.demo.run import demo_settings, prepare_demo, refresh_demo, require_demo_ports, serve_demo

    with terminal.speaking():
        settings = demo_settings(read_settings())
    configure_logging(settings.log_level)
    with terminal.speaking(log_dir=settings.log_dir):
        if serve:
            require_demo_ports(settings)
        installation = prepare_demo(settings, size.value, utc_now)
        if serve:
            serve_demo(installation)
        else:
            refresh_demo(installation)


@cli.command()
def serve(face: Annotated[Face, typer.Option(help="which pages to serve")] = Face.ALL) -> None:
    """The web application: desk, dashboards, API."""
    from app.composition import LazySimilarTexts
    from app.web.serve import run

    with at_work() as installation:
        if face is Face.PORTAL:
            raise BadInput("The candidate portal is not part of this version.", mend="Use --face all or desk.")
        run(installation, installation.settings.host, installation.settings.port, similar=LazySimilarTexts())


@cli.command()
def live() -> None:
    """Refresh the warehouse within seconds of every change, and send the nudges that are due."""
    from app.processes import run_live_loop

    with at_work() as installation:
        run_live_loop(installation)


@cli.command()
def pipelines() -> None:
    """Dagster: its pages on loopback, its daemon and schedule."""
    from app.processes import run_pipelines

    with at_work() as installation:
        run_pipelines(installation)


@cli.command()
def refresh(
    full: Annotated[bool, typer.Option("--full", help="read everything again")] = False,
    as_of: AsOf = None,
    publish: Annotated[
        bool, typer.Option("--publish", help="make a version of another moment the current one")
    ] = False,
    json: Json = False,
) -> None:
    """One refresh of the warehouse through Dagster."""
    from app.composition import act_after_refresh
    from orchestration.refresh import refresh as refresh_once

    with at_work(as_json=json) as installation:
        with terminal.progress("refreshing the warehouse"):
            result = refresh_once(
                installation, full=full, as_of=parse_time(as_of), publish=publish or None, act=act_after_refresh
            )
        if json:
            terminal.print_json(asdict(result))
            return
        terminal.table("rows read", ("table", "rows"), sorted(result.rows_read.items()))
        for warning in result.warnings:
            terminal.step(warning)
        where = "is now served" if result.is_current else "is published beside the current one"
        terminal.step(
            f"version {result.version} {where}: {result.checks_passed} checks passed, "
            f"{result.checks_failed} failed, {result.seconds:.1f} s"
        )


@imports.command("greenhouse")
def import_greenhouse(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="folder of Greenhouse-shaped CSV tables")],
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Import a folder of Greenhouse-shaped CSV tables as history."""
    from app.intake import service

    with at_work(as_json=json) as installation, terminal.progress("importing") as progress:
        report = service.import_greenhouse(
            installation.web, directory, now=utc_now(), dry_run=dry_run, progress=progress
        )
    _print_import(report, json)


@imports.command("table")
def import_table(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV or Excel file")],
    mapping: Annotated[Path, typer.Option(help="which column is what (YAML)", metavar="FILE.yml")],
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Import any CSV or Excel file by a mapping of its columns."""
    from app.intake import service

    with at_work(as_json=json) as installation, terminal.progress("importing") as progress:
        report = service.import_table(
            installation.web, file, mapping, now=utc_now(), dry_run=dry_run, progress=progress
        )
    _print_import(report, json)


def _print_import(report: Any, json: bool) -> None:
    if json:
        terminal.print_json(report.as_json())
    else:
        report.render(terminal.out)


@topics.command("group")
def topics_group(
    source: Annotated[Path, typer.Option("--input", help="CSV with a column `text`", metavar="Q.csv")],
    target: Annotated[Path, typer.Option("--output", help="where the groups go", metavar="G.csv")],
) -> None:
    """Group the questions of a CSV file; no database needed."""
    from transforms.topics import group_file

    with at_work(database=False):
        count = group_file(source, target)
        terminal.step(f"{count} questions grouped into {target.name}")


@nudges.command("run")
def nudges_run(dry_run: DryRun = False, as_of: AsOf = None, json: Json = False) -> None:
    """Compute, re-check and send the nudges that are due."""
    from app.composition import run_nudges

    with at_work(as_json=json) as installation:
        report = run_nudges(installation, dry_run=dry_run, as_of=parse_time(as_of))
        if json:
            terminal.print_json(report.as_json())
        else:
            report.render(terminal.out)


@webhooks.command("deliver")
def webhooks_deliver(json: Json = False) -> None:
    """One round of webhooks; `huiyin live` does so all the time."""
    from app.composition import deliver_webhooks

    with at_work(as_json=json) as installation:
        counts = asdict(deliver_webhooks(installation))
        if json:
            terminal.print_json(counts)
        else:
            terminal.table("webhooks", ("what", "events"), list(counts.items()))


@sla.command("due")
def sla_due(
    unit: Annotated[str, typer.Option(help="business_days, business_hours or elapsed_hours")],
    amount: Annotated[int, typer.Option(help="how many", min=0)],
    start: Annotated[str, typer.Option(help="moment, as RFC 3339 with zone", metavar="TIME")],
    calendar: Annotated[str, typer.Option(help="calendar code, for example CN", metavar="CODE")] = "CN",
    json: Json = False,
) -> None:
    """The moment something is due, and how it was reached; no database needed."""
    from app.kit.worktime_report import due_report

    with at_work(as_json=json, database=False):
        report = due_report(unit, amount, start, calendar)
        if json:
            terminal.print_json({"due_at": report.due_at.astimezone(UTC).isoformat(), "steps": report.steps})
            return
        for line in report.steps:
            terminal.out.print(line, highlight=False, soft_wrap=True)


@warehouse.command("path")
def warehouse_path(audience: Annotated[Audience, typer.Option(help="whose file")] = Audience.ANALYST) -> None:
    """Print the path of the published file."""
    from warehouse.read import file_of

    with at_work(database=False) as installation:
        typer.echo(file_of(installation.settings.warehouse_dir, audience.value))


@cli.command()
def doctor(json: Json = False) -> None:
    """Check everything and say how to mend what is wrong."""
    from app.doctor import diagnose, render

    with at_work(as_json=json, database=False) as installation:
        findings = diagnose(installation, utc_now())
        if json:
            terminal.print_json([finding.as_json() for finding in findings])
        else:
            render(findings, terminal.out)
        if any(finding.state == "fail" for finding in findings):
            raise typer.Exit(1)


def main() -> None:
    """The entry of `huiyin`. What it writes is for its owner alone: mails, logs and files lie under the home."""
    os.umask(0o077)
    try:
        cli()
    except HuiyinError as error:
        terminal.err.print(f"error {error.text}", highlight=False)
        raise SystemExit(1) from error


if __name__ == "__main__":
    main()
