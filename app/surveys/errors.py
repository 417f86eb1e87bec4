"""What can be refused about surveys."""

from app.kit.errors import Invalid
from app.kit.states import StateConflict


class SurveyExpired(StateConflict):
    thing = "survey"
    code = "survey_expired"
    message = "The time to answer this survey is over."
    mend = "Write a message instead."


class SurveyClosed(StateConflict):
    """Values: days."""

    thing = "survey"
    code = "survey_closed"
    message = "An answered survey can be changed for {days} days only."
    mend = "Write a message instead."


class RatingOutOfRange(Invalid):
    code = "survey_rating_out_of_range"
    message = "A rating goes from 1 to 5."
    mend = "Choose one of the five, or none."


class TextTooLong(Invalid):
    """Values: limit."""

    code = "text_too_long"
    message = "The text is longer than {limit} characters."
    mend = "Shorten it."
