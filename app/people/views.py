"""What people's lists and pages show. Reads only; what each reader may see of it is the edge's to judge."""

from collections.abc import Iterable
from uuid import UUID

from app.kit.database import Unit
from app.kit.errors import NotFound
from app.people import repository
from app.people.models import Department, RoleGrant, Staff
from app.people.repository import candidates as candidate_rows
from app.people.schemas import CandidateView, DepartmentView, GrantView, StaffView


def departments(unit: Unit, after: UUID | None, limit: int) -> list[DepartmentView]:
    """A page of all departments."""
    return [_department(row) for row in repository.departments_page(unit, after, limit)]


def department_view(unit: Unit, department_id: UUID) -> DepartmentView:
    """One department. Raises `NotFound`."""
    row = repository.department_by_id(unit, department_id)
    if row is None:
        raise NotFound
    return _department(row)


def staff_members(unit: Unit, after: UUID | None, limit: int) -> list[StaffView]:
    """A page of all staff, disabled ones too, with the roles that they hold."""
    rows = repository.staff_page(unit, after, limit)
    grants = repository.grants_of_many(unit, [row.id for row in rows])
    return [_staff(row, grants) for row in rows]


def staff_view(unit: Unit, staff_id: UUID) -> StaffView:
    """One member of staff with their roles. Raises `NotFound`."""
    row = repository.staff_by_id(unit, staff_id)
    if row is None:
        raise NotFound
    return _staff(row, repository.grants_of(unit, staff_id))


def candidate_view(unit: Unit, candidate_id: UUID) -> CandidateView:
    """One candidate. Raises `NotFound`."""
    row = candidate_rows.candidate_by_id(unit, candidate_id)
    if row is None:
        raise NotFound
    return CandidateView(row.id, row.name, row.email, row.phone, row.locale, row.zone, row.created_at)


def _department(row: Department) -> DepartmentView:
    return DepartmentView(row.id, row.name, row.parent_id, row.head_staff_id)


def _staff(row: Staff, grants: Iterable[RoleGrant]) -> StaffView:
    return StaffView(
        staff_id=row.id,
        name=row.name,
        email=row.email,
        department_id=row.department_id,
        manager_id=row.manager_id,
        locale=row.locale,
        zone=row.zone,
        disabled_at=row.disabled_at,
        roles=tuple(GrantView(one.id, one.role, one.department_id) for one in grants if one.staff_id == row.id),
    )
