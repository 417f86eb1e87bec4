"""Staff: colleagues see names and places, administrators also e-mails, roles and who is shut out."""

from functools import partial
from typing import Any, ClassVar
from uuid import UUID

from app.people import service as people
from app.people.models import Role
from app.people.schemas import GrantView, StaffView
from app.web.api.bodies import Body, Email, InPages, Locale, Name, Out, PageOf, When, Zone
from app.web.api.call import ApiCall, Call
from app.web.api.faults import AlreadyThere
from app.web.api.objects import require_role_in
from app.web.api.route import ApiRouter
from app.web.policies import ADMINISTRATORS, STAFF

router = ApiRouter("staff")
FOR_ADMINISTRATORS = frozenset({"email", "roles", "disabled_at", "locale", "zone"})


class GrantOut(Out):
    """A role that is held in a department and all below it, or (null) everywhere."""

    id: UUID
    role: Role
    department_id: UUID | None


class StaffOut(Out):
    id: UUID
    name: str
    department_id: UUID | None
    manager_id: UUID | None
    email: str | None = None
    locale: str | None = None
    zone: str | None = None
    disabled_at: When | None = None
    roles: tuple[GrantOut, ...] = ()


class NewStaff(Body):
    name: Name
    email: Email
    department_id: UUID | None = None
    manager_id: UUID | None = None
    locale: Locale = "zh-CN"
    zone: Zone = "Asia/Shanghai"

    example: ClassVar[dict[str, Any]] = {"name": "李静", "email": "li.jing@bank.example", "locale": "zh-CN"}


class StaffChange(Body):
    name: Name | None = None
    department_id: UUID | None = None
    manager_id: UUID | None = None
    locale: Locale | None = None
    zone: Zone | None = None

    example: ClassVar[dict[str, Any]] = {"zone": "Asia/Shanghai"}


class NewGrant(Body):
    role: Role
    department_id: UUID | None = None

    example: ClassVar[dict[str, Any]] = {"role": "recruiter"}


@router.get("/staff", STAFF, "All staff")
def list_staff(call: Call, page: InPages) -> PageOf[StaffOut]:
    found = page.read(partial(people.staff_members, call.unit), lambda row: row.staff_id)
    return PageOf[StaffOut].of_slice(found, partial(_shown, call))


@router.get("/staff/{staff_id}", STAFF, "One member of staff")
def read_staff(call: Call, staff_id: UUID) -> StaffOut:
    return _shown(call, people.staff_view(call.unit, staff_id))


@router.post("/staff", ADMINISTRATORS, "Hire a member of staff", status=201)
def hire_staff(call: Call, body: NewStaff) -> StaffOut:
    """Into a department that I administer."""
    require_role_in(call, body.department_id, Role.ADMINISTRATOR)
    if people.staff_by_email(call.unit, [body.email]):
        raise AlreadyThere
    made = people.hire_staff(call.unit, **body.model_dump())
    return read_staff(call, made.id)


@router.patch("/staff/{staff_id}", ADMINISTRATORS, "Change a member of staff", takes_match=True)
def change_staff(call: Call, staff_id: UUID, body: StaffChange) -> StaffOut:
    _match(call, staff_id)
    if body.department_id is not None:
        require_role_in(call, body.department_id, Role.ADMINISTRATOR)
    people.update_staff(call.unit, staff_id, **body.given())
    return read_staff(call, staff_id)


@router.post("/staff/{staff_id}/disable", ADMINISTRATORS, "Shut a member of staff out, at once", takes_match=True)
def disable_staff(call: Call, staff_id: UUID) -> StaffOut:
    _match(call, staff_id)
    people.disable_staff(call.unit, staff_id)
    return read_staff(call, staff_id)


@router.post("/staff/{staff_id}/roles", ADMINISTRATORS, "Grant a role", status=201, takes_match=True)
def grant_role(call: Call, staff_id: UUID, body: NewGrant) -> StaffOut:
    """Of somebody whom I administer, and to count where I do."""
    _match(call, staff_id)
    require_role_in(call, body.department_id, Role.ADMINISTRATOR)
    people.grant_role(call.unit, staff_id, body.role, body.department_id)
    return read_staff(call, staff_id)


@router.delete("/staff/{staff_id}/roles/{grant_id}", ADMINISTRATORS, "Take a role back", takes_match=True)
def revoke_role(call: Call, staff_id: UUID, grant_id: UUID) -> None:
    _match(call, staff_id)
    people.revoke_grant(call.unit, staff_id, grant_id)


def _match(call: ApiCall, staff_id: UUID) -> None:
    view = people.staff_view(call.unit, staff_id)
    require_role_in(call, view.department_id, Role.ADMINISTRATOR)
    call.require_match("staff", staff_id, lambda: read_staff(call, staff_id))


def _shown(call: ApiCall, view: StaffView) -> StaffOut:
    hidden = frozenset() if call.staff.has(Role.ADMINISTRATOR) else FOR_ADMINISTRATORS
    return StaffOut.of(view, hidden=hidden, id=view.staff_id, roles=tuple(_grant(one) for one in view.roles))


def _grant(view: GrantView) -> GrantOut:
    return GrantOut.of(view, id=view.grant_id)
