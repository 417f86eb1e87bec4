"""As much of curl and jq as docs/api.md uses, so that its lines run on a machine that has neither.

Run as a program named `curl` or `jq`; leaves the status of the last answer in the file `$STATUS`.
"""

import argparse
import json
import os
import sys
from pathlib import Path

import httpx


def curl(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("-s", action="store_true")
    parser.add_argument("-X", dest="method")
    parser.add_argument("-H", dest="headers", action="append", default=[])
    parser.add_argument("-d", dest="body")
    parser.add_argument("-D", dest="head", choices=["-"])
    parser.add_argument("-o", dest="output", choices=["/dev/null"])
    asked = parser.parse_args(arguments)
    headers = {name.strip(): value.strip() for name, _, value in (line.partition(":") for line in asked.headers)}
    method = asked.method or ("POST" if asked.body is not None else "GET")
    content = None if asked.body is None else asked.body.encode()
    answer = httpx.request(method, asked.url, headers=headers, content=content)
    Path(os.environ["STATUS"]).write_text(str(answer.status_code))
    if asked.head:
        sys.stdout.write("".join(f"{name}: {value}\r\n" for name, value in answer.headers.items()) + "\r\n")
    if not asked.output:
        sys.stdout.write(answer.text)


def jq(arguments: list[str]) -> None:
    raw, path = arguments
    assert raw == "-r"
    found = json.load(sys.stdin)
    for step in path.removeprefix(".").split("."):
        found = found[step]
    sys.stdout.write((found if isinstance(found, str) else json.dumps(found)) + "\n")


def install(folder: Path) -> None:
    """Puts both into `folder`, as programs."""
    for name in ("curl", "jq"):
        program = folder / name
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{__file__}" {name} "$@"\n')
        program.chmod(0o755)


if __name__ == "__main__":
    {"curl": curl, "jq": jq}[sys.argv[1]](sys.argv[2:])
