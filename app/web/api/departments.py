"""The organisation's tree. Every member of staff sees it; administrators change it."""

from functools import partial
from typing import Any, ClassVar
from uuid import UUID

from app.people import service as people
from app.people.models import Role
from app.people.schemas import DepartmentView
from app.web.api.bodies import Body, InPages, Name, Out, PageOf
from app.web.api.call import Call
from app.web.api.objects import require_role_in
from app.web.api.route import ApiRouter
from app.web.policies import ADMINISTRATORS, STAFF

router = ApiRouter("departments")


class DepartmentOut(Out):
    id: UUID
    name: str
    parent_id: UUID | None
    head_staff_id: UUID | None


class NewDepartment(Body):
    name: Name
    parent_id: UUID | None = None
    head_staff_id: UUID | None = None

    example: ClassVar[dict[str, Any]] = {"name": "风险管理部"}


class DepartmentChange(Body):
    name: Name | None = None
    head_staff_id: UUID | None = None

    example: ClassVar[dict[str, Any]] = {"head_staff_id": "01966c1e-6f7c-7d3a-8a51-3f0c7c1d2e4f"}


@router.get("/departments", STAFF, "All departments")
def list_departments(call: Call, page: InPages) -> PageOf[DepartmentOut]:
    found = page.read(partial(people.departments, call.unit), lambda row: row.department_id)
    return PageOf[DepartmentOut].of_slice(found, _shown)


@router.get("/departments/{department_id}", STAFF, "One department")
def read_department(call: Call, department_id: UUID) -> DepartmentOut:
    return _shown(people.department_view(call.unit, department_id))


@router.post("/departments", ADMINISTRATORS, "Make a department", status=201)
def create_department(call: Call, body: NewDepartment) -> DepartmentOut:
    """Below one that I administer."""
    require_role_in(call, body.parent_id, Role.ADMINISTRATOR)
    made = people.create_department(call.unit, **body.given())
    return _shown(people.department_view(call.unit, made.id))


@router.patch("/departments/{department_id}", ADMINISTRATORS, "Rename a department, or name its head", takes_match=True)
def change_department(call: Call, department_id: UUID, body: DepartmentChange) -> DepartmentOut:
    read_department(call, department_id)  # there must be one
    require_role_in(call, department_id, Role.ADMINISTRATOR)
    call.require_match("departments", department_id, lambda: read_department(call, department_id))
    if body.name is not None:
        people.rename_department(call.unit, department_id, body.name)
    if body.head_staff_id is not None:
        people.set_department_head(call.unit, department_id, body.head_staff_id)
    return read_department(call, department_id)


def _shown(view: DepartmentView) -> DepartmentOut:
    return DepartmentOut.of(view, id=view.department_id)
