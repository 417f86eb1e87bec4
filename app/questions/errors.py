"""What can be refused about questions and answers."""

from app.kit.errors import Conflict, Forbidden, Invalid


class InterviewOff(Conflict):
    """Values: state."""

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


class NotAnswered(Conflict):
    code = "not_answered"
    message = "This question has no answer yet."
    mend = "Wait for the answer."


class AlreadyOpen(Conflict):
    code = "question_already_open"
    message = "This question already waits for an answer."
    mend = "Wait for it; the due date is shown."


class RatingOutOfRange(Invalid):
    code = "rating_out_of_range"
    message = "A rating is a whole number from 1 to 5."
    mend = "Choose one of the five."
