"""Importing does nothing: no connection, no process, no file written; also with no environment."""

import subprocess
import sys

from tests.conventions.code import ROOT, name, python_files

GUARD = """
import importlib, sys
def refuse(event, args):
    if event in ("socket.connect", "socket.bind", "subprocess.Popen", "os.system"):
        raise RuntimeError(f"{event} while importing")
    writes = event == "open" and isinstance(args[1], str) and set(args[1]) & set("wax+")
    if writes and "__pycache__" not in str(args[0]) and str(args[0]) != "/dev/null":
        raise RuntimeError(f"wrote {args[0]} while importing")
sys.addaudithook(refuse)
for module in sys.argv[1:]:
    try:
        importlib.import_module(module)
    except RuntimeError as error:
        print(f"{module}: {error}")
"""


def _modules() -> list[str]:
    paths = [name(path).removesuffix(".py").removesuffix("/__init__") for path in python_files()]
    return [path.replace("/", ".") for path in paths if not path.startswith("app/migrations/env")]


def test_importing_has_no_effect() -> None:
    done = subprocess.run(
        [sys.executable, "-B", "-c", GUARD, *_modules()],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "TZ": "UTC"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.strip() == "", done.stdout
