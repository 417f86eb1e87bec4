"""What can be refused about feedback."""

from app.kit.errors import Conflict, Forbidden, Invalid
from app.kit.states import StateConflict


class NotYourSeat(Forbidden):
    code = "not_your_seat"
    message = "This scorecard belongs to another interviewer."
    mend = "Open your own from your list."


class AlreadySubmitted(StateConflict):
    thing = "feedback"
    code = "feedback_already_submitted"
    message = "This feedback was already submitted."
    mend = "Amend it instead; the earlier version is kept."


class NotSubmitted(StateConflict):
    thing = "feedback"
    code = "feedback_not_submitted"
    message = "There is no submitted feedback to amend."
    mend = "Submit it first."


class FeedbackChangedMeanwhile(Conflict):
    """The writer expected another version, or another draft, than there is."""

    code = "feedback_changed_meanwhile"
    message = "This feedback was changed meanwhile, perhaps in another window."
    mend = "Reload it, look again, and enter your change anew."


class TooEarly(StateConflict):
    thing = "interview"
    code = "feedback_too_early"
    message = "The interview has not started yet."
    mend = "Save a draft now and submit it once the interview has begun."


class NothingOwed(StateConflict):
    """Values: state."""

    thing = "interview"
    code = "feedback_not_owed"
    message = "No feedback is taken for this interview; it is {state}."
    mend = "Ask the recruiter whether the interview takes place."


class SeatGivenUp(StateConflict):
    thing = "seat"
    code = "seat_given_up"
    message = "You no longer sit on this panel."
    mend = "Ask the recruiter if that is a mistake."


class ScorecardIncomplete(Invalid):
    """Values: missing."""

    code = "scorecard_incomplete"
    message = "These are still missing: {missing}."
    mend = "Score every required line from 1 to 10 and choose a recommendation."


class ScoreOutOfRange(Invalid):
    """Values: dimension."""

    code = "score_out_of_range"
    message = "The score for {dimension} is not a whole number from 1 to 10."
    mend = "Choose a score from 1 to 10."


class UnknownDimension(Invalid):
    code = "unknown_dimension"
    message = "The scorecard of this round has no line of that name."
    mend = "Reload the form."


class TextTooLong(Invalid):
    """Values: limit."""

    code = "text_too_long"
    message = "A text is longer than {limit} characters."
    mend = "Shorten it."


class NoTextForCandidate(Conflict):
    code = "no_text_for_candidate"
    message = "There is no text for the candidate that this release could show."
    mend = "Ask the interviewer to write one, or look at the round's release policy."


class TextAlreadyDecided(StateConflict):
    """Values: state."""

    thing = "release text"
    code = "release_text_already_decided"
    message = "This text was decided on already; it is {state}."
    mend = "Release again if the interviewer has changed it since."


class DeclineReasonMissing(Invalid):
    code = "decline_reason_missing"
    message = "A text is not declined without a reason."
    mend = "Say in a sentence why the candidate does not get it."


class ReleaseReplaced(StateConflict):
    thing = "release"
    code = "release_replaced"
    message = "There is a later release of this round; this one only says what was shown then."
    mend = "Work on the latest release."


class NotYetReleased(StateConflict):
    """Values: state."""

    thing = "release"
    code = "not_yet_released"
    message = "This release has not been shown yet; it is {state}."
    mend = "Wait until it is released: it shows the feedback as it stands at that moment."


class NothingNewToRelease(Conflict):
    code = "nothing_new_to_release"
    message = "The feedback is the same as what the candidate was shown."
    mend = "Release again once an interviewer has amended or added feedback."
