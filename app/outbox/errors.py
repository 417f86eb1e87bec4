"""Errors of the outbox that a person may see."""

from http import HTTPStatus

from app.kit.errors import HuiyinError


class UnknownRecipient(HuiyinError):
    """A message needs exactly one recipient."""

    code = "unknown_recipient"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = "A message needs one recipient: a member of staff or a candidate."
