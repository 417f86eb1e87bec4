"""What can be refused about questions and answers."""

from app.kit.errors import Conflict, Forbidden, Invalid
from app.kit.states import StateConflict


class InterviewOff(StateConflict):
    """Values: state."""

    thing = "interview"
    code = "interview_off"
    message = "The interview is {state}; questions belong to one that takes place."
    mend = "Send a message instead."


class NotYourInterview(Forbidden):
    code = "not_your_interview"
    message = "This interview is another candidate's."
    mend = "Open your own."


class NotYourQuestion(Forbidden):
    code = "not_your_question"
    message = "This question is owned by somebody else."
    mend = "Ask the owner, or have it reassigned to you."


class TextMissing(Invalid):
    code = "text_missing"
    message = "There is no text."
    mend = "Write it and send again."


class TextTooLong(Invalid):
    """Values: limit."""

    code = "text_too_long"
    message = "The text is longer than {limit} characters."
    mend = "Shorten it."


class NotAnswered(StateConflict):
    thing = "question"
    code = "not_answered"
    message = "This question has no answer yet."
    mend = "Wait for the answer."


class AlreadyOpen(StateConflict):
    thing = "question"
    code = "question_already_open"
    message = "This question already waits for an answer."
    mend = "Wait for it; the due date is shown."


class AlreadyAnswered(StateConflict):
    thing = "question"
    code = "already_answered"
    message = "This question has its answer; a holding reply would take it back."
    mend = "Correct the answer instead."


class TooManyQuestions(Conflict):
    """Values: limit."""

    code = "too_many_questions"
    message = "An interview takes {limit} questions at most."
    mend = "Put several into one, or send a message."


class OwnerUnknown(Invalid):
    code = "owner_unknown"
    message = "The new owner is not an active member of staff."
    mend = "Choose somebody who can log in."


class OwnerNotPossible(Invalid):
    code = "owner_not_possible"
    message = "Questions about this interview are not for this person to own."
    mend = "Choose a question owner of the department, or somebody who has to do with the interview."


class AlreadyOwner(Conflict):
    code = "already_owner"
    message = "This person owns the question already."
    mend = "Choose somebody else."


class NothingToCorrect(StateConflict):
    thing = "question"
    code = "nothing_to_correct"
    message = "This question waits for its answer; there is none to correct."
    mend = "Answer it."


class RatingOutOfRange(Invalid):
    code = "rating_out_of_range"
    message = "A rating is a whole number from 1 to 5."
    mend = "Choose one of the five."


class NotForLibrary(Forbidden):
    code = "not_for_library"
    message = "Your role does not keep the answer library."
    mend = "Ask a recruiter, a question owner or HR."


class OwnProposal(Forbidden):
    """Two pairs of eyes: who proposed it does not review it."""

    code = "own_proposal"
    message = "Nobody reviews their own proposal."
    mend = "Ask a colleague."


class NotReviewed(StateConflict):
    thing = "library answer"
    code = "not_reviewed"
    message = "This answer was not approved by a reviewer yet."
    mend = "Have it reviewed, then publish it."


class NotNewest(StateConflict):
    thing = "library answer"
    code = "library_answer_superseded"
    message = "There is a newer version of this library answer."
    mend = "Use the newest version."
