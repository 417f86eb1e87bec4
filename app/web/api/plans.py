"""Interview plans: templates by job family, and a requisition's own; rounds with scorecard, questions, release."""

from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import Field, StringConstraints

from app.hiring import service as hiring
from app.hiring.models import PanelShown, PanelShownFrom
from app.hiring.schemas import DimensionInput, PlanView, RoundInput
from app.kit.errors import NotFound
from app.people.models import Role
from app.web.api.bodies import Body, InPages, Line, Name, Out, PageOf, Part, Words
from app.web.api.call import ApiCall, Call
from app.web.api.objects import require_role_in
from app.web.api.requisitions import run_requisition, see_requisition
from app.web.api.route import ApiRouter
from app.web.policies import STAFF, staff_as

router = ApiRouter("interview plans")
KEEPING = (Role.ADMINISTRATOR, Role.HR_LEAD)  # of the company as a whole: templates are everybody's
KEEPERS = staff_as(*KEEPING)
PLANNERS = staff_as(Role.RECRUITER, Role.HR_LEAD, Role.HIRING_MANAGER)
ID = "01890a5d-ac96-774b-bcce-b302099a8057"
Suggested = Annotated[str, StringConstraints(min_length=1, max_length=500)]


class DimensionIn(Part):
    """A line of the scorecard, on a scale of 1 to 10."""

    name: Name
    guidance: Words | None = None
    weight: Annotated[int, Field(ge=1, le=100)] = 1
    is_required: bool = True
    released_to_candidate: bool = True


class RoundIn(Part):
    """What a round asks for, shows and releases."""

    name: Name
    dimensions: Annotated[tuple[DimensionIn, ...], Field(max_length=30)] = ()
    duration_minutes: Annotated[int, Field(ge=5, le=480)] = 60
    min_questions: Annotated[int, Field(ge=0, le=20)] = 1
    question_owner_id: UUID | None = None
    suggested_questions: Annotated[tuple[Suggested, ...], Field(max_length=50)] = ()
    panel_size: Annotated[int, Field(ge=1, le=20)] | None = None
    panel_shown: PanelShown = PanelShown.NAMES
    panel_shown_from: PanelShownFrom = PanelShownFrom.CONFIRMED
    what_to_bring: Words | None = None
    releases_decision: bool = True
    releases_scores: bool = True
    releases_text: bool = True
    text_needs_approval: bool = True
    release_hold_hours: Annotated[int, Field(ge=0, le=1440)] = 0

    @property
    def wanted(self) -> RoundInput:
        """As the domain takes it."""
        lines = tuple(DimensionInput(**line.model_dump()) for line in self.dimensions)
        return RoundInput(**self.model_dump(exclude={"dimensions"}), dimensions=lines)


ROUND = {
    "name": "业务面",
    "dimensions": [{"name": "专业能力"}, {"name": "沟通表达", "is_required": False}],
    "min_questions": 2,
    "suggested_questions": ["团队有多少人？"],
}


class PlanIn(Body):
    name: Name
    job_family: Line | None = None
    rounds: Annotated[tuple[RoundIn, ...], Field(min_length=1, max_length=20)]

    example: ClassVar[dict[str, Any]] = {"name": "standard", "job_family": "risk", "rounds": [ROUND]}


class CopyIn(Body):
    """The template that becomes the requisition's own plan."""

    template_id: UUID

    example: ClassVar[dict[str, Any]] = {"template_id": ID}


class NewRoundIn(Body):
    round: RoundIn
    position: Annotated[int, Field(ge=1, le=20)] | None = None

    example: ClassVar[dict[str, Any]] = {"round": ROUND, "position": 2}


class ChangedRoundIn(Body):
    round: RoundIn

    example: ClassVar[dict[str, Any]] = {"round": ROUND}


class OrderIn(Body):
    round_ids: Annotated[tuple[UUID, ...], Field(min_length=1, max_length=20)]

    example: ClassVar[dict[str, Any]] = {"round_ids": [ID]}


class PlanDimensionOut(Out):
    name: str
    guidance: str | None
    weight: int
    is_required: bool
    released_to_candidate: bool


class RoundOut(Out):
    """A round as it is now; interviews that have begun keep the version that they were planned by."""

    id: UUID
    name: str
    version: int
    dimensions: list[PlanDimensionOut]
    duration_minutes: int
    min_questions: int
    question_owner_id: UUID | None
    suggested_questions: list[str]
    panel_size: int | None
    panel_shown: PanelShown
    panel_shown_from: PanelShownFrom
    what_to_bring: str | None
    releases_decision: bool
    releases_scores: bool
    releases_text: bool
    text_needs_approval: bool
    release_hold_hours: int


class PlanOut(Out):
    id: UUID
    name: str
    job_family: str | None
    requisition_id: UUID | None
    version: int
    copied_from_id: UUID | None
    rounds: list[RoundOut]


@router.get("/interview-plans", STAFF, "Templates")
def list_plan_templates(call: Call, page: InPages) -> PageOf[PlanOut]:
    found = page.read(lambda after, limit: hiring.plan_templates(call.unit, after, limit), lambda view: view.plan_id)
    return PageOf[PlanOut].of_slice(found, _out)


@router.post("/interview-plans", KEEPERS, "Save a template", status=201)
def save_plan_template(call: Call, body: PlanIn) -> PlanOut:
    """Under a name that is there it becomes the next version; requisitions keep their own plans."""
    require_role_in(call, None, *KEEPING)
    rounds = [round_.wanted for round_ in body.rounds]
    made = hiring.save_plan_template(call.unit, name=body.name, job_family=body.job_family, rounds=rounds)
    return _out(hiring.plan_view(call.unit, made.id))


@router.get("/interview-plans/{plan_id}", STAFF, "One plan")
def read_plan(call: Call, plan_id: UUID) -> PlanOut:
    return _shown(call, plan_id)


@router.get("/requisitions/{requisition_id}/plan", STAFF, "The requisition's own plan")
def read_plan_of_requisition(call: Call, requisition_id: UUID) -> PlanOut:
    see_requisition(call, requisition_id)
    found = hiring.plan_of_requisition(call.unit, requisition_id)
    if found is None:
        raise NotFound
    return _out(found)


@router.post("/requisitions/{requisition_id}/plan", PLANNERS, "Copy a template", status=201)
def copy_plan(call: Call, requisition_id: UUID, body: CopyIn) -> PlanOut:
    """With all its settings; it is changed from then on without touching the template."""
    run_requisition(call, requisition_id)
    made = hiring.copy_plan(call.unit, body.template_id, requisition_id)
    return _out(hiring.plan_view(call.unit, made.id))


@router.post("/interview-plans/{plan_id}/rounds", PLANNERS, "Add a round", status=201, takes_match=True)
def add_round(call: Call, plan_id: UUID, body: NewRoundIn) -> PlanOut:
    _match(call, plan_id)
    hiring.add_round(call.unit, plan_id, body.round.wanted, body.position)
    return _shown(call, plan_id)


@router.put("/interview-plans/{plan_id}/rounds/{round_id}", PLANNERS, "Change what a round asks for", takes_match=True)
def edit_round(call: Call, plan_id: UUID, round_id: UUID, body: ChangedRoundIn) -> PlanOut:
    """A new version. Interviews that have begun keep theirs."""
    _match_round(call, plan_id, round_id)
    hiring.edit_round(call.unit, round_id, body.round.wanted)
    return _shown(call, plan_id)


@router.delete(
    "/interview-plans/{plan_id}/rounds/{round_id}", PLANNERS, "Take a round away that nobody has used", takes_match=True
)
def remove_round(call: Call, plan_id: UUID, round_id: UUID) -> None:
    _match_round(call, plan_id, round_id)
    hiring.remove_round(call.unit, round_id)


@router.post("/interview-plans/{plan_id}/reorder", PLANNERS, "Put the rounds in this order", takes_match=True)
def reorder_rounds(call: Call, plan_id: UUID, body: OrderIn) -> PlanOut:
    _match(call, plan_id)
    hiring.reorder_rounds(call.unit, plan_id, body.round_ids)
    return _shown(call, plan_id)


def _see(call: ApiCall, plan_id: UUID) -> PlanView:
    """Templates are everybody's to read; a requisition's own plan is for who sees the requisition."""
    view = hiring.plan_view(call.unit, plan_id)
    if view.requisition_id is not None:
        see_requisition(call, view.requisition_id)
    return view


def _match(call: ApiCall, plan_id: UUID) -> PlanView:
    """Only HR leads and administrators of the company change templates."""
    view = hiring.plan_view(call.unit, plan_id)
    if view.requisition_id is not None:
        run_requisition(call, view.requisition_id)
    elif not any(call.staff.may(role, None) for role in KEEPING):
        raise NotFound
    call.require_match("interview_plans", plan_id, lambda: _shown(call, plan_id))
    return view


def _match_round(call: ApiCall, plan_id: UUID, round_id: UUID) -> None:
    if round_id not in {settings.round_id for settings, _ in _match(call, plan_id).rounds}:
        raise NotFound


def _shown(call: ApiCall, plan_id: UUID) -> PlanOut:
    call.unit.session.flush()  # what was just done is read anew
    return _out(_see(call, plan_id))


def _out(view: PlanView) -> PlanOut:
    rounds = [
        RoundOut.of(
            settings,
            id=settings.round_id,
            name=settings.round_name,
            suggested_questions=list(settings.suggested_questions),
            dimensions=[PlanDimensionOut.of(line) for line in card],
        )
        for settings, card in view.rounds
    ]
    return PlanOut.of(view, id=view.plan_id, rounds=rounds)
