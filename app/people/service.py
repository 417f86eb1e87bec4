"""People's verbs: departments, staff, roles, candidates. Logging in is in app.people.access,
whose verbs are offered here too.
"""

from collections.abc import Iterable
from uuid import UUID

from app.evidence.service import record
from app.kit.database import Unit
from app.kit.errors import NotFound
from app.kit.ids import new_id
from app.people import repository
from app.people.access import (
    disable_staff,
    end_session,
    log_in,
    log_out,
    sessions_of,
    set_password,
    viewer_of,
)
from app.people.candidates import (
    candidate_contact,
    candidate_name_of,
    candidate_names_of,
    candidates_by_email,
    create_candidate,
    find_candidates,
    is_same_person,
    update_candidate,
)
from app.people.copied import copies_of
from app.people.errors import ManagerLoop
from app.people.links import candidate_links_of, create_candidate_link, revoke_candidate_link
from app.people.models import Department, Role, Staff
from app.people.rules import chain_above, fold_email
from app.people.schemas import Contact, SessionView, Viewer
from app.people.standing_in import (
    absences_of,
    acts_as,
    delegate,
    delegations_of,
    end_absence,
    end_delegation,
    record_absence,
    stands_in_for,
)
from app.people.views import candidate_view, department_view, departments, staff_members, staff_view

__all__ = [
    "Contact",
    "SessionView",
    "Viewer",
    "absences_of",
    "acts_as",
    "candidate_contact",
    "candidate_links_of",
    "candidate_name_of",
    "candidate_names_of",
    "candidate_view",
    "candidates_by_email",
    "copies_of",
    "create_candidate",
    "create_candidate_link",
    "create_department",
    "delegate",
    "delegations_of",
    "department_path",
    "department_view",
    "departments",
    "disable_staff",
    "end_absence",
    "end_delegation",
    "end_session",
    "find_candidates",
    "grant_role",
    "heads_above",
    "hire_staff",
    "is_same_person",
    "log_in",
    "log_out",
    "manager_of",
    "names_of",
    "record_absence",
    "rename_department",
    "revoke_candidate_link",
    "revoke_grant",
    "revoke_role",
    "roles_of",
    "sessions_of",
    "set_department_head",
    "set_password",
    "staff_by_email",
    "staff_contact",
    "staff_members",
    "staff_view",
    "staff_with_role",
    "stands_in_for",
    "update_candidate",
    "update_staff",
    "viewer_of",
]


def create_department(
    unit: Unit, *, name: str, parent_id: UUID | None = None, head_staff_id: UUID | None = None
) -> Department:
    """A new department below `parent_id`, or at the top."""
    made = Department(name=name, parent_id=parent_id, head_staff_id=head_staff_id, created_at=unit.now)
    unit.session.add(made)
    unit.session.flush()  # the audit entry needs the id
    record(unit, "department.created", made, parent_id=parent_id)
    return made


def set_department_head(unit: Unit, department_id: UUID, staff_id: UUID | None) -> Department:
    """Names the head. Raises `NotFound`."""
    department = repository.department_by_id(unit, department_id)
    if department is None:
        raise NotFound
    if department.head_staff_id != staff_id:
        department.head_staff_id = staff_id
        record(unit, "department.head_named", department, staff_id=staff_id)
    return department


def rename_department(unit: Unit, department_id: UUID, name: str) -> Department:
    """Gives it another name. Raises `NotFound`."""
    department = repository.department_by_id(unit, department_id)
    if department is None:
        raise NotFound
    if department.name != name:
        department.name = name
        record(unit, "department.renamed", department)
    return department


def department_path(unit: Unit, department_id: UUID) -> list[UUID]:
    """The department and those above it, nearest first."""
    return [department_id, *chain_above(department_id, repository.departments_above(unit, department_id))]


def heads_above(unit: Unit, department_id: UUID) -> list[UUID]:
    """The heads of the department and of those above it, nearest first; active ones only."""
    heads = repository.department_heads(unit, department_path(unit, department_id))
    active = repository.active_among(unit, heads)
    return [head for head in dict.fromkeys(heads) if head in active]


def hire_staff(
    unit: Unit,
    *,
    name: str,
    email: str,
    department_id: UUID | None,
    manager_id: UUID | None = None,
    roles: Iterable[Role] = (),
    locale: str = "zh-CN",
    zone: str = "Asia/Shanghai",
) -> Staff:
    """The member of staff with that e-mail: there already (in whatever case it was written; only
    roles are added), or new. Raises `BadEmail`.
    """
    values = {
        "id": new_id(),
        "name": name,
        "email": email.strip(),
        "email_key": fold_email(email),
        "department_id": department_id,
        "manager_id": manager_id,
        "locale": locale,
        "zone": zone,
        "created_at": unit.now,
    }
    unit.session.flush()  # the row is inserted past the session, after what it refers to
    made = repository.insert_staff(unit, values)
    staff = made or repository.staff_by_key(unit, str(values["email_key"]))
    assert staff is not None  # a conflict means that the other row is committed and visible
    if made is not None:
        record(unit, "staff.hired", staff, department_id=department_id, manager_id=manager_id)
    for role in roles:
        grant_role(unit, staff.id, role)
    return staff


def update_staff(
    unit: Unit,
    staff_id: UUID,
    *,
    name: str | None = None,
    department_id: UUID | None = None,
    manager_id: UUID | None = None,
    locale: str | None = None,
    zone: str | None = None,
) -> Staff:
    """Changes what is given and different. Raises `NotFound`, `ManagerLoop`."""
    staff = _staff(unit, staff_id)
    if manager_id is not None:
        _require_no_loop(unit, staff_id, manager_id)
    given = {"name": name, "department_id": department_id, "manager_id": manager_id, "locale": locale, "zone": zone}
    changed = [key for key, value in given.items() if value is not None and getattr(staff, key) != value]
    for key in changed:
        setattr(staff, key, given[key])
    if changed:
        record(unit, "staff.updated", staff, columns=", ".join(changed))
    return staff


def grant_role(unit: Unit, staff_id: UUID, role: Role, department_id: UUID | None = None) -> None:
    """Gives `role` in a department's subtree, or everywhere. A grant that is held stays as it is."""
    values = {"id": new_id(), "staff_id": staff_id, "role": role, "department_id": department_id}
    unit.session.flush()  # the row is inserted past the session, after what it refers to
    grant = repository.insert_grant(unit, values | {"granted_at": unit.now})
    if grant is not None:
        record(unit, "role.granted", grant, staff_id=staff_id, role=role, department_id=department_id)


def revoke_role(unit: Unit, staff_id: UUID, role: Role, department_id: UUID | None = None) -> None:
    """Takes that grant back; a role held in another department too stays there."""
    for grant in repository.grants_of(unit, staff_id):
        if (grant.role, grant.department_id) == (role, department_id):
            grant.revoked_at = unit.now
            record(unit, "role.revoked", grant, staff_id=staff_id, role=role, department_id=department_id)


def revoke_grant(unit: Unit, staff_id: UUID, grant_id: UUID) -> None:
    """Takes one grant back by its id. Raises `NotFound`, also for one that is not held any more."""
    held = [grant for grant in repository.grants_of(unit, staff_id) if grant.id == grant_id]
    if not held:
        raise NotFound
    revoke_role(unit, staff_id, held[0].role, held[0].department_id)


def roles_of(unit: Unit, staff_id: UUID) -> frozenset[Role]:
    """The roles that a member of staff holds, wherever they count."""
    return frozenset(grant.role for grant in repository.grants_of(unit, staff_id))


def staff_with_role(unit: Unit, role: Role, department_id: UUID | None = None) -> list[UUID]:
    """Active staff whose `role` counts in the department (None: who hold it at all), those bound
    nearest to the department first, then by seniority of the grant."""
    held = repository.holders(unit, role)
    if department_id is None:
        return list(dict.fromkeys(staff_id for staff_id, _ in held))
    path = department_path(unit, department_id)
    near = [(path.index(at) if at in path else len(path), n) for n, (_, at) in enumerate(held) if at in path or not at]
    return list(dict.fromkeys(held[n][0] for _, n in sorted(near)))


def manager_of(unit: Unit, staff_id: UUID) -> UUID | None:
    """The nearest manager above who is active; None at the top."""
    above = chain_above(staff_id, repository.managers_above(unit, [staff_id]))
    active = repository.active_among(unit, above)
    return next((manager_id for manager_id in above if manager_id in active), None)


def names_of(unit: Unit, staff_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The names of these members of staff; unknown ids are left out."""
    return repository.staff_names(unit, staff_ids)


def staff_by_email(unit: Unit, emails: Iterable[str]) -> dict[str, UUID]:
    """Member of staff per folded e-mail (`rules.fold_email`); unknown ones are left out. Raises `BadEmail`."""
    return repository.staff_ids_by_keys(unit, {fold_email(email) for email in emails})


def staff_contact(unit: Unit, staff_id: UUID) -> Contact:
    """How to reach a member of staff. Raises `NotFound`, also for a disabled one."""
    staff = _staff(unit, staff_id)
    if staff.disabled_at is not None:
        raise NotFound
    return Contact(staff.name, staff.email, staff.locale, staff.zone)


def _staff(unit: Unit, staff_id: UUID) -> Staff:
    staff = repository.staff_by_id(unit, staff_id)
    if staff is None:
        raise NotFound
    return staff


def _require_no_loop(unit: Unit, staff_id: UUID, manager_id: UUID) -> None:
    if staff_id in (manager_id, *chain_above(manager_id, repository.managers_above(unit, [manager_id]))):
        raise ManagerLoop
