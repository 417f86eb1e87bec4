"""What can be refused about complaints."""

from app.kit.errors import Conflict, Forbidden, Invalid
from app.kit.states import StateConflict


class ComplaintTextMissing(Invalid):
    code = "complaint_text_missing"
    message = "There is no text."
    mend = "Write it and send again."


class TextTooLong(Invalid):
    """Values: limit."""

    code = "text_too_long"
    message = "The text is longer than {limit} characters."
    mend = "Shorten it."


class TooManyComplaints(Conflict):
    """Values: limit."""

    code = "too_many_complaints"
    message = "{limit} complaints of this candidate are open already."
    mend = "Wait for their resolution, or write a message."


class ComplaintStaffOnly(Forbidden):
    code = "complaint_staff_only"
    message = "Only a member of staff can do this with a complaint."
    mend = "Log in as the person who looks after it."


class ConcernsYou(Forbidden):
    """For the assignee; who reads is answered `NotFound`."""

    code = "complaint_concerns_them"
    message = "The complaint is about this person."
    mend = "Give it to somebody whom it is not about."


class AlreadyReopened(StateConflict):
    thing = "complaint"
    code = "complaint_already_reopened"
    message = "A complaint can be reopened once."
    mend = "Make a new complaint."
