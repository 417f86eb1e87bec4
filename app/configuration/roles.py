"""Who holds which role, as a file. People are named by their e-mail: it is the company's own folder."""

from collections.abc import Mapping
from typing import Any

from app.configuration import repository
from app.configuration.files import Document, Inline, Problems
from app.configuration.names import Names
from app.configuration.schemas import GrantSpec, RolesFile, Wanted
from app.configuration.sections import Known, Running, Section, Stays, Value
from app.kit.database import Unit
from app.people import service as people
from app.people.errors import BadEmail
from app.people.models import Role
from app.people.rules import fold_email

FILE = "roles.yml"
HEADER = """Who holds which role: in a department and those below it, or (without one) everywhere.
People are named by their e-mail; they must be here already, this file makes nobody.
This file names people: keep it where the company keeps its other lists of staff."""


def held(unit: Unit, names: Names) -> dict[str, Value]:
    """The grants of active people."""
    values = [
        {"person": person, "role": str(role), "department": names.path_of(department_id)}
        for person, role, department_id in repository.grants(unit)
    ]
    return {name_of(value): value for value in values}


def name_of(value: Value) -> str:
    """What a grant is called in a comparison."""
    return f"{value['person']}: {value['role']}" + (f" in {value['department']}" if value["department"] else "")


def wanted(file: RolesFile, document: Document, known: Known, problems: Problems) -> dict[str, Wanted]:
    """What the file asks for, each checked. The e-mail itself is not repeated in a problem."""
    found: dict[str, Wanted] = {}
    for number, grant in enumerate(file.grants):
        where = document.where(["grants", number])
        known.check_department(grant.department, where, problems)
        person = _key(grant, where, problems)
        if person is not None and person not in known.names.people:
            problems.add(where, "nobody with this e-mail works here")
        value = {"person": person or "", "role": str(grant.role), "department": grant.department}
        if name_of(value) in found:
            problems.add(where, f"stands at {found[name_of(value)].where} already")
        found[name_of(value)] = Wanted(value, where)
    return found


def _key(grant: GrantSpec, where: str, problems: Problems) -> str | None:
    try:
        return fold_email(grant.person)
    except BadEmail as error:
        problems.add(where, error.text)
        return None


def shape(values: Mapping[str, Value]) -> dict[str, dict[str, Any]]:
    """The file's data: by person, role, department."""
    ordered = sorted(values.values(), key=lambda each: (each["person"], each["role"], each["department"] or ""))
    return {
        FILE: {"grants": [Inline({key: kept for key, kept in each.items() if kept is not None}) for each in ordered]}
    }


def put(unit: Unit, names: Names, value: Value, _running: Running) -> None:
    people.grant_role(unit, names.people[value["person"]], Role(value["role"]), _department(names, value))


def drop(unit: Unit, names: Names, value: Value) -> None:
    people.revoke_role(unit, names.people[value["person"]], Role(value["role"]), _department(names, value))


def _department(names: Names, value: Value) -> Any:
    return names.departments[value["department"]] if value["department"] else None


def stays(_unit: Unit, _value: Value) -> Stays | None:
    return None


SECTION = Section("role", FILE, HEADER, RolesFile, held, wanted, shape, put, drop, stays)
