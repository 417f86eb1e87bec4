"""What the verbs of promises may refuse."""

from http import HTTPStatus

from app.kit.errors import Conflict, Forbidden, HuiyinError, Invalid


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


class OwnClock(Forbidden):
    code = "own_clock"
    message = "An owner can't excuse their own clock."
    mend = "Ask your manager or an HR lead."


class ClockNotRunning(Conflict):
    code = "clock_not_running"
    message = "This clock is {outcome} already."


class BadPolicy(Invalid):
    code = "bad_sla_policy"
    message = "The SLA policy is not valid: {why}."


class BadDueDate(Invalid):
    code = "bad_due_date"
    message = "A promise can't be due then."
