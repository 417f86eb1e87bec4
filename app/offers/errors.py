"""What can be refused about offers."""

from app.kit.errors import Conflict, Forbidden, Invalid
from app.kit.states import StateConflict


class OfferOpen(Conflict):
    code = "offer_open"
    message = "This application has an open offer already."
    mend = "Change that one, or withdraw it first."


class RoundsNotPassed(Conflict):
    """An offer before the last round was decided on needs a reason."""

    code = "rounds_not_passed"
    message = "The application has not passed the last round of its plan."
    mend = "Decide the round, or say why the offer comes early."


class BadTerms(Invalid):
    """Values: field, why."""

    code = "bad_offer_terms"
    message = "The offer's {field} is not valid: {why}."
    mend = "Correct it and save again."


class NeedsApprover(Invalid):
    code = "needs_approver"
    message = "An offer needs somebody to approve it."
    mend = "Name at least one approver, each once."


class OwnOffer(Forbidden):
    code = "own_offer"
    message = "Nobody approves an offer of their own."
    mend = "Ask another approver."


class NotYourApproval(Forbidden):
    code = "not_your_approval"
    message = "The approval that is next is not yours to give."
    mend = "Wait for your turn, or ask who it is with."


class OfferUnchanged(StateConflict):
    thing = "offer"
    code = "offer_unchanged"
    message = "This version was submitted before and came back."
    mend = "Change it first: that makes a new version."


class OfferExpired(StateConflict):
    thing = "offer"
    code = "offer_expired"
    message = "The offer's last day to decide has passed."
    mend = "Ask for a new offer, or give it a later date."


class OfferChanged(StateConflict):
    thing = "offer"
    code = "offer_changed"
    message = "The offer was changed after this version."
    mend = "Read the newest version and decide on that."


class CandidateDecides(Forbidden):
    code = "candidate_decides"
    message = "Only the candidate accepts or declines an offer here."
    mend = "Record what the candidate told you, and on whose word."


class StaffDecides(Forbidden):
    code = "offer_staff_only"
    message = "Only a member of staff can do this with an offer."
    mend = "Log in as the person who decides."


class OfferReasonMissing(Invalid):
    code = "offer_reason_missing"
    message = "A reason is needed."
    mend = "Say why, in a sentence."


class BadDecisionTime(Invalid):
    code = "bad_decision_time"
    message = "An offer is decided between the moment it was sent and its end, and not in the future."
    mend = "Check the time and its zone."


class TextTooLong(Invalid):
    """Values: limit."""

    code = "text_too_long"
    message = "The text is longer than {limit} characters."
    mend = "Shorten it."
