"""What can be refused between requisition and round decision. Each names the state and the mend."""

from app.kit.errors import Conflict, Forbidden, Invalid
from app.kit.states import StateConflict


class ApplicationEnded(StateConflict):
    thing = "application"
    code = "application_ended"
    message = "The application has ended ({state})."
    mend = "Only an active application can be moved, scheduled or decided."


class NotInRound(StateConflict):
    thing = "application"
    code = "not_in_round"
    message = "The application does not stand in this round."
    mend = "Move it to the round first."


class InterviewAhead(Conflict):
    code = "interview_ahead"
    message = "An interview of this application is still ahead, and the decision would be held back."
    mend = "Decide after it, or call it off first: what becomes of it would tell the candidate."


class RoundNotInPlan(Invalid):
    code = "round_not_in_plan"
    message = "This round does not belong to the requisition's interview plan."
    mend = "Choose a round of the requisition's own plan."


class RequisitionNotOpen(StateConflict):
    thing = "requisition"
    code = "requisition_not_open"
    message = "The requisition is {state}; nobody can apply."
    mend = "Open it first."


class TimesOutOfOrder(Invalid):
    code = "times_out_of_order"
    message = "The end must come after the start."
    mend = "Check the times and their zone."


class InterviewTooLong(Invalid):
    """Values: hours."""

    code = "interview_too_long"
    message = "An interview, or a session of several, lasts {hours} hours at most."
    mend = "Check the day of its end, or plan one for each day."


class EmptyPanel(Invalid):
    code = "empty_panel"
    message = "An interview needs at least one interviewer."
    mend = "Add one to the panel."


class PanelTooSmall(Invalid):
    code = "panel_too_small"
    message = "This round asks for {size} interviewers, and the panel has {count}."
    mend = "Add the missing ones, or change the round's panel size."


class PanelTooLarge(Invalid):
    code = "panel_too_large"
    message = "This round asks for {size} interviewers, and {count} of the panel would owe feedback."
    mend = "Let the others sit in with their feedback requested only, or change the round's panel size."


class SeatTwice(Conflict):
    code = "seat_twice"
    message = "The same person sits twice on this panel."
    mend = "Name each interviewer once."


class SeatNotTaken(StateConflict):
    thing = "seat"
    code = "seat_not_taken"
    message = "This seat was already given up."
    mend = "Reload the panel."


class SessionFull(Conflict):
    code = "session_full"
    message = "All places of this session are taken."
    mend = "Choose another slot."


class SessionNotOpen(StateConflict):
    thing = "session"
    code = "session_not_open"
    message = "This session can't be chosen: it is {state}."
    mend = "Choose another slot."


class SharedSession(Conflict):
    """An interview of a group or a campus day has no time of its own."""

    code = "shared_session"
    message = "This interview shares its session with other candidates."
    mend = "Move the whole session, or choose another slot for this candidate."


class AlreadyInSession(Conflict):
    code = "already_in_session"
    message = "The candidate already has an interview in this round."
    mend = "Move that interview instead."


class LinkInvalid(Invalid):
    code = "link_invalid"
    message = "A meeting link must start with https:// and have at most {limit} characters."
    mend = "Copy the link from the meeting's invitation."


class ZoneUnknown(Invalid):
    code = "zone_unknown"
    message = "This time zone is not known."
    mend = "Give its name, for example Asia/Shanghai."


class CapacityInvalid(Invalid):
    code = "capacity_invalid"
    message = "A session has 1 to {limit} places."
    mend = "Check the number of places."


class ChanceToAskMissing(StateConflict):
    """Values: asked, needed."""

    thing = "interview"
    code = "chance_to_ask_missing"
    message = "The candidate has asked {asked} of {needed} questions; the interview can't be closed yet."
    mend = "Record the questions, the candidate's own “nothing to ask”, or the reason why there was no chance."


class InterviewNotTakingPlace(StateConflict):
    """Values: state."""

    thing = "interview"
    code = "interview_not_taking_place"
    message = "The interview is {state}; there is nothing to say about it."
    mend = "Send a message instead."


class OnlyTheCandidate(Forbidden):
    code = "only_the_candidate"
    message = "Only the candidate can say that they have nothing to ask."
    mend = "Record their questions, or the reason why there was no chance."


class AskingOver(StateConflict):
    thing = "interview"
    code = "asking_over"
    message = "The interview was closed more than a day ago."
    mend = "Send a message instead."


class NotYetStarted(StateConflict):
    thing = "interview"
    code = "interview_not_started"
    message = "The interview has not started yet."
    mend = "Wait for its start, or reschedule it to when it took place."


class EndInFuture(Invalid):
    code = "end_in_future"
    message = "An interview can't have ended in the future or before its start."
    mend = "Check the end time."


class NeedsNamedHuman(Forbidden):
    """A decision about a candidate is never a rule's alone."""

    code = "needs_named_human"
    message = "Only a member of staff can decide this."
    mend = "Log in as the person who decides."


class ReasonMissing(Invalid):
    code = "reason_missing"
    message = "A reason is needed."
    mend = "Say why, in a sentence."


class AlreadyApplied(Conflict):
    code = "already_applied"
    message = "This candidate already has an active application for this requisition."
    mend = "Use that application."


class CodeTaken(Conflict):
    code = "requisition_code_taken"
    message = "Another requisition already has this code."
    mend = "Choose another code."


class RequisitionInvalid(Invalid):
    """Values: what (a field)."""

    code = "requisition_invalid"
    message = "The requisition can't be saved: {what} is missing or out of its limits."
    mend = "Mend it and save again."


class NotEditable(StateConflict):
    """Values: state."""

    thing = "requisition"
    code = "requisition_not_editable"
    message = "The requisition is {state} and can't be changed any more."
    mend = "Only a draft or a declined requisition can be changed."


class NoApprover(Conflict):
    code = "no_approver"
    message = "Nobody can approve this requisition."
    mend = "Name a head of the department or an HR lead, or give the approvers."


class OwnRequisition(Forbidden):
    code = "own_requisition"
    message = "Nobody approves a requisition that they submitted."
    mend = "Let another person decide."


class NotApprover(Forbidden):
    code = "not_approver"
    message = "It is not your turn to decide on this requisition."
    mend = "Only the approver whose turn it is, or who stands in for them, can decide."


class MoveByDecision(StateConflict):
    """Values: wanted."""

    thing = "requisition"
    code = "move_by_decision"
    message = "A requisition does not become {wanted} by hand."
    mend = "Submit it, let its approvers decide, then publish a posting."


class HeadcountReached(Conflict):
    """Values: headcount."""

    code = "headcount_reached"
    message = "All {headcount} places of this requisition are filled."
    mend = "Open another requisition."


class PostingInvalid(Invalid):
    code = "posting_invalid"
    message = "A posting needs a title, a text and a channel."
    mend = "Fill in what is missing."


class PostingClosed(StateConflict):
    thing = "posting"
    code = "posting_closed"
    message = "This posting is closed already."
    mend = "Publish a new one."


class NotInScreening(StateConflict):
    thing = "application"
    code = "not_in_screening"
    message = "The application has left screening."
    mend = "Decide on its round instead."


class OwnApplication(Forbidden):
    code = "own_application"
    message = "Nobody decides on their own application."
    mend = "Let another person decide."
