"""From a request to an endpoint's arguments: ids of the path, parameters, the body.

Made once per route from the endpoint's signature, so that a route only says what it takes.
"""

import inspect
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.message import Message
from typing import Annotated, Any, get_args, get_origin, get_type_hints
from uuid import UUID

from fastapi import Depends
from pydantic import ValidationError
from pydantic_core import from_json
from starlette.datastructures import QueryParams
from starlette.requests import Request

from app.kit.errors import NotFound
from app.web.api.bodies import Parameters, Part
from app.web.api.faults import Fault, InvalidInput, MalformedJson, fault, faults_of, pointer_to

DEEPEST = 12
ID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def given_by_the_framework() -> None:
    """Stands in signatures, so that FastAPI's description leaves such a parameter out."""


@dataclass(frozen=True)
class Upload:
    """A file that was sent, with the other fields of its form."""

    file_name: str
    content: bytes
    fields: Mapping[str, str]


UploadedFile = Annotated[Upload, Depends(given_by_the_framework)]


class Nothing(Part):
    """The body of a request that needs none."""


@dataclass(frozen=True)
class Reader:
    """Where each argument of an endpoint comes from; names are None where it takes no such thing."""

    call: str
    ids: tuple[str, ...]
    parameters: tuple[str, type[Parameters]] | None
    body: tuple[str, type[Part]] | None
    upload: str | None

    def check_parameters(self, sent: QueryParams) -> dict[str, Any]:
        """The parameters as the endpoint takes them. Raises `InvalidInput`."""
        name, model = self.parameters or ("", Parameters)
        pairs = sent.multi_items()
        try:
            if any("\0" in text for pair in pairs for text in pair):
                raise InvalidInput([fault("nul", "?")])
            read = model.model_validate(dict(pairs))
        except ValidationError as error:
            raise InvalidInput(faults_of(error, prefix="?")) from None
        return {name: read} if name else {}

    def check_body(self, raw: bytes) -> dict[str, Any]:
        """The body as the endpoint takes it. Raises `InvalidInput`, `MalformedJson`."""
        name, model = self.body or ("", Nothing)
        if not name and not raw:
            return {}
        read = read_body(model, raw)
        return {name: read} if name else {}

    def check_ids(self, path: Mapping[str, str]) -> dict[str, UUID]:
        """The ids in the path. Raises `NotFound` for what is none: nothing has such an id."""
        if not all(ID.fullmatch(path[name]) for name in self.ids):
            raise NotFound
        return {name: UUID(path[name]) for name in self.ids}


def read_body(model: type[Part], raw: bytes) -> Part:
    """`raw` as the body that `model` describes. Raises `InvalidInput`, `MalformedJson`."""
    try:
        document = from_json(raw, allow_inf_nan=False)
        json.loads(raw, object_pairs_hook=_each_key_once)  # pydantic's reader keeps the last of two
    except RecursionError:
        raise InvalidInput([fault("too_deep", "")]) from None
    except ValueError:
        raise MalformedJson from None
    faults = list(_unfit(document, []))
    if faults:
        raise InvalidInput(faults)
    try:
        return model.model_validate_json(raw, strict=True)
    except ValidationError as error:
        raise InvalidInput(faults_of(error)) from None


def reader_of(endpoint: Callable[..., Any], path: str) -> Reader:
    """Reads an endpoint's signature. Raises `TypeError` for a parameter that it can't place."""
    hints = get_type_hints(endpoint, include_extras=True)
    found: dict[str, Any] = {"call": "", "parameters": None, "body": None, "upload": None}
    ids = []
    for name in inspect.signature(endpoint).parameters:
        bare = get_args(hints[name])[0] if get_origin(hints[name]) is Annotated else hints[name]
        if bare is UUID and f"{{{name}}}" in path:
            ids.append(name)
        elif bare is Upload:
            found["upload"] = name
        elif inspect.isclass(bare) and issubclass(bare, Parameters):
            found["parameters"] = (name, bare)
        elif inspect.isclass(bare) and issubclass(bare, Part):
            found["body"] = (name, bare)
        elif not found["call"]:
            found["call"] = name
        else:
            raise TypeError(f"{endpoint.__name__}: where should {name} come from?")
    return Reader(ids=tuple(ids), **found)


def charset_of(request: Request) -> str:
    """The charset that the body says it has, folded; empty when it says none."""
    header = Message()
    header["content-type"] = request.headers.get("content-type", "")
    said = header.get_param("charset", "")
    return said.strip().lower() if isinstance(said, str) else "unreadable"


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Raises `InvalidInput` for a key that stands twice: readers disagree on which of them counts."""
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise InvalidInput([fault("duplicate_key", pointer_to([twice]))])
    return found


def _unfit(value: Any, where: list[int | str]) -> "list[Fault]":
    """What no field can hold, wherever it stands: NULs, and nesting without end."""
    if len(where) > DEEPEST:
        return [fault("too_deep", pointer_to(where))]
    if isinstance(value, str):
        return [fault("nul", pointer_to(where))] if "\0" in value else []
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    found = []
    for key, part in inner:
        if isinstance(key, str) and "\0" in key:
            return [fault("nul", pointer_to(where))]
        found += _unfit(part, [*where, key])
        if found:
            break
    return found
