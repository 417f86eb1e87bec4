"""Building the example company: the ground in one transaction, then one per application, so that
a kill leaves whole applications and a second run goes on where the first ended.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from app.demo.organisation import COMPANY
from app.demo.plan import plan_company
from app.demo.replay import Ground, replay
from app.demo.rounds import ROUNDS
from app.demo.schemas import CompanyPlan, DemoCompany, DemoLogIn, PlannedRequisition, Size
from app.demo.standing import email_of, log_ins
from app.demo.waiting import leave_waiting
from app.demo.words import NOTICE
from app.hiring import service as hiring
from app.hiring.models import InterviewPlan
from app.hiring.schemas import DimensionInput, RoundInput
from app.kit.database import Actor, Database, Unit
from app.kit.ports import BlobStore
from app.offers import service as offers
from app.people import service as people
from app.privacy import service as privacy
from app.surveys import service as surveys

FOUNDED_BEFORE = timedelta(days=366)  # requisitions open before the first application

__all__ = ["DemoCompany", "DemoLogIn", "build_example_company"]


def build_example_company(
    database: Database,
    *,
    now: datetime,
    size: Size | str = Size.SMALL,
    password: str | None = None,
    blobs: BlobStore,
    seed: int = 20260101,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> DemoCompany:
    """The bank and its year of hiring up to `now` (floored to the hour), through the services.

    A company that is there is completed to its own plan (whatever `now` and `size` say) and else
    left alone. `password`, if given, is set for the log-ins; files go to `blobs`.
    `progress(done, total)` counts applications.
    """
    with database.unit(Actor.service(), now) as unit:
        founded = _founding(unit, seed, Size(size))
    plan = plan_company(seed, *(founded or (now, Size(size))))
    wanted = founded[1] if founded else Size(size)
    with database.unit(Actor.service(), now) as unit:
        there = hiring.existing_applications(unit, [history.application_id for history in plan.histories])
        ground = _ground(unit, plan) if founded else _found(unit.at(plan.now - FOUNDED_BEFORE), plan, wanted)
    missing = [history for history in plan.histories if history.application_id not in there]
    for done, history in enumerate(missing, start=1):
        with database.unit(Actor.service(), plan.now) as unit:
            replay(unit, ground, history)
        progress(len(there) + done, len(plan.histories))
    with database.unit(Actor.service(), plan.now) as unit:
        leave_waiting(unit, ground, plan, blobs)
    if missing:
        with database.unit(Actor.service(), plan.now) as unit:
            offers.expire_due(unit)
            surveys.expire_due(unit, limit=len(plan.histories))
    entrances = log_ins(plan)
    if password:
        _set_passwords(database, now, ground, entrances, password)
    return DemoCompany(entrances, wanted, len(plan.histories), was_there=founded is not None and not missing)


def _plan_name(size: Size) -> str:
    return f"{COMPANY} · {size}"


def _founding(unit: Unit, seed: int, size: Size) -> tuple[datetime, Size] | None:
    """The hour and size for which the company was founded, read from its first requisition's plan."""
    first = hiring.requisition_by_code(unit, "ECHO-001")
    if first is None or first.opened_at is None:
        return None
    name = hiring.plan_name_of(unit, first.id)
    found = next((each for each in Size if name == _plan_name(each)), size)
    return first.opened_at + FOUNDED_BEFORE, found


def _found(unit: Unit, plan: CompanyPlan, size: Size) -> Ground:
    """Departments, staff, the plan's template, requisitions: all in the unit."""
    departments: dict[str, UUID] = {}
    for name, parent in plan.departments:
        above = departments[parent] if parent else None
        departments[name] = people.create_department(unit, name=name, parent_id=above).id
    staff: dict[str, UUID] = {}
    for person in plan.staff:
        staff[person.key] = people.hire_staff(
            unit,
            name=person.name,
            email=email_of(person.key),
            department_id=departments[person.department],
            manager_id=staff[person.manager] if person.manager else None,
            roles=person.roles,
        ).id
    for name, head in plan.heads.items():
        people.set_department_head(unit, departments[name], staff[head])
    privacy.publish_notice(unit, NOTICE)
    template = _template(unit, size)
    hired = Counter(history.requisition_code for history in plan.histories if history.is_hired)
    for job in plan.requisitions:
        # Histories are told one after the other, so a place stays open beside all who are hired in the year.
        roomy = replace(job, headcount=max(job.headcount, hired[job.code] + 1))
        _open(unit, roomy, departments[job.department], staff, template)
    return _ground(unit, plan)


def _template(unit: Unit, size: Size) -> InterviewPlan:
    rounds = [
        RoundInput(
            name=round_.name,
            dimensions=tuple(DimensionInput(name, guidance) for name, guidance in round_.dimensions),
            duration_minutes=round_.minutes,
            min_questions=round_.min_questions,
        )
        for round_ in ROUNDS
    ]
    return hiring.save_plan_template(unit, name=_plan_name(size), job_family=None, rounds=rounds)


def _open(
    unit: Unit, job: PlannedRequisition, department_id: UUID, staff: dict[str, UUID], template: InterviewPlan
) -> None:
    requisition = hiring.open_requisition(
        unit,
        code=job.code,
        title=job.title,
        job_family=job.job_family,
        department_id=department_id,
        hiring_manager_id=staff[job.hiring_manager],
        recruiter_id=staff[job.recruiter],
        headcount=job.headcount,
    )
    owners = {round_.name: staff[job.recruiter if round_.is_hr else job.question_owner] for round_ in ROUNDS}
    hiring.copy_plan(unit, template.id, requisition.id, question_owners=owners)


def _ground(unit: Unit, plan: CompanyPlan) -> Ground:
    """The ids of what stands, by the plan's keys."""
    found = people.staff_by_email(unit, [email_of(person.key) for person in plan.staff])
    requisitions: dict[str, UUID] = {}
    for job in plan.requisitions:
        requisition = hiring.requisition_by_code(unit, job.code)
        assert requisition is not None  # founded in one transaction
        requisitions[job.code] = requisition.id
    rounds = {
        code: tuple(round_.round_id for round_ in hiring.rounds_of(unit, identity))
        for code, identity in requisitions.items()
    }
    staff = {person.key: found[email_of(person.key)] for person in plan.staff}
    return Ground(staff, requisitions, rounds, privacy.newest_version(unit))


def _set_passwords(
    database: Database, now: datetime, ground: Ground, entrances: list[DemoLogIn], password: str
) -> None:
    with database.unit(Actor.service(), now) as unit:
        for entrance in entrances:
            people.set_password(unit, ground.staff[entrance.email.partition("@")[0]], password)
