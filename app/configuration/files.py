"""Configuration as YAML: read so strictly that a line means one thing, written so that the same
configuration is always the same bytes. Which keys there are is in schemas.py.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from app.configuration.schemas import WRITTEN_LIKE

SAID = {  # of pydantic's faults, where its own words are a programmer's
    "extra_forbidden": "unknown key",
    "model_type": "must be keys with values",
    "dict_type": "must be keys with values",
    "tuple_type": "must be a list",
    "string_type": "must be a text; put it in quotes",
    "int_type": "must be a whole number, without quotes",
}
LARGEST = 2_000_000  # bytes of a file
Model = TypeVar("Model", bound=BaseModel)
Location = Sequence[int | str]


class _Loader(yaml.SafeLoader):
    """YAML without its surprises: `no` is a word, `10:30` no number, a day is text until it is asked for."""


_Loader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("null", r"null|~|", ["n", "~", ""]),
    ("bool", r"true|false", ["t", "f"]),
    ("int", r"-?(0|[1-9][0-9]*)", list("-0123456789")),
    ("float", r"-?(0|[1-9][0-9]*)\.[0-9]+", list("-0123456789")),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(rf"^(?:{_pattern})$"), _first)


class _Dumper(yaml.SafeDumper):
    """Indents lists below their key, and never writes an alias."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


class Inline(dict[str, Any]):
    """Written on one line."""


class Block(dict[str, Any]):
    """Written on a line per key, long texts on lines of their own."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(
    Block, lambda dumper, data: dumper.represent_mapping("tag:yaml.org,2002:map", data.items(), flow_style=False)
)
_Dumper.add_representer(
    Inline, lambda dumper, data: dumper.represent_mapping("tag:yaml.org,2002:map", data.items(), flow_style=True)
)


class _NotAllowed(yaml.YAMLError):
    """Well-formed, but two lines could mean one thing."""

    def __init__(self, problem: str, mark: Any) -> None:
        self.problem, self.problem_mark = problem, mark
        super().__init__(problem)


@dataclass
class Problems:
    """What is wrong with a folder, each with its place."""

    found: list[str] = field(default_factory=list)

    def add(self, where: str, what: str) -> None:
        self.found.append(f"{where}: {what}")


@dataclass(frozen=True)
class Document:
    """One file: its data, and where in it everything stands."""

    name: str
    data: Any
    root: yaml.Node | None

    def where(self, location: Location) -> str:
        """`file:line` of the innermost thing on the way to `location`."""
        node, line = self.root, 1
        for step in (None, *location):
            if step is not None:
                found = _below(node, step)
                if found is None:
                    break
                node, line = found
        return f"{self.name}:{line}"


def read(path: Path, name: str, problems: Problems) -> Document | None:
    """The file, or None with a problem said: no text, no YAML, too large, aliases, a key twice."""
    raw = path.read_bytes()
    if len(raw) > LARGEST:
        problems.add(name, f"is larger than {LARGEST} bytes")
        return None
    try:
        text = raw.decode("utf-8")
        _refuse_aliases(text)
        loader = _Loader(text)
        try:
            root = loader.get_single_node()
            data = loader.construct_document(root) if root is not None else {}
        finally:
            loader.dispose()
    except UnicodeDecodeError:
        problems.add(name, "is not UTF-8; save it in that encoding")
        return None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = text.splitlines()[mark.line] if mark and mark.line < len(text.splitlines()) else ""
        problems.add(f"{name}:{mark.line + 1}" if mark else name, _say_unreadable(error, line))
        return None
    twice = list(_twice(root))
    for key, line in twice:
        problems.add(f"{name}:{line}", f"the key {key!r} stands there twice")
    return None if twice else Document(name, data if data is not None else {}, root)


def _say_unreadable(error: Exception, line: str) -> str:
    said = getattr(error, "problem", None) or "can't be read: a character that is no text, or too deep"
    if "\t" in line:
        return f"{said}; indent with blanks, not with tabs"
    if "{{" in line:
        return f"{said}; put quotes around a text that begins with a placeholder"
    return str(said)


def parse(document: Document, model: type[Model], problems: Problems) -> Model | None:
    """The document as `model` says it must be, or None with every fault said at its place."""
    try:
        return model.model_validate_json(json.dumps(document.data))
    except ValidationError as error:
        faults = error.errors(include_url=False)
        for fault in faults:
            steps = [step for step in fault["loc"] if step != "[key]"]
            if fault["type"] == "too_short" and any(_is_below(other["loc"], fault["loc"]) for other in faults):
                continue  # only because what stands in it is at fault
            path = ".".join(str(step + 1 if isinstance(step, int) else step) for step in steps)
            problems.add(document.where(steps), f"{path}: {_say(fault)}" if path else _say(fault))
        return None


def _is_below(location: Location, other: Location) -> bool:
    return len(location) > len(other) and list(location[: len(other)]) == list(other)


def _say(fault: ErrorDetails) -> str:
    if fault["type"] == "string_pattern_mismatch":
        return WRITTEN_LIKE[fault["ctx"]["pattern"]]
    said = SAID.get(fault["type"], fault["msg"])
    return said[0].lower() + said[1:]


def write(data: Mapping[str, Any], header: str) -> bytes:
    """The file's bytes: the header as comments, keys as given, one short thing per line."""
    comments = "".join(f"# {line}\n" if line else "#\n" for line in header.splitlines())
    body = yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, default_flow_style=None, width=10_000)
    return (comments + body).encode()


def _refuse_aliases(text: str) -> None:
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _NotAllowed("aliases are not allowed", event.start_mark)
        if getattr(event, "tag", None) is not None and isinstance(event, yaml.NodeEvent):
            raise _NotAllowed("tags are not allowed", event.start_mark)


def _below(node: yaml.Node | None, step: int | str) -> tuple[yaml.Node, int] | None:
    if isinstance(node, yaml.MappingNode):
        pairs = ((key, value) for key, value in node.value if key.value == str(step))
        return next(((value, key.start_mark.line + 1) for key, value in pairs), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step].start_mark.line + 1
    return None


def _twice(node: yaml.Node | None) -> Iterator[tuple[str, int]]:
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                yield key.value, key.start_mark.line + 1
            seen.add(key.value)
            yield from _twice(value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _twice(value)
