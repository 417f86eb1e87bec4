"""Importing does nothing: no connection, no process, no file written; also with no environment.
And what the web process imports leaves the pipelines' heavy libraries out.
"""

import json
import subprocess
import sys
from typing import Any

import pytest

from tests.conventions.code import ROOT, name, python_files

# One child for both questions: the imports of every module take seconds.
GUARD = """
import importlib, json, sys
def refuse(event, args):
    if event in ("socket.connect", "socket.bind", "subprocess.Popen", "os.system"):
        raise RuntimeError(f"{event} while importing")
    writes = event == "open" and isinstance(args[1], str) and set(args[1]) & set("wax+")
    if writes and "__pycache__" not in str(args[0]) and str(args[0]) != "/dev/null":
        raise RuntimeError(f"wrote {args[0]} while importing")
sys.addaudithook(refuse)
effects = []
def take(modules):
    for module in modules:
        try:
            importlib.import_module(module)
        except RuntimeError as error:
            effects.append(f"{module}: {error}")
wanted = json.loads(sys.argv[1])
take(wanted["web"])
heavy = [name for name in wanted["heavy"] if name in sys.modules]
take(wanted["all"])
print(json.dumps({"effects": effects, "heavy": heavy}))
"""
HEAVY = ("dagster", "dbt", "great_expectations", "sklearn", "jieba")


def _modules() -> list[str]:
    paths = [name(path).removesuffix(".py").removesuffix("/__init__") for path in python_files()]
    return [path.replace("/", ".") for path in paths if not path.startswith("app/migrations/env")]


@pytest.fixture(scope="module")
def imported() -> dict[str, Any]:
    """What a process without an environment did and loaded while importing all our modules."""
    modules = _modules()
    web = [module for module in modules if module.startswith(("app.web.", "app.insights."))]
    wanted = json.dumps({"web": web, "heavy": HEAVY, "all": modules})
    done = subprocess.run(
        [sys.executable, "-B", "-c", GUARD, wanted],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "TZ": "UTC"},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_importing_has_no_effect(imported: dict[str, Any]) -> None:
    assert imported["effects"] == []


def test_the_web_process_does_not_load_the_pipelines(imported: dict[str, Any]) -> None:
    assert imported["heavy"] == []
