"""Who answers: the owner by the round's rule, who stands in, and the hand-over to another."""

from uuid import UUID

from app.evidence.service import record
from app.hiring import service as hiring
from app.hiring.schemas import InterviewContext
from app.kit.database import Unit
from app.kit.errors import NotFound
from app.kit.ids import new_id
from app.people import service as people
from app.people.models import Role
from app.questions import repository
from app.questions.errors import AlreadyOwner, OwnerNotPossible, OwnerUnknown
from app.questions.models import Question, QuestionReassignment
from app.questions.notices import tell_staff
from app.questions.rules import LONGEST_REASON, owners_in_line, require_may_answer, require_text
from app.sla import service as sla
from app.sla.models import ClockKind


def find_owner(unit: Unit, context: InterviewContext) -> tuple[UUID | None, UUID | None]:
    """(whom the rule names, who acts for them now). People who have left are passed over; (None,
    None) when nobody is left.
    """
    named = next((person for person in owners_in_line(context) if is_active(unit, person)), None)
    return named, people.stands_in_for(unit, named) if named else None


def is_active(unit: Unit, staff_id: UUID) -> bool:
    """Whether this is a member of staff who can log in."""
    try:
        people.staff_contact(unit, staff_id)
    except NotFound:
        return False
    return True


def require_answerer(unit: Unit, question: Question) -> None:
    """The owner, the rule's owner, who stands in for the owner now, or the recruiter. Raises `NotYourQuestion`."""
    context = hiring.application_context(unit, question.application_id)
    owner = question.owner_staff_id
    also = {question.owner_by_rule_id, people.stands_in_for(unit, owner) if owner else None}
    require_may_answer(unit.actor, owner, context.recruiter_id, also - {None})


def possible_owners(unit: Unit, context: InterviewContext) -> list[UUID]:
    """Who may own a question about the interview: whom the rule names, the panel, and the question owners of
    the department. Each once, those nearest first; the active ones and those who have left.
    """
    panel = [seat.staff_id for seat in context.panel]
    owners = people.staff_with_role(unit, Role.QUESTION_OWNER, context.department_id)
    return list(dict.fromkeys([*owners_in_line(context), *panel, *owners]))


def reassign_question(unit: Unit, question_id: UUID, owner_staff_id: UUID, reason: str) -> Question:
    """Gives the question to another owner, with the reason; the clock goes along and is not started again.
    By the owner (or who stands in), the recruiter, or the department's HR lead, to one of `possible_owners`.

    Raises `NotYourQuestion`, `OwnerUnknown` (also for who has left), `OwnerNotPossible`, `AlreadyOwner`,
    `TextMissing` without a reason, `TextTooLong`, `NotFound`.
    """
    why = require_text(reason, LONGEST_REASON)
    question = repository.lock(unit, question_id)
    _require_may_reassign(unit, question)
    if not is_active(unit, owner_staff_id):
        raise OwnerUnknown
    if owner_staff_id == question.owner_staff_id:
        raise AlreadyOwner
    if owner_staff_id not in possible_owners(unit, hiring.interview_context(unit, question.interview_id)):
        raise OwnerNotPossible
    before, question.owner_staff_id = question.owner_staff_id, owner_staff_id
    unit.session.add(
        QuestionReassignment(
            id=new_id(),
            question_id=question_id,
            from_staff_id=before,
            to_staff_id=owner_staff_id,
            by_staff_id=unit.actor.id if unit.actor.kind == "staff" else None,
            reason=why,
            at=unit.now,
        )
    )
    sla.reassign_clock(unit, ClockKind.ANSWER, question_id, owner_staff_id)
    record(
        unit,
        "question.reassigned",
        question,
        application_id=question.application_id,
        from_staff_id=before,
        to_staff_id=owner_staff_id,
    )
    tell_staff(unit, "question_asked", question, owner_staff_id)
    return question


def _require_may_reassign(unit: Unit, question: Question) -> None:
    context = hiring.application_context(unit, question.application_id)
    owner = question.owner_staff_id
    also = {question.owner_by_rule_id, people.stands_in_for(unit, owner) if owner else None} - {None}
    if unit.actor.id not in {owner, context.recruiter_id, *also}:
        also |= set(people.staff_with_role(unit, Role.HR_LEAD, context.department_id))
    require_may_answer(unit.actor, owner, context.recruiter_id, also)
