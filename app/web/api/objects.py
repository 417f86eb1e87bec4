"""Which objects a viewer may see, through what relation, and which fields that relation hides.

The one place where routes ask. A foreign object is `NotFound`, exactly like a missing one.
Rules about acting (an owner can't excuse their own clock) are the services'.
"""

import enum
from uuid import UUID

from app.hiring import service as hiring
from app.hiring.schemas import ApplicationContext, ApplicationView, Reach
from app.kit.errors import Forbidden, NotFound
from app.people import service as people
from app.people.models import Role
from app.people.schemas import CandidateViewer, Viewer
from app.questions import service as questions
from app.questions.schemas import QuestionView
from app.sla import service as sla
from app.sla.schemas import ClockView
from app.web.api.call import ApiCall


class Relation(enum.StrEnum):
    """How a viewer has to do with an application, the strongest first."""

    RECRUITER = "recruiter"  # of the application, or the role in its department
    HR_LEAD = "hr_lead"  # in its department
    HIRING_MANAGER = "hiring_manager"  # of its requisition
    PANEL = "panel"  # has a seat in one of its interviews
    CANDIDATE = "candidate"  # it is their own


RECRUITING = frozenset({Relation.RECRUITER, Relation.HR_LEAD})
DECIDING = RECRUITING | {Relation.HIRING_MANAGER}
# What each relation may not see of a candidate; recruiters and the candidate see all.
CONTACT = frozenset({"email", "phone"})
HIDDEN_OF_CANDIDATE: dict[Relation, frozenset[str]] = {
    Relation.HIRING_MANAGER: CONTACT,
    Relation.PANEL: CONTACT,
}
ANY_OBJECT = frozenset(Relation)


def relation_to(call: ApiCall, application: ApplicationContext) -> Relation | None:
    """How the viewer has to do with the application, in the strongest way; None for not at all."""
    viewer = call.viewer
    if isinstance(viewer, CandidateViewer):
        return Relation.CANDIDATE if viewer.application_id == application.application_id else None
    return _of_staff(call, viewer, application) if viewer else None


def relation_in_list(viewer: Viewer, application: ApplicationContext) -> Relation:
    """The same for one that was found within the viewer's reach: what is left is a seat, and not asked for again."""
    return _by_standing(viewer, application) or Relation.PANEL


def _of_staff(call: ApiCall, viewer: Viewer, application: ApplicationContext) -> Relation | None:
    standing = _by_standing(viewer, application)
    if standing is not None:
        return standing
    has_seat = hiring.sits_in_application(call.unit, viewer.staff_id, application.application_id)
    return Relation.PANEL if has_seat else None


def _by_standing(viewer: Viewer, application: ApplicationContext) -> Relation | None:
    is_own = viewer.has(Role.RECRUITER) and application.recruiter_id == viewer.staff_id
    if is_own or viewer.may(Role.RECRUITER, application.department_id):
        return Relation.RECRUITER
    if viewer.may(Role.HR_LEAD, application.department_id):
        return Relation.HR_LEAD
    return Relation.HIRING_MANAGER if application.hiring_manager_id == viewer.staff_id else None


def see_application(
    call: ApiCall, application_id: UUID, relations: frozenset[Relation] = ANY_OBJECT
) -> tuple[ApplicationView, Relation]:
    """The application, if the viewer has to do with it in one of these ways; as its candidate may see it,
    if it is theirs. Raises `NotFound`.
    """
    found = hiring.application_view(call.unit, application_id)
    relation = relation_to(call, found)
    if relation is None or relation not in relations:
        raise NotFound
    return hiring.application_as_shown(call.unit, found) if relation is Relation.CANDIDATE else found, relation


def see_promises(call: ApiCall, application_id: UUID) -> list[ClockView]:
    """Everything promised about an application that `see_application` let through, oldest first."""
    clocks = sla.clocks_of_application(call.unit, application_id)
    if not isinstance(call.viewer, CandidateViewer):
        return clocks
    return hiring.clocks_as_shown(call.unit, clocks, hiring.held_back_since(call.unit, application_id))


def see_candidate(call: ApiCall, candidate_id: UUID) -> Relation:
    """The strongest way in which the viewer has to do with the candidate. One who has not applied
    yet is every recruiter's. Raises `NotFound`.
    """
    if isinstance(call.viewer, CandidateViewer):
        if call.viewer.candidate_id != candidate_id:
            raise NotFound
        return Relation.CANDIDATE
    applied = hiring.applications_of_candidate(call.unit, candidate_id)
    if not applied:
        people.candidate_contact(call.unit, candidate_id)  # there must be one
    if not applied and call.staff.has(Role.RECRUITER, Role.HR_LEAD):
        return Relation.RECRUITER
    held = {relation_to(call, one) for one in applied}
    found = next((relation for relation in Relation if relation in held), None)
    if found is None:
        raise NotFound
    return found


def see_question(call: ApiCall, question_id: UUID) -> QuestionView:
    """A question, for its owner, whoever recruits or decides, and its candidate. Raises `NotFound`."""
    view = questions.question_view(call.unit, question_id)
    if isinstance(call.viewer, Viewer) and view.owner_staff_id == call.viewer.staff_id:
        return view
    context = hiring.interview_context(call.unit, view.interview_id)
    see_application(call, context.application_id, DECIDING | {Relation.CANDIDATE})
    return view


def require_role_in(call: ApiCall, department_id: UUID | None, *roles: Role) -> None:
    """What somebody makes belongs where one of `roles` counts for them; without a department it is the
    company's as a whole. Raises `NotFound`, for what is the company's `Forbidden`.
    """
    if not any(call.staff.may(role, department_id) for role in roles):
        raise Forbidden if department_id is None else NotFound


def reach_of(viewer: Viewer) -> Reach:
    """Which applications a member of staff sees in lists."""
    departments = viewer.departments_as(Role.RECRUITER, Role.HR_LEAD)
    return Reach(viewer.staff_id, viewer.has(Role.RECRUITER), departments)
