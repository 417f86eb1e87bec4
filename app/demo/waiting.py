"""What waits for somebody on the example company's last day, and what it keeps for reuse: a requisition
and an offer to be approved, an answer library, files in a thread. Through the services; all made up.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from app.demo import waiting_texts as texts
from app.demo.organisation import HR_LEAD, RECRUITERS
from app.demo.replay import Ground
from app.demo.schemas import CompanyPlan, History, PlannedRequisition, Verb
from app.demo.standing import has_ended
from app.hiring import service as hiring
from app.hiring.requisition_schemas import RequisitionInput
from app.kit.database import Actor, Unit
from app.kit.ports import BlobStore
from app.messages import service as messages
from app.offers import service as offers
from app.offers.models import ContractType
from app.offers.schemas import OfferTerms
from app.questions import service as questions
from app.questions.schemas import LibraryText

CODE = "ECHO-900"  # of the requisition that waits; it says that all of this is there


@dataclass(frozen=True)
class Scene:
    """Who acts, at which moment before the plan's `now`."""

    unit: Unit
    plan: CompanyPlan
    ground: Ground

    def acting(self, key: str, hours: int) -> Unit:
        """As a member of staff, that many hours ago."""
        return self._at(Actor.staff(self.ground.staff[key]), hours)

    def candidate(self, candidate_id: UUID, hours: int) -> Unit:
        """As a candidate."""
        return self._at(Actor.candidate(candidate_id), hours)

    def _at(self, actor: Actor, hours: int) -> Unit:
        return self.unit.at(self.plan.now - timedelta(hours=hours), actor)


def leave_waiting(unit: Unit, ground: Ground, plan: CompanyPlan, blobs: BlobStore) -> None:
    """Leaves it all in one transaction, where it is not there yet."""
    if hiring.requisition_by_code(unit, CODE) is not None:
        return
    scene = Scene(unit, plan, ground)
    _keep_answers(scene)
    _ask_for_a_requisition(scene)
    going_on = sorted(
        (history for history in plan.histories if not has_ended(history) and _count(history, Verb.SCHEDULE)),
        key=lambda history: (-_count(history, Verb.DECIDE), history.application_id),
    )
    unoffered = [history for history in going_on if not _count(history, Verb.DRAFT_OFFER)]
    for history in unoffered[:1]:
        _draft_an_offer(scene, history)
    for history in going_on[-1:]:
        _share_files(scene, history, blobs)


def _count(history: History, verb: Verb) -> int:
    return sum(event.verb is verb for event in history.events)


def _job_of(plan: CompanyPlan, code: str) -> PlannedRequisition:
    return next(job for job in plan.requisitions if job.code == code)


def _keep_answers(scene: Scene) -> None:
    """All but the last were reviewed by another pair of eyes and are published; the last waits for them."""
    proposer, reviewer = scene.acting(RECRUITERS[0][0], 96), scene.acting(HR_LEAD[0], 72)
    for topic, asked, answered in texts.LIBRARY:
        made = questions.write_library_answer(proposer, LibraryText(topic, asked, answered))
        if (topic, asked, answered) != texts.LIBRARY[-1]:
            questions.review_library_answer(reviewer, made.id, is_approved=True)
            questions.publish_library_answer(reviewer, made.id)


def _ask_for_a_requisition(scene: Scene) -> None:
    """The first approver has not looked yet."""
    like = scene.plan.requisitions[0]
    before = hiring.requisition_by_code(scene.unit, like.code)
    assert before is not None  # founded with the company
    recruiter = scene.acting(like.recruiter, 20)
    given = RequisitionInput(
        code=CODE,
        title=texts.NEW_JOB,
        job_family=like.job_family,
        department_id=before.department_id,
        hiring_manager_id=scene.ground.staff[like.hiring_manager],
        recruiter_id=scene.ground.staff[like.recruiter],
        headcount=2,
    )
    made = hiring.draft_requisition(recruiter, given)
    hiring.submit_requisition(recruiter, made.id)


def _draft_an_offer(scene: Scene, history: History) -> None:
    """To be approved by the hiring manager; who has not been through all rounds gets it early, with the reason."""
    job = _job_of(scene.plan, history.requisition_code)
    recruiter = scene.acting(job.recruiter, 18)
    terms = OfferTerms(
        position_title=job.title,
        place=texts.PLACE,
        contract_type=ContractType.FIXED_TERM,
        starts_on=(scene.plan.now + timedelta(days=45)).date(),
        currency="CNY",
        monthly_salary=Decimal(21_000),
        expires_at=_evening(scene.plan.now + timedelta(days=7)),
    )
    offer = offers.draft_offer(recruiter, history.application_id, terms, early_reason=texts.EARLY)
    offers.submit_offer(recruiter, offer.id, [scene.ground.staff[job.hiring_manager]])


def _evening(moment: datetime) -> datetime:
    return moment.replace(hour=10, minute=0, second=0, microsecond=0)  # 18:00 in Shanghai


def _share_files(scene: Scene, history: History, blobs: BlobStore) -> None:
    """The recruiter sends a guide, the candidate a piece of work and waits for a word."""
    context = hiring.application_context(scene.unit, history.application_id)
    recruiter = scene.acting(_job_of(scene.plan, history.requisition_code).recruiter, 6)
    candidate = scene.candidate(context.candidate_id, 2)
    for acting, words, name, content in (
        (recruiter, texts.GUIDE_SENT, texts.GUIDE_NAME, texts.GUIDE.encode()),
        (candidate, texts.WORK_SENT, texts.WORK_NAME, texts.WORK),
    ):
        file = messages.attach(acting, blobs, history.application_id, name, content)
        messages.send_message(acting, history.application_id, words, attachment_ids=[file.id])
