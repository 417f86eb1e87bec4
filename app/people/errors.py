"""What people's verbs may refuse. None of them says whether a person exists."""

from http import HTTPStatus

from app.kit.errors import Conflict, HuiyinError, Invalid
from app.kit.states import StateConflict


class TooManyAttempts(HuiyinError):
    code = "too_many_attempts"
    status = HTTPStatus.TOO_MANY_REQUESTS
    message = "Too many failed attempts."
    mend = "Wait {minutes} minutes and try again."


class WrongLogIn(HuiyinError):
    """For the edge to raise when `log_in` gave no token, after the unit was left."""

    code = "wrong_log_in"
    status = HTTPStatus.UNAUTHORIZED
    message = "The e-mail or the password is not right."


class WeakPassword(Invalid):
    code = "weak_password"
    message = "A password needs {least} to {most} characters."


class BadEmail(Invalid):
    code = "bad_email"
    message = "That is not an e-mail address."


class ManagerLoop(Conflict):
    code = "manager_loop"
    message = "Nobody can be their own manager, directly or through others."


class PeriodOutOfOrder(Invalid):
    code = "period_out_of_order"
    message = "A period must end after it starts."
    mend = "Check the two times and their zones."


class DelegationToSelf(Invalid):
    code = "delegation_to_self"
    message = "Nobody can stand in for themselves."
    mend = "Name another person."


class DelegationLoop(Conflict):
    code = "delegation_loop"
    message = "In that period the delegations would lead back to the same person."
    mend = "Choose somebody who has not handed their own work on to this person."


class DelegationOverlaps(Conflict):
    code = "delegation_overlaps"
    message = "Somebody else already stands in for this person in that period."
    mend = "End that delegation first, or choose another period."


class PeriodOver(StateConflict):
    thing = "period"
    code = "period_over"
    message = "This has ended already."
    mend = "Record a new period if it goes on."
