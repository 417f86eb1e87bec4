"""People as another system knew them: brought to what it says, whether they are new here or not.

For app.intake. Bulk where there are many; one audit entry each. Nothing is queried here.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from app.evidence.service import record
from app.kit.database import Unit
from app.kit.ids import new_id
from app.people import repository
from app.people.models import Candidate, Department, Staff
from app.people.repository import candidates as candidate_rows
from app.people.rules import fold_email, fold_name, pinyin_keys
from app.people.service import create_department, disable_staff, hire_staff


@dataclass(frozen=True)
class ImportedCandidate:
    """A candidate of the source; `candidate_id` if an earlier import made them."""

    candidate_id: UUID | None
    name: str = field(repr=False)
    email: str | None = field(repr=False)


def upsert_department(unit: Unit, department_id: UUID | None, *, name: str, parent_id: UUID | None) -> Department:
    """The department, made or brought up to date."""
    known = repository.department_by_id(unit, department_id) if department_id else None
    if known is None:
        return create_department(unit, name=name, parent_id=parent_id)
    if (known.name, known.parent_id) != (name, parent_id):
        known.name, known.parent_id = name, parent_id
        record(unit, "department.imported", known)
    return known


def upsert_staff(unit: Unit, staff_id: UUID | None, *, name: str, email: str, is_disabled: bool) -> Staff:
    """The member of staff: by an earlier import, else by e-mail (then the name here stays), else new."""
    known = repository.staff_by_id(unit, staff_id) if staff_id else None
    if known is None:
        known = hire_staff(unit, name=name, email=email, department_id=None)
    else:
        _update(unit, known, name, email)
    if is_disabled and known.disabled_at is None:
        disable_staff(unit, known.id)
    return known


def _update(unit: Unit, staff: Staff, name: str, email: str) -> None:
    key = fold_email(email)
    if (staff.name, staff.email_key) == (name, key):
        return
    staff.name = name
    if staff.email_key != key and repository.staff_by_key(unit, key) is None:
        staff.email, staff.email_key = email.strip(), key
    record(unit, "staff.imported", staff)


def save_candidates(unit: Unit, given: Sequence[ImportedCandidate]) -> list[UUID]:
    """The candidates' ids in the given order; new ones are made, known ones brought up to date."""
    ids = []
    for one in given:
        known = candidate_rows.candidate_by_id(unit, one.candidate_id) if one.candidate_id else None
        candidate = known or _new(unit)
        key = fold_email(one.email) if one.email else None
        if known is None or (known.name, known.email_key) != (one.name, key):
            candidate.name, candidate.name_key = one.name, fold_name(one.name)
            candidate.email, candidate.email_key = one.email, key
            unit.session.flush()  # the spellings refer to it
            candidate_rows.set_spellings(unit, candidate.id, pinyin_keys(one.name))
            record(unit, "candidate.imported", candidate)
        ids.append(candidate.id)
    unit.session.flush()  # applications refer to them
    return ids


def _new(unit: Unit) -> Candidate:
    identity = new_id()
    candidate = Candidate(id=identity, pseudonym=unit.pseudonym(identity), created_at=unit.now)
    unit.session.add(candidate)
    return candidate
