"""Who has to do with an application, and the applications that somebody may see. Reads only.

What each may see of one is judged at the edge (app.web.api.objects).
"""

from uuid import UUID

from app.hiring.models import ApplicationStatus
from app.hiring.repository import reach as repository
from app.hiring.schemas import ApplicationView, Reach, StageView
from app.kit.database import Unit
from app.kit.errors import NotFound


def application_view(unit: Unit, application_id: UUID) -> ApplicationView:
    """An application with whom it concerns, in one query. Raises `NotFound`."""
    row = repository.application_row(unit, application_id)
    if row is None:
        raise NotFound
    return ApplicationView(*row)


def applications_within(
    unit: Unit,
    reach: Reach,
    *,
    status: ApplicationStatus | None = None,
    requisition_id: UUID | None = None,
    after: UUID | None = None,
    limit: int = 50,
) -> list[ApplicationView]:
    """The applications that somebody has to do with, in the order in which they were made."""
    rows = repository.application_page(
        unit, reach, status=status, requisition_id=requisition_id, after=after, limit=limit
    )
    return [ApplicationView(*row) for row in rows]


def applications_of_candidate(unit: Unit, candidate_id: UUID) -> list[ApplicationView]:
    """Everything that a candidate applied for, oldest first."""
    return [ApplicationView(*row) for row in repository.applications_of_candidate(unit, candidate_id)]


def sits_in_application(unit: Unit, staff_id: UUID, application_id: UUID) -> bool:
    """Whether this person has a seat in an interview of the application."""
    return repository.sits_in(unit, staff_id, application_id)


def stages_of(unit: Unit, application_id: UUID) -> list[StageView]:
    """The stages that an application went through, oldest first."""
    return [
        StageView(row.id, row.from_stage, row.to_stage, row.round_id, row.at, row.by_staff_id, row.reason)
        for row in repository.stages_of(unit, application_id)
    ]
