"""A small bank for tests of the core: people, one requisition with two rounds, one application."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from app.feedback.models import Recommendation
from app.feedback.schemas import FeedbackInput
from app.hiring import service as hiring
from app.hiring.schemas import DimensionInput, PanelSeat, RoundInput
from app.kit.database import Actor, Unit
from app.people import service as people

FULL = FeedbackInput(Recommendation.YES, {"skill": 7, "team": 8}, "solid", "thank you")
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Bank:
    """Ids of what stands."""

    recruiter: UUID
    manager: UUID
    owner: UUID
    anna: UUID
    ben: UUID
    candidate: UUID
    requisition: UUID
    rounds: tuple[UUID, ...]
    application: UUID

    def interview(
        self, unit: Unit, start: datetime, *, confirm: bool = True, panel: list[PanelSeat] | None = None
    ) -> UUID:
        """An interview of one hour in the round that the application stands in."""
        acting = unit.at(unit.now, Actor.staff(self.recruiter))
        seats = panel or [PanelSeat(self.anna), PanelSeat(self.ben, is_required=False)]
        round_id = hiring.application_context(unit, self.application).round_id
        assert round_id is not None
        made = hiring.schedule_interview(acting, self.application, round_id, start, start + HOUR, seats)
        if confirm:
            hiring.confirm_interview(acting, made.id)
        return made.id

    def seat(self, unit: Unit, interview_id: UUID, staff_id: UUID) -> UUID:
        """The seat of a person in an interview."""
        panel = hiring.interview_context(unit, interview_id).panel
        return next(seat.panel_member_id for seat in panel if seat.staff_id == staff_id)


def _hire(unit: Unit, name: str, department_id: UUID) -> UUID:
    return people.hire_staff(unit, name=name, email=f"{name}@bank.example", department_id=department_id).id


def found_bank(unit: Unit) -> Bank:
    """Everything up to an application that has just been received."""
    department = people.create_department(unit, name="Risk").id
    names = ("recruiter", "manager", "owner", "anna", "ben")
    recruiter, manager, owner, anna, ben = (_hire(unit, name, department) for name in names)
    requisition = hiring.open_requisition(
        unit,
        code="R-1",
        title="Analyst",
        job_family="risk",
        department_id=department,
        hiring_manager_id=manager,
        recruiter_id=recruiter,
    ).id
    card = (DimensionInput("skill"), DimensionInput("team"), DimensionInput("extra", is_required=False))
    rounds = [RoundInput("HR", card, min_questions=1, question_owner_id=owner), RoundInput("Business", card)]
    template = hiring.save_plan_template(unit, name="standard", job_family="risk", rounds=rounds)
    hiring.copy_plan(unit, template.id, requisition)
    candidate = people.create_candidate(unit, name="李晓雯", email="li@mail.example").id
    application = hiring.apply(unit, requisition_id=requisition, candidate_id=candidate).id
    round_ids = tuple(round_.round_id for round_ in hiring.rounds_of(unit, requisition))
    return Bank(recruiter, manager, owner, anna, ben, candidate, requisition, round_ids, application)
