"""What one history plays on: people, a requisition that was approved and posted, three rounds, one application."""

from dataclasses import dataclass
from itertools import count
from uuid import UUID

from app.feedback.schemas import FeedbackInput
from app.hiring import service as hiring
from app.hiring.schemas import DimensionInput, RoundInput
from app.kit.database import Actor, Unit
from app.kit.worktime import WorkCalendar
from app.people import service as people
from app.people.models import Role
from app.sla import service as sla
from app.sla.models import ClockKind, PauseReason
from app.sla.models import Unit as OwedUnit
from tests.factories.bank import FULL
from tests.integration.model.ledger import OWED, RESTFUL
from tests.integration.model.world import HOLD_HOURS

ROUNDS = ("HR", "Business", "Executive")
CARD = (DimensionInput("skill"), DimensionInput("team"))
PANEL = ("anna", "ben", "chen")
PEOPLE = ("recruiter", "manager", "owner", "lead", *PANEL)
numbers = count()


def card(text: str) -> FeedbackInput:
    """A scorecard that is told apart by its text."""
    return FeedbackInput(FULL.recommendation, {"skill": 7, "team": 8}, text, "thank you")


@dataclass
class Stage:
    """A bank of its own in the shared database."""

    staff: dict[str, UUID]
    candidate: UUID
    application: UUID
    rounds: list[UUID]


def found_company(unit: Unit) -> UUID:
    """The department above all histories, whose policies let some promises rest."""
    company = people.create_department(unit, name="Company").id
    for kind in sorted(RESTFUL):
        counted_in, amount = OWED[kind]
        sla.set_policy(
            unit,
            kind=ClockKind(kind),
            amount=amount,
            counted_in=OwedUnit(counted_in),
            calendar_code=sla.measure_of(unit, ClockKind(kind))[0].calendar_code,
            pauses_on=[PauseReason.WAITING_FOR_CANDIDATE],
            department_id=company,
        )
    return company


def found(unit: Unit, company: UUID) -> Stage:
    """People of their own (nobody is busy from an earlier history), all the way to an application."""
    tag = next(numbers)
    department = people.create_department(unit, name=f"Department {tag}", parent_id=company).id
    staff = {
        name: people.hire_staff(unit, name=name, email=f"{name}{tag}@bank.example", department_id=department).id
        for name in PEOPLE
    }
    people.grant_role(unit, staff["lead"], Role.HR_LEAD, department)
    people.grant_role(unit, staff["recruiter"], Role.RECRUITER, department)
    requisition = _posted(unit, tag, department, staff)
    candidate = people.create_candidate(unit, name="Candidate", email=f"c{tag}@mail.example").id
    application = hiring.apply(unit, requisition_id=requisition, candidate_id=candidate).id
    return Stage(staff, candidate, application, [row.round_id for row in hiring.rounds_of(unit, requisition)])


def _posted(unit: Unit, tag: int, department: UUID, staff: dict[str, UUID]) -> UUID:
    """A requisition on its way: drafted, submitted, approved, posted."""
    given = hiring.RequisitionInput(f"M-{tag}", "Analyst", "risk", department, staff["manager"], staff["recruiter"])
    by_recruiter, by_manager = (unit.at(unit.now, Actor.staff(staff[name])) for name in ("recruiter", "manager"))
    requisition = hiring.draft_requisition(by_recruiter, given).id
    rounds = [
        RoundInput(name, CARD, min_questions=1, question_owner_id=staff["owner"], release_hold_hours=hours)
        for name, hours in zip(ROUNDS, HOLD_HOURS, strict=True)
    ]
    hiring.save_requisition_plan(unit, requisition, name="three", rounds=rounds)
    hiring.submit_requisition(by_recruiter, requisition, [staff["manager"]])
    hiring.approve_requisition(by_manager, requisition)
    hiring.open_requisition_posting(by_recruiter, requisition, title="Analyst", text="Come.", channel="site")
    return requisition


def company_calendar(unit: Unit) -> WorkCalendar:
    """The calendar that promises are measured by."""
    _policy, calendar = sla.measure_of(unit, ClockKind.FEEDBACK)
    return sla.load_work_calendar(unit, calendar.id)
