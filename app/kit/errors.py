"""Errors that a person may see: each has a stable code, an HTTP status, what is wrong and how
to mend it. Raised in services, rendered once at the edge. No personal value in any of them.
"""

from collections.abc import Callable
from http import HTTPStatus
from typing import ClassVar


class HuiyinError(Exception):
    """Base of all. `message` says what is wrong, `mend` what to do; both are English source
    strings that the faces translate, filled with `values`.
    """

    code: ClassVar[str] = "failed"
    status: ClassVar[HTTPStatus] = HTTPStatus.INTERNAL_SERVER_ERROR
    message: ClassVar[str] = "Something went wrong."
    mend: ClassVar[str] = ""
    exit_code: ClassVar[int] = 1  # of a command that ends with it; 2: the command was used wrongly

    def __init__(self, message: str | None = None, *, mend: str | None = None, **values: object) -> None:
        self.template = message or self.message
        self.mend_template = mend if mend is not None else self.mend
        self.values = values
        super().__init__(self.text)

    @property
    def text(self) -> str:
        """The message with its values."""
        return self.template.format(**self.values)

    @property
    def advice(self) -> str:
        """How to mend it, with the values."""
        return self.mend_template.format(**self.values)

    def said(self, t: Callable[..., str]) -> tuple[str, str]:
        """The message and how to mend it, in the language of the translator `t`."""
        return t(self.template, **self.values), t(self.mend_template, **self.values)


class NotFound(HuiyinError):
    """Missing, or not this viewer's to see: the two answer alike."""

    code = "not_found"
    status = HTTPStatus.NOT_FOUND
    message = "There is no such page, or it is not yours to see."


class Forbidden(HuiyinError):
    code = "forbidden"
    status = HTTPStatus.FORBIDDEN
    message = "Your role does not allow this."


class NotLoggedIn(HuiyinError):
    code = "not_logged_in"
    status = HTTPStatus.UNAUTHORIZED
    message = "Please log in."


class Conflict(HuiyinError):
    """The thing is not in a state that allows this."""

    code = "conflict"
    status = HTTPStatus.CONFLICT
    message = "This was changed meanwhile; reload and look again."


class Invalid(HuiyinError):
    """The input breaks a rule that its message names."""

    code = "invalid"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = "The input is not valid."


class TimeWithoutZone(Invalid):
    code = "time_without_zone"
    message = "The time has no zone."
    mend = "Give it with an offset, for example 2026-03-04T10:00:00+08:00."


class BadInput(HuiyinError):
    """A file or an argument can't be used as it is; nothing was written."""

    code = "bad_input"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = "The input can't be read."


class Unavailable(HuiyinError):
    """Something outside the process does not answer."""

    code = "unavailable"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    message = "A service that is needed does not answer."


class BlobMissing(HuiyinError):
    """The database knows a file that the store does not have, or not whole."""

    code = "blob_missing"
    status = HTTPStatus.GONE
    message = "The file is not in the store any more, or it is damaged."
    mend = "Ask for it to be sent again, or have it restored from the backup."


class StoreFull(Unavailable):
    code = "store_full"
    message = "The file can't be stored: the disk is full or can't be written."
    mend = "Free some space, then send it again; `huiyin doctor` says more."


class DatabaseUnavailable(Unavailable):
    code = "database_unavailable"
    message = "The database can't be reached."
    mend = "Start it, or check HUIYIN_DATABASE_URL; `huiyin doctor` says more."


class NotInitialised(HuiyinError):
    code = "not_initialised"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    message = "The database is not prepared for this version of the program."
    mend = "Run `huiyin init`."
