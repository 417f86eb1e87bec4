"""What one history plays on: people, a requisition with three rounds, one application."""

from dataclasses import dataclass
from itertools import count
from uuid import UUID

from app.hiring import service as hiring
from app.hiring.schemas import DimensionInput, RoundInput
from app.kit.database import Unit
from app.people import service as people
from app.people.models import Role
from tests.factories.bank import FULL

ROUNDS = ("HR", "Business", "Executive")
CARD = (DimensionInput("skill"), DimensionInput("team"))
PEOPLE = ("recruiter", "manager", "owner", "anna", "ben", "chen", "lead")
numbers = count()
FULL_OF_CARD = type(FULL)(FULL.recommendation, {"skill": 7, "team": 8}, "solid", "thank you")


@dataclass
class Stage:
    """What one history plays on: a bank of its own in the shared database."""

    staff: dict[str, UUID]
    candidate: UUID
    application: UUID
    rounds: list[UUID]


def found(unit: Unit) -> Stage:
    """People of their own (nobody is busy from an earlier history), a plan of three rounds, one application."""
    tag = next(numbers)
    department = people.create_department(unit, name=f"Department {tag}").id
    staff = {
        name: people.hire_staff(unit, name=name, email=f"{name}{tag}@bank.example", department_id=department).id
        for name in PEOPLE
    }
    people.grant_role(unit, staff["lead"], Role.HR_LEAD, department)
    requisition = hiring.open_requisition(
        unit,
        code=f"M-{tag}",
        title="Analyst",
        job_family="risk",
        department_id=department,
        hiring_manager_id=staff["manager"],
        recruiter_id=staff["recruiter"],
    ).id
    rounds = [RoundInput(name, CARD, min_questions=1, question_owner_id=staff["owner"]) for name in ROUNDS]
    hiring.save_requisition_plan(unit, requisition, name="three", rounds=rounds)
    candidate = people.create_candidate(unit, name="Candidate", email=f"c{tag}@mail.example").id
    application = hiring.apply(unit, requisition_id=requisition, candidate_id=candidate).id
    return Stage(staff, candidate, application, [row.round_id for row in hiring.rounds_of(unit, requisition)])
