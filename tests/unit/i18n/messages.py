"""Finds every source string that a page may show: in templates, in calls of the translator, in errors."""

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

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
    found, open_classes = set(), [HuiyinError]
    while open_classes:
        each = open_classes.pop()
        open_classes += each.__subclasses__()
        if each.__module__.startswith(ON_PAGES):
            found |= {each.message, each.mend}
    return found - {""}
