"""What can be refused about notices, consents and requests."""

from app.kit.errors import Conflict, Forbidden, Invalid
from app.kit.states import StateConflict


class NoticeInvalid(Invalid):
    """Values: why."""

    code = "privacy_notice_invalid"
    message = "The privacy notice is not valid: {why}."
    mend = "Correct it and publish again."


class UnknownNotice(Invalid):
    code = "unknown_privacy_notice"
    message = "There is no such version of the privacy notice."
    mend = "Name a version that was published."


class NoticeOutdated(Conflict):
    code = "privacy_notice_outdated"
    message = "The privacy notice was changed meanwhile."
    mend = "Read the newest version and decide again."


class NotYourConsent(Forbidden):
    code = "not_your_consent"
    message = "Only the candidate can consent; staff record what the candidate gave on paper or by phone."
    mend = "Say how the candidate gave it."


class NoConsent(StateConflict):
    thing = "consent"
    code = "no_consent"
    message = "The candidate has not consented to this, or withdrew it already."
    mend = "There is nothing to withdraw."


class TooManyRequests(Conflict):
    """Values: limit."""

    code = "too_many_privacy_requests"
    message = "{limit} requests of this candidate are open already."
    mend = "Wait for their answers, or withdraw one."


class NotYourRequest(Forbidden):
    code = "not_your_privacy_request"
    message = "Only the candidate asks this; staff write down what the candidate asked on paper or by phone."
    mend = "Say how it came."


class RequestStaffOnly(Forbidden):
    code = "privacy_request_staff_only"
    message = "A request about personal data is answered by a named member of staff."
    mend = "Log in as the person who looks after it."


class RequestWordsMissing(Invalid):
    """Values: limit."""

    code = "privacy_request_words_missing"
    message = "Words of at most {limit} characters are needed: what is asked, or what the candidate is told."
    mend = "Write them and send again."
