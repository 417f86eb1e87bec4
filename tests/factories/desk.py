"""A handful of people around one requisition, for tests of pages: made through the services.

One interview has ended (two seats owe feedback), one lies ahead, one question waits for its answer.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from app.hiring import service as hiring
from app.hiring.schemas import DimensionInput, PanelSeat, RoundInput
from app.kit.database import Actor, Database, Unit
from app.people import service as people
from app.people.models import Role
from app.questions import service as questions

PASSWORD = "correct-horse-9"
SCORECARD = (
    DimensionInput("专业能力", guidance="授信、风控的基本功；请举一个具体例子。"),
    DimensionInput("沟通表达", guidance="能否把复杂的事讲清楚。"),
    DimensionInput("合作意识"),
)


@dataclass(frozen=True)
class Desk:
    """Ids of what was made; e-mails are `<key>@bank.example`."""

    department_id: UUID
    staff: dict[str, UUID]
    requisition_id: UUID
    application_id: UUID
    interview_id: UUID
    seats: dict[str, UUID]
    question_id: UUID


def set_up_desk(database: Database, now: datetime, zone: str = "Asia/Shanghai") -> Desk:
    """The company as of `now`: the interview ended two hours ago."""
    with database.unit(Actor.service(), now - timedelta(days=10)) as unit:
        department_id, staff = _people(unit)
        requisition_id, round_id = _requisition(unit, department_id, staff)
        candidate = people.create_candidate(unit, name="陈思远", email="chen@mail.example")
        other = people.create_candidate(unit, name="欧阳明月", email="ouyang@mail.example")
        application_id = _apply(unit, requisition_id, candidate.id, staff, round_id)
        second_id = _apply(unit, requisition_id, other.id, staff, round_id)
    interview_id, seats = _ended_interview(database, application_id, round_id, staff, now, zone)
    with database.unit(Actor.staff(staff["recruiter"]), now - timedelta(hours=1)) as unit:
        question = questions.ask_question(unit, interview_id, "试用期多久？转正前的薪资和福利怎么算？")
        start = now + timedelta(days=1)
        panel = [PanelSeat(staff["wang"])]
        ahead = hiring.schedule_interview(
            unit,
            second_id,
            round_id,
            start,
            start + timedelta(hours=1),
            panel,
            zone=zone,
            location="总行 18 层 3 号会议室",
        )
        hiring.confirm_interview(unit, ahead.id)
    return Desk(department_id, staff, requisition_id, application_id, interview_id, seats, question.id)


def _people(unit: Unit) -> tuple[UUID, dict[str, UUID]]:
    department = people.create_department(unit, name="风险管理部")
    roles = {
        "wang": ("王晓雨", [Role.INTERVIEWER]),
        "zhao": ("赵立新", [Role.INTERVIEWER, Role.HIRING_MANAGER, Role.QUESTION_OWNER]),
        "recruiter": ("李静", [Role.RECRUITER]),
        "lead": ("周建国", [Role.LEADERSHIP]),
        "auditor": ("何平", [Role.AUDITOR]),
    }
    staff = {}
    for key, (name, held) in roles.items():
        made = people.hire_staff(unit, name=name, email=f"{key}@bank.example", department_id=department.id, roles=held)
        people.set_password(unit, made.id, PASSWORD)
        staff[key] = made.id
    return department.id, staff


def _requisition(unit: Unit, department_id: UUID, staff: dict[str, UUID]) -> tuple[UUID, UUID]:
    rounds = [RoundInput("业务面", SCORECARD, question_owner_id=staff["zhao"])]
    template = hiring.save_plan_template(unit, name="风控岗", job_family="风险", rounds=rounds)
    requisition = hiring.open_requisition(
        unit,
        code="R-1",
        title="信贷风险经理",
        job_family="风险",
        department_id=department_id,
        hiring_manager_id=staff["zhao"],
        recruiter_id=staff["recruiter"],
    )
    hiring.copy_plan(unit, template.id, requisition.id)
    return requisition.id, hiring.rounds_of(unit, requisition.id)[0].round_id


def _apply(unit: Unit, requisition_id: UUID, candidate_id: UUID, staff: dict[str, UUID], round_id: UUID) -> UUID:
    made = hiring.apply(unit, requisition_id=requisition_id, candidate_id=candidate_id, recruiter_id=staff["recruiter"])
    hiring.move_to_round(unit, made.id, round_id)
    return made.id


def _ended_interview(
    database: Database, application_id: UUID, round_id: UUID, staff: dict[str, UUID], now: datetime, zone: str
) -> tuple[UUID, dict[str, UUID]]:
    end = now - timedelta(hours=2)
    recruiter = Actor.staff(staff["recruiter"])
    with database.unit(recruiter, now - timedelta(days=3)) as unit:
        panel = [PanelSeat(staff["wang"]), PanelSeat(staff["zhao"])]
        made = hiring.schedule_interview(
            unit, application_id, round_id, end - timedelta(hours=1), end, panel, zone=zone
        )
        hiring.confirm_interview(unit, made.id)
        by_staff = {seat.staff_id: seat.panel_member_id for seat in hiring.interview_context(unit, made.id).panel}
    return made.id, {key: by_staff[staff[key]] for key in ("wang", "zhao")}
