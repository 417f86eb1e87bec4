"""`huiyin evidence …`: the audit log's chain, its signed heads, and what they prove. Parses words, hands on, prints."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer
from rich.markup import escape

from app import terminal
from app.cli_words import Json
from app.cli_work import at_work

if TYPE_CHECKING:
    from app.evidence.rules import Verified

evidence = typer.Typer(no_args_is_help=True, help="Prove who did, saw and sent what, and when.")


@evidence.command("seal")
def evidence_seal(
    follow: Annotated[bool, typer.Option("--follow", help="until told to stop, with the day's head")] = False,
) -> None:
    """Give every entry of the audit log its place in the chain."""
    from app.evidence.sealing import Sealer
    from app.processes import run_sealer

    with at_work() as installation:
        if follow:
            run_sealer(installation)
        else:
            terminal.step(f"{Sealer(installation.sealer).seal_all()} entries sealed")


@evidence.command("head")
def evidence_head(json: Json = False) -> None:
    """Seal, sign where the chain stands now, and export it."""
    from app.composition_evidence import head_keeper
    from app.evidence.sealing import Sealer

    with at_work(as_json=json) as installation:
        Sealer(installation.sealer).seal_all()
        made = head_keeper(installation).keep(make=True)
    if json:
        terminal.print_json(made)
    elif made is None:
        terminal.step("there is nothing to sign yet")
    else:
        terminal.step(f"head {made['head']['number']} stands for {made['head']['last']} entries")


@evidence.command("verify")
def evidence_verify(
    bundle: Annotated[Path | None, typer.Argument(metavar="[BUNDLE.zip]", help="a bundle instead of the log")] = None,
    key: Annotated[str | None, typer.Option(metavar="FINGERPRINT", help="key that must have signed it")] = None,
    json: Json = False,
) -> None:
    """Check the audit log, its chain and its heads; or a bundle, for which no database is needed."""
    from app.composition_evidence import verify_evidence

    if bundle is not None:
        _verify_bundle(bundle, key, json=json)
        return
    with at_work(as_json=json) as installation, terminal.progress("verifying the audit log") as progress:
        found = verify_evidence(installation, progress)
    if json:
        terminal.print_json(found.as_json())
    else:
        _print(found)
    if found.faults:
        raise typer.Exit(1)


def _verify_bundle(bundle: Path, key: str | None, *, json: bool) -> None:
    from app.composition_evidence import verify_bundle

    if not bundle.is_file():
        raise typer.BadParameter(f"{bundle} is not a file.")
    with at_work(as_json=json, database=False) as installation:
        manifest = verify_bundle(installation.settings, bundle, key)
    if json:
        terminal.print_json(manifest)
        return
    terminal.out.print(f"key {manifest['key']}", highlight=False, soft_wrap=True)
    said = f"{manifest['entry_count']} audit entries and {len(manifest['files'])} files are as they were signed"
    terminal.out.print(f"[green]✓[/green] {said}", highlight=False)


@evidence.command("bundle")
def evidence_bundle(
    application: Annotated[UUID, typer.Option(metavar="ID", help="the application that it is about")],
    out: Annotated[Path, typer.Option(metavar="FILE.zip", help="a new file")],
) -> None:
    """Put everything promised, done, seen and sent about one application into a file that a stranger can check."""
    from app.composition_evidence import bundle_evidence

    with at_work() as installation:
        bundle_evidence(installation, application, out)
    terminal.step(f"wrote {out}; `huiyin evidence verify {out}` checks it, and so does verify.py in it")


def _print(found: "Verified") -> None:
    for fault in found.faults:
        place = {"position": fault.position, "entry": fault.seq, "head": fault.head}
        where = ", ".join(f"{name} {number}" for name, number in place.items() if number is not None)
        line = f"[red]✗[/red] {fault.kind}{f' at {where}' if where else ''}: {escape(fault.what)}"
        terminal.out.print(line, highlight=False, soft_wrap=True)
    said = (
        f"{found.seal_count} entries are sealed and {found.unsealed_count} not yet; "
        f"{found.head_count} heads, {found.exported_count} of them exported; "
        f"{found.after_exported_count} entries lie after the last exported head"
    )
    terminal.out.print(said, highlight=False, soft_wrap=True)
    terminal.out.print(f"key {found.fingerprint}", highlight=False, soft_wrap=True)
    verdict = f"[red]{len(found.faults)} faults[/red]" if found.faults else "[green]✓[/green] no fault"
    terminal.out.print(verdict, highlight=False)
