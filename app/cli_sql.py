"""`huiyin sql`: a question to the published warehouse. Parses words, hands on, prints."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from app import terminal
from app.cli_words import Audience, Format
from app.cli_work import at_work
from app.kit.errors import BadInput
from app.kit.installation import Installation
from warehouse.cage_limits import HIGHEST, LONGEST_QUERY, LOWEST, MIB, Limits

USUAL = Limits()
PIPED = "-"


Statement = Annotated[str | None, typer.Argument(metavar='"select …"', help="by itself or -: from a pipe")]
QueryFile = Annotated[
    Path | None, typer.Option("--file", metavar="FILE", exists=True, dir_okay=False, help="a file with the query")
]
Version = Annotated[str | None, typer.Option(help="a kept version instead of the current one")]
Rows = Annotated[
    int, typer.Option(min=int(LOWEST["max_rows"]), max=int(HIGHEST["max_rows"]), help="how many rows at most")
]
Seconds = Annotated[
    float, typer.Option(min=LOWEST["wall_seconds"], max=HIGHEST["wall_seconds"], help="how long it may take")
]
Memory = Annotated[
    int,
    typer.Option(
        min=int(LOWEST["memory_bytes"]) // MIB, max=int(HIGHEST["memory_bytes"]) // MIB, help="MiB that it may have"
    ),
]
Size = Annotated[
    int, typer.Option(min=1, max=int(HIGHEST["max_bytes"]) // MIB, help="MiB that the result may have, as it is held")
]


def sql(
    statement: Statement = None,
    *,
    file: QueryFile = None,
    version: Version = None,
    audience: Annotated[Audience, typer.Option(help="whose file")] = Audience.ANALYST,
    output: Annotated[Format, typer.Option("--format")] = Format.TABLE,
    as_csv: Annotated[bool, typer.Option("--csv", help="as --format csv")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="as --format json")] = False,
    rows: Rows = USUAL.max_rows,
    seconds: Seconds = USUAL.wall_seconds,
    memory: Memory = USUAL.memory_bytes // MIB,
    size: Size = USUAL.max_bytes // MIB,
) -> None:
    """Ask the published warehouse, read-only and within limits."""
    query = _query(statement, file)
    shape = _format(output, as_csv=as_csv, as_json=as_json)
    limits = Limits(wall_seconds=seconds, memory_bytes=memory * MIB, max_rows=rows, max_bytes=size * MIB)
    with at_work(as_json=shape is Format.JSON, database=False) as installation:
        _answer(installation, query, audience=audience, version=version, limits=limits, shape=shape)


def _answer(
    installation: Installation, query: str, *, audience: Audience, version: str | None, limits: Limits, shape: Format
) -> None:
    """The rows on stdout, what was cut off on stderr. Raises those of the cage."""
    from warehouse.cage import run_caged
    from warehouse.render import Format as Shape
    from warehouse.render import render

    if shape is Format.PARQUET and sys.stdout.isatty():
        raise BadInput("Parquet is not for a terminal.", mend="Send it to a file: … --format parquet > FILE.parquet")
    with terminal.progress("asking the warehouse, seconds") as report:
        result = run_caged(
            installation.settings.warehouse_dir,
            audience.value,
            query,
            limits=limits,
            version=version,
            at_once=installation.settings.sql_at_once,
            watch=lambda spent: report(round(spent), round(limits.wall_seconds)),
        )
    sys.stdout.buffer.write(render(result.table, Shape(shape)))
    if result.note:
        terminal.step(result.note)


def _query(statement: str | None, file: Path | None) -> str:
    """The words of the query: given, in a file, or from a pipe."""
    if file is not None:
        if statement is not None:
            raise typer.BadParameter("Give the query or a file with it, not both.")
        try:
            return file.read_text("utf-8")
        except UnicodeDecodeError as error:
            raise typer.BadParameter("The file is not UTF-8 text.") from error
    if statement not in {None, PIPED}:
        return str(statement)
    if sys.stdin.isatty():
        raise typer.BadParameter('Give a query: huiyin sql "select …", --file FILE, or through a pipe.')
    return sys.stdin.read(LONGEST_QUERY + 1)


def _format(output: Format, *, as_csv: bool, as_json: bool) -> Format:
    if as_csv and as_json:
        raise typer.BadParameter("Choose one of --csv and --json.")
    return Format.CSV if as_csv else Format.JSON if as_json else output
