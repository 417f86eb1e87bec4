"""Finds every source string that a page may show: in templates, in calls of the translator, in errors."""

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import app
from app.kit.errors import HuiyinError

ROOT = Path(__file__).parents[3]
FACES = [ROOT / "app" / "web", ROOT / "app" / "insights"]
IN_TEMPLATE = re.compile(r"""_\(\s*"((?:[^"\\]|\\.)*)\"""")
TABLES = {  # words that stand in tables and are translated where they are shown
    "app.web.desk": ("DONE", "SAVED", "RECOMMENDATIONS"),
    "app.web.promises": ("KIND_LABELS",),
    "app.insights.components": ("WHY",),
    "app.insights.figures": ("LABELS",),
    "app.insights.pages.overview": ("PERIODS",),
    "app.insights.pages.nudge_list": ("ROLE_NAMES",),
}


ON_PAGES = (  # modules whose errors can end on a page; the rest speak on the command line, in English
    "app.kit.egress",
    "app.kit.errors",
    "app.kit.states",
    "app.campus",
    "app.complaints",
    "app.diaries",
    "app.feedback",
    "app.hiring",
    "app.messages",
    "app.nudges",
    "app.offers",
    "app.people",
    "app.privacy",
    "app.questions",
    "app.sla",
    "app.surveys",
    "app.webhooks",
    "app.web",
    "warehouse.errors",
)


def of_templates() -> set[str]:
    return {
        match.group(1)
        for path in (ROOT / "app" / "web" / "templates").rglob("*.html")
        for match in IN_TEMPLATE.finditer(path.read_text(encoding="utf-8"))
    }


def of_calls() -> set[str]:
    """Constants handed to `t(...)`, `look.t(...)`, `translator_of(request)(...)`, `t.count(one, many, n)`."""
    found = set()
    for path in [*(p for face in FACES for p in face.rglob("*.py")), ROOT / "app" / "kit" / "i18n.py"]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                found |= set(_constants(node))
    return found


def _constants(call: ast.Call) -> Iterator[str]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    inner = isinstance(call.func, ast.Call) and getattr(call.func.func, "id", "") == "translator_of"
    taken = 1 if name == "t" or inner else 2 if name == "count" else 0
    for argument in call.args[:taken]:
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            yield argument.value


def of_tables() -> set[str]:
    return {
        words
        for module, names in TABLES.items()
        for name in names
        for words in getattr(importlib.import_module(module), name).values()
    }


def of_errors() -> set[str]:
    """Messages and mends of every error class of the application."""
    for module in pkgutil.walk_packages(app.__path__, "app."):
        if module.name.startswith(ON_PAGES):
            importlib.import_module(module.name)
    on_pages = [each for each in subclasses_of(HuiyinError) if each.__module__.startswith(ON_PAGES)]
    return {words for each in on_pages for words in (each.message, each.mend)} - {""}


Error = TypeVar("Error", bound=HuiyinError)


def subclasses_of(base: type[Error]) -> list[type[Error]]:
    """The class and all below it that were imported."""
    return [base, *(below for each in base.__subclasses__() for below in subclasses_of(each))]
