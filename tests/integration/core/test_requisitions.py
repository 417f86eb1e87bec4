"""Requisitions from the draft to the last hire: who may do what when, and what is refused."""

from dataclasses import dataclass, replace
from datetime import timedelta
from threading import Barrier, Thread
from uuid import UUID, uuid4

import pytest

from app.hiring import service as hiring
from app.hiring.errors import (
    CodeTaken,
    HeadcountReached,
    MoveByDecision,
    NeedsNamedHuman,
    NoApprover,
    NotApprover,
    NotEditable,
    OwnRequisition,
    PostingClosed,
    PostingInvalid,
    ReasonMissing,
    RequisitionInvalid,
    RequisitionNotOpen,
)
from app.hiring.models import ApplicationStatus, ApprovalDecision, RequisitionStatus
from app.hiring.plan_errors import PlanMissing
from app.hiring.schemas import RoundInput
from app.hiring.service import RequisitionInput
from app.kit.database import Actor, Database, Unit
from app.kit.errors import NotFound
from app.kit.states import MoveNotAllowed
from app.people import service as people
from app.people.models import Role
from tests.conftest import NOW
from tests.factories.bank import HOUR, found_bank
from tests.integration.core.conftest import as_staff, audited

S = RequisitionStatus
WORDS = {"title": "Analyst", "text": "Come and look at risks.", "channel": "careers page"}


@dataclass(frozen=True)
class House:
    """Ids: a department with its head, below a division with its head, an HR lead, a recruiter."""

    department: UUID
    head: UUID
    above: UUID
    lead: UUID
    recruiter: UUID
    given: RequisitionInput


@pytest.fixture
def house(unit: Unit) -> House:
    division = people.create_department(unit, name="Division").id
    team = people.create_department(unit, name="Team", parent_id=division).id
    names = ("head", "above", "lead", "recruiter")
    head, above, lead, recruiter = (
        people.hire_staff(unit, name=name, email=f"{name}@bank.example", department_id=team).id for name in names
    )
    people.set_department_head(unit, team, head)
    people.set_department_head(unit, division, above)
    people.grant_role(unit, lead, Role.HR_LEAD)
    given = RequisitionInput("R-9", "Analyst", "risk", team, head, recruiter, headcount=2)
    return House(team, head, above, lead, recruiter, given)


def submitted(unit: Unit, house: House) -> UUID:
    made = hiring.draft_requisition(as_staff(unit, house.recruiter), house.given)
    hiring.submit_requisition(as_staff(unit, house.recruiter), made.id)
    return made.id


def status_of(unit: Unit, requisition_id: UUID) -> RequisitionStatus:
    return hiring.requisition_view(unit, requisition_id).status


def test_approvers_are_found_and_decide_in_order(unit: Unit, house: House) -> None:
    wanted = submitted(unit, house)
    assert [(step.position, step.approver_staff_id) for step in hiring.approvals_of(unit, wanted)] == [
        (1, house.head),
        (2, house.lead),
    ]
    assert hiring.requisitions_waiting_for(unit, house.head) == [wanted]
    assert hiring.requisitions_waiting_for(unit, house.lead) == []
    with pytest.raises(NotApprover):
        hiring.approve_requisition(as_staff(unit, house.lead), wanted)
    hiring.approve_requisition(as_staff(unit, house.head), wanted, " fine ")
    assert status_of(unit, wanted) is S.SUBMITTED
    hiring.approve_requisition(as_staff(unit, house.lead, NOW + HOUR), wanted)
    first, second = hiring.approvals_of(unit, wanted)
    assert (first.decision, first.reason, first.at) == (ApprovalDecision.APPROVED, "fine", NOW)
    assert (second.decided_by_staff_id, second.at) == (house.lead, NOW + HOUR)
    assert status_of(unit, wanted) is S.APPROVED
    with pytest.raises(MoveNotAllowed, match="approved"):
        hiring.approve_requisition(as_staff(unit, house.lead), wanted)
    assert {"requisition.drafted", "requisition.submitted", "requisition.approved"} <= set(audited(unit))


def test_who_submits_never_approves_and_the_next_head_above_does(unit: Unit, house: House) -> None:
    made = hiring.draft_requisition(as_staff(unit, house.head), house.given)
    hiring.submit_requisition(as_staff(unit, house.head), made.id)
    assert [step.approver_staff_id for step in hiring.approvals_of(unit, made.id)] == [house.above, house.lead]
    people.delegate(unit, house.above, house.head, NOW, NOW + timedelta(days=1))
    with pytest.raises(OwnRequisition):
        hiring.approve_requisition(as_staff(unit, house.head), made.id)
    other = hiring.draft_requisition(unit, replace(house.given, code="R-10"))
    with pytest.raises(OwnRequisition):
        hiring.submit_requisition(as_staff(unit, house.head), other.id, [house.head])


def test_a_delegate_decides_and_is_recorded(unit: Unit, house: House) -> None:
    wanted = submitted(unit, house)
    people.delegate(unit, house.head, house.above, NOW, NOW + timedelta(days=1))
    assert hiring.requisitions_waiting_for(unit, house.above) == [wanted]
    hiring.approve_requisition(as_staff(unit, house.above), wanted)
    step = hiring.approvals_of(unit, wanted)[0]
    assert (step.approver_staff_id, step.decided_by_staff_id) == (house.head, house.above)
    people.record_absence(unit, house.lead, NOW, NOW + timedelta(days=1))
    hiring.approve_requisition(as_staff(unit, house.lead), wanted)  # who is away may act all the same


def test_a_declined_requisition_is_changed_and_submitted_again(unit: Unit, house: House) -> None:
    wanted = submitted(unit, house)
    with pytest.raises(ReasonMissing):
        hiring.decline_requisition(as_staff(unit, house.head), wanted, " ")
    with pytest.raises(NotEditable, match="submitted"):
        hiring.edit_requisition(unit, wanted, house.given)
    hiring.decline_requisition(as_staff(unit, house.head), wanted, "too many")
    with pytest.raises(MoveNotAllowed, match="declined"):
        hiring.submit_requisition(as_staff(unit, house.recruiter), wanted)
    hiring.edit_requisition(as_staff(unit, house.recruiter), wanted, replace(house.given, headcount=1))
    assert status_of(unit, wanted) is S.DRAFT
    hiring.submit_requisition(as_staff(unit, house.recruiter), wanted, [house.lead])
    steps = [(step.submission, step.position, step.decision) for step in hiring.approvals_of(unit, wanted)]
    assert steps == [(1, 1, ApprovalDecision.DECLINED), (1, 2, None), (2, 1, None)]
    hiring.approve_requisition(as_staff(unit, house.lead), wanted)
    assert status_of(unit, wanted) is S.APPROVED, "the open step of the first submission is nobody's any more"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"code": " "}, "code"),
        ({"title": ""}, "title"),
        ({"job_family": ""}, "job_family"),
        ({"headcount": 0}, "headcount"),
        ({"headcount": 1001}, "headcount"),
    ],
)
def test_a_draft_names_what_is_amiss(unit: Unit, house: House, change: dict[str, object], field: str) -> None:
    with pytest.raises(RequisitionInvalid, match=field):
        hiring.draft_requisition(unit, replace(house.given, **change))  # type: ignore[arg-type]


def test_what_can_not_be_submitted_is_refused(unit: Unit, house: House) -> None:
    made = hiring.draft_requisition(unit, replace(house.given, recruiter_id=None))
    with pytest.raises(NeedsNamedHuman):
        hiring.submit_requisition(unit, made.id)
    with pytest.raises(RequisitionInvalid, match="recruiter_id"):
        hiring.submit_requisition(as_staff(unit, house.recruiter), made.id)
    with pytest.raises(CodeTaken):
        hiring.draft_requisition(unit, replace(house.given, code=" R-9 "))
    hiring.edit_requisition(unit, made.id, house.given)
    with pytest.raises(NotFound):
        hiring.submit_requisition(as_staff(unit, house.recruiter), made.id, [uuid4()])
    for staff in (house.head, house.above, house.lead):
        people.disable_staff(unit, staff)
    with pytest.raises(NoApprover):
        hiring.submit_requisition(as_staff(unit, house.recruiter), made.id)


def approved(unit: Unit, house: House) -> UUID:
    wanted = submitted(unit, house)
    for approver in (house.head, house.lead):
        hiring.approve_requisition(as_staff(unit, approver), wanted)
    return wanted


def test_the_first_posting_opens_an_approved_requisition_with_a_plan(unit: Unit, house: House) -> None:
    template = hiring.save_plan_template(unit, name="risk", job_family="risk", rounds=[RoundInput("HR")])
    hiring.save_plan_template(unit, name="any", job_family=None, rounds=[RoundInput("Talk")])
    wanted = approved(unit, house)
    with pytest.raises(MoveByDecision, match="open"):
        hiring.move_requisition(unit, wanted, S.OPEN)
    with pytest.raises(PostingInvalid):
        hiring.open_requisition_posting(unit, wanted, **WORDS | {"text": " "})
    posting = hiring.open_requisition_posting(unit, wanted, **WORDS, location="Shanghai")
    view = hiring.requisition_view(unit, wanted)
    assert (view.status, view.opened_at) == (S.OPEN, NOW)
    plan = hiring.plan_of_requisition(unit, wanted)
    assert plan is not None
    assert plan.copied_from_id == template.id
    second = hiring.open_requisition_posting(unit, wanted, **WORDS)
    assert posting.id in {view.posting_id for view in hiring.open_postings(unit)}
    hiring.close_posting(unit, posting.id)
    with pytest.raises(PostingClosed):
        hiring.close_posting(unit, posting.id)
    hiring.move_requisition(unit, wanted, S.ON_HOLD)
    with pytest.raises(RequisitionNotOpen, match="on_hold"):
        hiring.open_requisition_posting(unit, wanted, **WORDS)
    hiring.move_requisition(unit.at(NOW + HOUR), wanted, S.CANCELLED)
    closed = {view.posting_id: view.closed_at for view in hiring.postings_of(unit, wanted)}
    assert closed == {posting.id: NOW, second.id: NOW + HOUR}


def test_nothing_is_posted_before_its_approval_or_without_a_plan(unit: Unit, house: House) -> None:
    draft = hiring.draft_requisition(unit, replace(house.given, code="R-10")).id
    with pytest.raises(RequisitionNotOpen, match="draft"):
        hiring.open_requisition_posting(unit, draft, **WORDS)
    for wanted in (S.SUBMITTED, S.APPROVED, S.DECLINED):
        with pytest.raises(MoveByDecision):
            hiring.move_requisition(unit, draft, wanted)
    with pytest.raises(MoveNotAllowed, match="draft"):
        hiring.move_requisition(unit, draft, S.OPEN)
    for view in hiring.plan_templates(unit):
        unit.session.execute(_superseded(view.plan_id))
    unit.session.expire_all()
    with pytest.raises(PlanMissing):
        hiring.open_requisition_posting(unit, approved(unit, house), **WORDS)


def _superseded(plan_id: UUID):  # type: ignore[no-untyped-def]
    from sqlalchemy import update

    from app.hiring.models import InterviewPlan

    return update(InterviewPlan).where(InterviewPlan.id == plan_id).values(superseded_at=NOW)


def test_lists_are_filtered_and_walked_by_id(unit: Unit, house: House) -> None:
    drafts = [hiring.draft_requisition(unit, replace(house.given, code=f"L-{n}")).id for n in range(3)]
    found = hiring.requisitions_list(unit, statuses=[S.DRAFT], department_ids=[house.department], limit=2)
    assert [view.requisition_id for view in found] == drafts[:2]
    rest = hiring.requisitions_list(unit, recruiter_id=house.recruiter, after=drafts[1])
    assert [view.requisition_id for view in rest] == drafts[2:]
    assert hiring.requisitions_list(unit, statuses=[S.OPEN], department_ids=[house.department]) == []
    assert hiring.requisitions_list(unit, department_ids=[]) == []


def test_two_who_hire_for_the_last_place_at_once_hire_one(database: Database) -> None:
    with database.unit(Actor.service(), NOW) as unit:
        bank = found_bank(unit)
        candidate = people.create_candidate(unit, name="王小明", email="wang@mail.example").id
        second = hiring.apply(unit, requisition_id=bank.requisition, candidate_id=candidate).id
    barrier, refused = Barrier(2), []

    def hire(application_id: UUID) -> None:
        try:
            with database.unit(Actor.staff(bank.recruiter), NOW) as unit:
                barrier.wait(timeout=30)
                hiring.hire_application(unit, application_id)
        except HeadcountReached as error:
            refused.append(error)

    threads = [Thread(target=hire, args=[each]) for each in (bank.application, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(refused) == 1
    with database.unit(Actor.service(), NOW) as unit:
        hired = hiring.applications_list(unit, requisition_id=bank.requisition, status=ApplicationStatus.HIRED)
        assert len(hired) == 1
        assert status_of(unit, bank.requisition) is S.FILLED
