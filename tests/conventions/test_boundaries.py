"""Where things may stand: commits at the edge, queries in repositories, the environment in
settings. Each message names the file and the mend.
"""

import ast
import re
from pathlib import Path

import pytest

from tests.conventions.code import ROOT, calls, name, python_files, tree

EDGE = {"app/kit/database.py"}  # the unit of work
QUERY_WORDS = {"select", "insert", "update", "delete", "text"}
QUERIES_MAY_STAND = re.compile(r"^app/(kit|migrations)/|^app/setup\.py$|/(repository|models)(/\w+)?\.py$")
ENVIRONMENT = {"app/kit/settings.py"}
THIRD_PARTY_SWITCH = {"quality/context.py"}  # a library that is only told through its environment


def test_only_the_edge_commits() -> None:
    found = [
        f"{name(path)}:{line}"
        for path in python_files("app")
        if name(path) not in EDGE
        for line, call in calls(path)
        if re.search(r"(session|connection|engine)\.commit$", call)
    ]
    assert not found, f"leave the commit to Database.unit: {found}"


def _sqlalchemy_words(path: Path) -> set[str]:
    return {
        alias.name
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sqlalchemy")
        for alias in node.names
    } & QUERY_WORDS


def test_queries_stand_in_repositories() -> None:
    found = [
        name(path)
        for path in python_files("app")
        if not QUERIES_MAY_STAND.search(name(path)) and _sqlalchemy_words(path)
    ]
    assert not found, f"move the query to the domain's repository.py: {found}"


def test_only_the_settings_read_the_environment() -> None:
    found = [
        f"{name(path)}"
        for path in python_files()
        if name(path) not in ENVIRONMENT | THIRD_PARTY_SWITCH
        and re.search(r"os\.environ|os\.getenv|getenv\(", path.read_text(encoding="utf-8"))
    ]
    assert not found, f"add a setting to app/kit/settings.py and pass it on: {found}"


def test_every_module_says_what_it_holds() -> None:
    found = [name(path) for path in python_files() if not ast.get_docstring(tree(path))]
    assert not found, f"open the module with two lines: what it holds, what stays out: {found}"


def test_no_exception_is_swallowed() -> None:
    found = [
        f"{name(path)}:{node.lineno}"
        for path in python_files()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ExceptHandler) and len(node.body) == 1 and isinstance(node.body[0], ast.Pass)
    ]
    assert not found, f"handle it, or say with contextlib.suppress which error is expected: {found}"


def test_every_column_has_a_field_class() -> None:
    from app.kit.records import check_classes
    from app.migrations.metadata import metadata

    check_classes(metadata.sorted_tables)


FORBIDDEN = {
    "a machine's path": re.compile(r"/wor[k]/|/roo[t]/|/home/[a-z]+/"),
    "a package index": re.compile(r"pypi\.org|pythonhosted|--index-url +http|registry\.npmjs"),
    "unfinished work": re.compile(r"\b(TODO|FIXME|XXX)\b"),
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_holds(what: str) -> None:
    endings = {".py", ".sql", ".yml", ".toml", ".md", ".html", ".css", ".lock", ".sh", ".po"}
    skipped = {".venv", "var", ".git"}
    tops = [top for top in ROOT.iterdir() if top.name not in skipped]
    paths = [path for top in tops for path in ([top] if top.is_file() else top.rglob("*"))]
    found = [
        name(path)
        for path in paths
        if path.suffix in endings and "target" not in path.parts and path != Path(__file__)
        if FORBIDDEN[what].search(path.read_text(encoding="utf-8", errors="replace"))
    ]
    assert not found, f"{what} in {found}"
