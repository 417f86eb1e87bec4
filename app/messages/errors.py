"""What can be refused about messages."""

from app.kit.errors import Forbidden, Invalid


class NotYourThread(Forbidden):
    code = "not_your_thread"
    message = "This conversation is another candidate's."
    mend = "Open your own."


class StaffOnly(Forbidden):
    code = "staff_only"
    message = "Only staff can write this."
    mend = "Send a message instead."


class TextMissing(Invalid):
    code = "text_missing"
    message = "There is no text."
    mend = "Write it and send again."


class TextTooLong(Invalid):
    """Values: limit."""

    code = "text_too_long"
    message = "The text is longer than {limit} characters."
    mend = "Shorten it."
