"""Errors of nudging that a person may see."""

from app.kit.errors import Conflict, Forbidden, Invalid
from app.kit.states import StateConflict


class AlreadyNudged(Conflict):
    code = "already_nudged"
    message = "This rung was already sent, or somebody sent a nudge for it within the last hour."
    mend = "The ledger shows when; call instead."


class NothingOwed(StateConflict):
    """The clock does not run any more: a nudge would be wrong."""

    thing = "promise"
    code = "nothing_owed"
    message = "This promise is already kept or was called off."


class NotYoursToNudge(Forbidden):
    code = "not_yours_to_nudge"
    message = "Only recruiters and HR leads send nudges; only they and the owner snooze."


class NoRecipient(Invalid):
    code = "no_recipient"
    message = "Nobody owns this promise, so there is nobody to nudge."
    mend = "Assign an owner first."


class SnoozeInThePast(Invalid):
    code = "snooze_in_the_past"
    message = "A snooze must end later than now."


class SnoozeTooFar(Invalid):
    """Values: days."""

    code = "snooze_too_far"
    message = "A snooze ends within {days} days."
    mend = "Name an earlier time."


class OwnSnoozeTooLate(Forbidden):
    code = "own_snooze_too_late"
    message = "Who owes a promise rests its nudges only before it is due."
    mend = "Keep it now, or ask another recruiter or an HR lead."


class OwnSnoozeTooFar(Forbidden):
    """Values: latest."""

    code = "own_snooze_too_far"
    message = "Who owes a promise may rest its nudges until {latest} at most."
    mend = "Name an earlier time, or ask another recruiter or an HR lead."


class TooManyOwnSnoozes(Conflict):
    """Values: limit."""

    code = "too_many_own_snoozes"
    message = "Who owes a promise rests its nudges {limit} times at most."
    mend = "Keep it, or ask another recruiter or an HR lead."


class BadTemplate(Invalid):
    code = "bad_template"
    message = "This text can't be sent: {why}."
    mend = "A text is words and placeholders such as {example}; docs/configuration.md lists them."

    def __init__(self, *, why: str) -> None:
        super().__init__(why=why, example="{{ due }}")


class TemplateInUse(Conflict):
    code = "template_in_use"
    message = "The template {template} is used by {policy_count} policies and {clock_count} running promises."
    mend = "Let the ladders of these policies name another, and wait for the promises or move them."


class NoSuchTemplate(Invalid):
    code = "no_such_template"
    message = "There is no template {template}."
