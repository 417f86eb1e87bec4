"""What can be refused of interview plans and their rounds; part of hiring's errors."""

from app.kit.errors import Conflict, Invalid
from app.kit.states import StateConflict


class PlanInvalid(Invalid):
    """Base of what can be amiss with a plan."""

    code = "plan_invalid"
    message = "The interview plan is not valid."
    mend = "Mend the plan and save it again."


class PlanEmpty(PlanInvalid):
    code = "plan_empty"
    message = "An interview plan needs at least one round."
    mend = "Add a round."


class LastTemplate(Conflict):
    code = "last_template"
    message = "This is the only interview plan template, and requisitions start from one."
    mend = "Write another template first."


class RoundNameMissing(PlanInvalid):
    code = "round_name_missing"
    message = "A round has no name."
    mend = "Give every round a name."


class RoundNameTwice(PlanInvalid):
    code = "round_name_twice"
    message = "Two rounds of the plan have the same name."
    mend = "Give every round a name of its own."


class RoundAmount(PlanInvalid):
    """Values: round, what (a field), least, most."""

    code = "round_amount"
    message = "In the round {round}, {what} is not between {least} and {most}."
    mend = "Give a number between {least} and {most}."


class DimensionNameMissing(PlanInvalid):
    code = "dimension_name_missing"
    message = "The scorecard of the round {round} has a dimension without a name."
    mend = "Give every dimension a name."


class DimensionTwice(PlanInvalid):
    code = "dimension_twice"
    message = "The scorecard of the round {round} names a dimension twice."
    mend = "Name each dimension once."


class DimensionWeight(PlanInvalid):
    """Values: round, most."""

    code = "dimension_weight"
    message = "In the round {round}, a dimension's weight is not between 1 and {most}."
    mend = "Give every dimension a weight above zero."


class SuggestedQuestions(PlanInvalid):
    code = "suggested_questions"
    message = "The suggested questions of the round {round} are empty or repeated."
    mend = "Write each suggested question once."


class HoldTooLong(PlanInvalid):
    """Values: round, hold, most (both elapsed hours)."""

    code = "hold_too_long"
    message = "In the round {round}, the release is held for {hold} hours; the outcome is owed within {most}."
    mend = "Hold it for at most {most} hours, or change the outcome policy first."


class RoundInUse(Conflict):
    code = "round_in_use"
    message = "This round is in use and can't be removed."
    mend = "Change its settings instead; what was already held keeps the old ones."


class RoundsDoNotMatch(Invalid):
    code = "rounds_do_not_match"
    message = "The new order does not name each round of the plan exactly once."
    mend = "Reload the plan and order its rounds again."


class PlanSuperseded(StateConflict):
    thing = "plan template"
    code = "plan_superseded"
    message = "A newer version of this template exists."
    mend = "Change the newest version."


class PlanExists(Conflict):
    code = "plan_exists"
    message = "The requisition already has its interview plan."
    mend = "Change the rounds of that plan."


class PlanMissing(Conflict):
    code = "plan_missing"
    message = "The requisition has no interview plan with a round."
    mend = "Copy a template to the requisition first."
