"""What evidence shows of people: the candidate, and the staff who did something. Reads only."""

from collections.abc import Collection
from uuid import UUID

from app.kit.copies import Copies, copies, ids
from app.kit.database import Unit
from app.people.models import Candidate, Department, Staff


def copies_of(unit: Unit, candidate_id: UUID, staff_ids: Collection[object]) -> Copies:
    """The candidate, and of those ids the ones that are staff, with their departments, by table."""
    staff = copies(unit, Staff, "id", staff_ids)
    return {
        "candidates": copies(unit, Candidate, "id", [candidate_id]),
        "staff": staff,
        "departments": copies(unit, Department, "id", ids(staff, "department_id")),
    }
