"""What can be wrong with a request itself: how it is sent, its key, each field of its body.

`Fault` is one field's; its words are translated where the answer is rendered, and the value that
was sent is never among them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from pydantic import ValidationError
from sqlalchemy.exc import DBAPIError

from app.kit.errors import Conflict, HuiyinError, Invalid

LONGEST_POINTER = 200


@dataclass(frozen=True)
class Fault:
    """`pointer` is a JSON pointer into the body, or `?name` for a parameter of the address."""

    pointer: str
    code: str
    template: str
    values: Mapping[str, object] = field(default_factory=dict)


class InvalidInput(Invalid):
    """Fields of the request that can't be used; `faults` says which and why."""

    code = "invalid_input"
    message = "The request has fields that can't be used."
    mend = "Correct what `errors` names and send it again."

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__()
        self.faults = tuple(faults)


class MalformedJson(HuiyinError):
    code = "malformed_json"
    status = HTTPStatus.BAD_REQUEST
    message = "The body is not JSON."
    mend = "Send one JSON document in UTF-8; NaN and Infinity are not JSON."


class MalformedForm(HuiyinError):
    code = "malformed_form"
    status = HTTPStatus.BAD_REQUEST
    message = "The body is not a form with one file."
    mend = "Send multipart/form-data with its boundary, the file in the field `file`, and no second file."


class WrongMediaType(HuiyinError):
    code = "wrong_media_type"
    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    message = "The body has a media type that is not taken here."
    mend = "Send it as {expected}."


class IdempotencyKeyMissing(HuiyinError):
    code = "idempotency_key_missing"
    status = HTTPStatus.BAD_REQUEST
    message = "A request that changes something needs an Idempotency-Key."
    mend = "Make one up for every new request, for example a UUID, and repeat it when you repeat the request."


class IdempotencyKeyUnfit(HuiyinError):
    """Values: most."""

    code = "idempotency_key_unfit"
    status = HTTPStatus.BAD_REQUEST
    message = "An Idempotency-Key has up to {most} printable characters."
    mend = "Make up a shorter one, for example a UUID."


class PreconditionFailed(HuiyinError):
    code = "precondition_failed"
    status = HTTPStatus.PRECONDITION_FAILED
    message = "This was changed since you read it."
    mend = "Read it again, and repeat the change with its new ETag."


class PreconditionRequired(HuiyinError):
    code = "precondition_required"
    status = HTTPStatus.PRECONDITION_REQUIRED
    message = "This change needs to say which version it is based on."
    mend = "Send the ETag of what you read as If-Match."


class ConditionNotTaken(Invalid):
    code = "condition_not_taken"
    message = "This request changes nothing that has a version of its own."
    mend = "Send it without If-Match and If-None-Match."


class UnknownReference(Invalid):
    code = "unknown_reference"
    message = "Something that this refers to does not exist."
    mend = "Check the ids in the body."


class AlreadyThere(Conflict):
    code = "already_there"
    message = "This is there already."
    mend = "Read what is there, and change that."


class NotStorable(Invalid):
    code = "not_storable"
    message = "A value is out of the range that can be kept."


BY_SQLSTATE: Mapping[str, type[HuiyinError]] = {
    "23503": UnknownReference,
    "23505": AlreadyThere,
    "23514": NotStorable,
    "23P01": Conflict,
    "40001": Conflict,
    "40P01": Conflict,
    "22001": NotStorable,
    "22003": NotStorable,
    "22008": NotStorable,
}


BROKEN_OFF = frozenset({"40001", "40P01"})  # serialization failure, deadlock


def was_broken_off(error: DBAPIError) -> bool:
    """Whether the database gave the transaction up for another's sake: trying again may well do."""
    return getattr(error.orig, "sqlstate", None) in BROKEN_OFF


def refusal_of(error: DBAPIError) -> HuiyinError | None:
    """What the database refused, in our words; None for a fault of our own."""
    kind = BY_SQLSTATE.get(getattr(error.orig, "sqlstate", None) or "")
    return kind() if kind else None


# Per pydantic error type: our code and words. What is not here is of a wrong type or form.
WRONG = ("wrong_type", "This has the wrong type or form.")
WORDS: Mapping[str, tuple[str, str]] = {
    "missing": ("missing", "This is needed."),
    "extra_forbidden": ("unknown_key", "There is no such field."),
    "string_too_short": ("too_short", "This needs at least {min_length} characters."),
    "string_too_long": ("too_long", "This has room for {max_length} characters."),
    "too_short": ("too_few", "At least {min_length} are needed."),
    "too_long": ("too_many", "No more than {max_length} are taken."),
    "greater_than": ("too_small", "This must be more than {gt}."),
    "greater_than_equal": ("too_small", "This must be at least {ge}."),
    "less_than": ("too_large", "This must be less than {lt}."),
    "less_than_equal": ("too_large", "This must be at most {le}."),
    "enum": ("not_one_of", "This must be one of: {expected}."),
    "literal_error": ("not_one_of", "This must be one of: {expected}."),
    "time_without_zone": (
        "time_without_zone",
        "A time needs a date and a zone, for example 2026-03-04T10:00:00+08:00.",
    ),
    "bad_day": ("bad_day", "A day is written like 2026-03-04."),
    "nul": ("nul", "Text can't hold the character NUL."),
    "duplicate_key": ("duplicate_key", "This field stands twice in its object."),
    "control_character": ("control_character", "This is one line of visible characters; it has others."),
    "no_such_time": ("no_such_time", "There is no such time."),
    "time_out_of_range": ("time_out_of_range", "The year is out of the range that can be kept."),
    "too_deep": ("too_deep", "This is nested too deeply."),
    "nothing_given": ("nothing_given", "Give at least one of these fields."),
    "unknown_zone": ("unknown_zone", "This is not a time zone, for example Asia/Shanghai."),
}
KEPT_VALUES = ("min_length", "max_length", "gt", "ge", "lt", "le", "expected")


def faults_of(error: ValidationError, *, prefix: str = "") -> list[Fault]:
    """Our faults for pydantic's, without the values that were sent."""
    details = error.errors(include_url=False, include_input=False)
    return [_fault(detail["type"], detail["loc"], detail.get("ctx", {}), prefix) for detail in details]


def fault(code: str, pointer: str) -> Fault:
    """A fault by the name in `WORDS`."""
    own, words = WORDS[code]
    return Fault(pointer, own, words)


def _fault(kind: str, where: Sequence[int | str], context: Mapping[str, Any], prefix: str) -> Fault:
    code, words = WORDS.get(kind, WRONG)
    values = {name: context[name] for name in KEPT_VALUES if name in context}
    return Fault(pointer_to(where, prefix), code, words, values)


def pointer_to(where: Sequence[int | str], prefix: str = "") -> str:
    """A JSON pointer (RFC 6901); with the prefix `?` the name of a parameter."""
    steps = [str(step).replace("~", "~0").replace("/", "~1") for step in where]
    found = prefix + "/".join(steps) if prefix else "".join(f"/{step}" for step in steps)
    return found[:LONGEST_POINTER]
