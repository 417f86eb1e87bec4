"""What the convention tests look at: our Python files, parsed once."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("app", "connectors", "orchestration", "quality", "transforms", "warehouse")


@cache
def python_files(*folders: str) -> tuple[Path, ...]:
    """All Python files below `folders` (default: our packages), migrations left out."""
    found = [path for folder in folders or PACKAGES for path in sorted((ROOT / folder).rglob("*.py"))]
    return tuple(path for path in found if "versions" not in path.parts and "__pycache__" not in path.parts)


@cache
def tree(path: Path) -> ast.Module:
    """The parsed file."""
    return ast.parse(path.read_text(encoding="utf-8"))


def name(path: Path) -> str:
    """The path as a person writes it."""
    return path.relative_to(ROOT).as_posix()


def calls(path: Path) -> Iterator[tuple[int, str]]:
    """(line, dotted name) of every call in the file, as far as it can be read off."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            yield node.lineno, ast.unparse(node.func)
