"""The tail: functions over 40 lines and long files want a reason, written here beside the name."""

import ast

from tests.conventions.code import ROOT, name, python_files, tree

FUNCTION, FILE, TEST_FILE = 40, 300, 400
REASONS: dict[str, str] = {}


def _functions() -> dict[str, int]:
    return {
        f"{name(path)}::{node.name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for path in python_files()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def _lines(pattern: str, *folders: str) -> dict[str, int]:
    return {
        name(path): len(path.read_text(encoding="utf-8").splitlines())
        for folder in folders
        for path in (ROOT / folder).rglob(pattern)
        if not {"versions", "target"} & set(path.parts)
    }


def _too_long(sizes: dict[str, int], limit: int) -> list[str]:
    return [
        f"{what}: {size} lines, over {limit}" for what, size in sizes.items() if size > limit and what not in REASONS
    ]


def test_functions_are_short() -> None:
    assert not _too_long(_functions(), FUNCTION), "split it, or write the reason in REASONS"


def test_files_are_short() -> None:
    sources = {
        what: size
        for folder in ("app", "connectors", "orchestration", "quality", "transforms", "warehouse")
        for what, size in _lines("*.py", folder).items()
    }
    long = _too_long(sources, FILE) + _too_long(_lines("*.py", "tests"), TEST_FILE)
    assert not long, "split it by idea, or write the reason in REASONS"


def test_every_reason_still_has_its_cause() -> None:
    sizes = _functions() | _lines("*.py", "app", "tests", "transforms", "warehouse")
    assert not [what for what in REASONS if sizes.get(what, 0) <= FUNCTION]
