"""Pages of docs/ that are made from the code: `make docs` writes them, a test compares them.

Belongs here: gathering and laying out. What is said comes from where it is enforced.
"""

import enum
import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import app
from app.kit.states import mermaid

DOCS = Path(__file__).parents[1] / "docs"
ENDING = "_MOVES"
HEAD = """# State machines

Made by `make docs` from the `…_MOVES` in each domain's `rules.py`, which are what the services enforce; the tests watch
that no row takes a move which is not drawn. Such a move answers 409: `move_not_allowed`, or a code that says more
(`application_ended`, `feedback_already_submitted`, `clock_not_running`), with the fields `thing`, `state` and `allowed`
(where it may go from there). Imported history alone follows its source.
"""


def machines() -> Iterator[tuple[str, str, Mapping[enum.StrEnum, frozenset[enum.StrEnum]]]]:
    """(domain, thing, moves) of every state machine, by domain and in the order of the code."""
    for package in sorted(pkgutil.iter_modules(app.__path__), key=lambda each: each.name):
        if package.ispkg and (Path(app.__path__[0]) / package.name / "rules.py").exists():
            rules = importlib.import_module(f"app.{package.name}.rules")
            own = _assigned(inspect.getsource(rules))
            for name, value in vars(rules).items():
                if name.endswith(ENDING) and name in own:
                    yield package.name, name.removesuffix(ENDING).lower().replace("_", " "), value


def _assigned(source: str) -> set[str]:
    """Names that the module defines itself, not those that it imports."""
    return {line.split(":")[0].split("=")[0].strip() for line in source.splitlines() if line[:1].isupper()}


def states_page() -> str:
    """docs/states.md."""
    parts = [HEAD]
    for domain, thing, moves in machines():
        state_class = type(next(iter(moves)))
        says = (inspect.getdoc(state_class) or "").split("\n\n")[0].replace("\n", " ")
        about = says if says and not says.startswith("Enum where members") else ""
        enforced = f"Enforced by `app/{domain}/rules.py`."
        parts.append(f"## {thing.capitalize()}\n\n{f'{about} ' if about else ''}{enforced}\n")
        parts.append(f"```mermaid\n{mermaid(moves)}\n```\n")
    return "\n".join(parts)


PAGES: Mapping[str, Callable[[], str]] = {"states.md": states_page}


def main() -> None:
    """Writes the pages that have changed."""
    for name, make in PAGES.items():
        path = DOCS / name
        made = make()
        if not path.exists() or path.read_text(encoding="utf-8") != made:
            path.write_text(made, encoding="utf-8")


if __name__ == "__main__":
    main()
