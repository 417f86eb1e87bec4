"""What the verbs of promises may refuse."""

from http import HTTPStatus

from app.kit.errors import Conflict, Forbidden, HuiyinError, Invalid
from app.kit.states import StateConflict


class NoPolicy(HuiyinError):
    code = "no_sla_policy"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    message = "No SLA policy says what is owed for {kind}."
    mend = "Run `huiyin init`, which writes the default policies."


class NoCalendar(HuiyinError):
    code = "no_calendar"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    message = "There is no working calendar {calendar}."
    mend = "Run `huiyin init`, which writes the default calendar."


class NoSuchCalendar(Invalid):
    code = "no_such_calendar"
    message = "There is no working calendar {calendar}."
    mend = "Name one that is there, or write that one first."


class CalendarInUse(Conflict):
    code = "calendar_in_use"
    message = "The calendar {calendar} is named by {policy_count} policies and measures {clock_count} running promises."
    mend = "Let the policies name another, and wait for the promises or move them."


class OwnClock(Forbidden):
    code = "own_clock"
    message = "An owner can't excuse their own clock."
    mend = "Ask your manager or an HR lead."


class ClockNotRunning(StateConflict):
    thing = "promise"
    code = "clock_not_running"
    message = "This clock is {state} already."


class ClockReplaced(StateConflict):
    thing = "promise"
    code = "clock_replaced"
    message = "The date of this promise was moved already."
    mend = "Look again: the newest promise of this subject is the one that holds."


class ClockOfHistory(Conflict):
    code = "clock_of_history"
    message = "This promise was imported as history; it can't be changed here."


class NotYoursToMove(Forbidden):
    code = "not_yours_to_move"
    message = "Only who owes a promise, or HR, may move its date."


class OwnMoveTooLate(Forbidden):
    code = "own_move_too_late"
    message = "Who owes a promise moves its date before it is due."
    mend = "Keep it as soon as you can, or ask another recruiter or an HR lead to move it."


class OwnMoveTooFar(Forbidden):
    code = "own_move_too_far"
    message = "Who owes a promise may move it to {latest} at most: by no more than it was long."
    mend = "Name an earlier date, or ask another recruiter or an HR lead to move it."


class DateOfOffer(Conflict):
    code = "date_of_offer"
    message = "A candidate's decision is due on the date that the offer itself names."
    mend = "Edit the offer and send it again; its new date then holds."


class TooManyMoves(Conflict):
    code = "too_many_moves"
    message = "The date of this promise was moved {limit} times already."
    mend = "Keep it, or let an HR lead excuse it with a reason."


class ReasonMissing(Invalid):
    code = "reason_missing"
    message = "A reason of at most {limit} characters is needed."


class PauseNotAllowed(Conflict):
    code = "pause_not_allowed"
    message = "The SLA policy of this clock does not let it rest for that reason."
    mend = "An HR administrator can change what a policy pauses on."


class ClockPaused(StateConflict):
    thing = "promise"
    code = "clock_paused"
    message = "This clock rests."
    mend = "Resume it first."


class ClockNotPaused(StateConflict):
    thing = "promise"
    code = "clock_not_paused"
    message = "This clock does not rest."


class ClockOverdue(StateConflict):
    thing = "promise"
    code = "clock_overdue"
    message = "This promise was due already; it can't rest any more."


class BadPolicy(Invalid):
    code = "bad_sla_policy"
    message = "The SLA policy is not valid: {why}."


class BadDueDate(Invalid):
    code = "bad_due_date"
    message = "A promise can't be due then."


class BadCalendar(Invalid):
    code = "bad_calendar"
    message = "The calendar is not valid: its openings overlap or have no length."
