"""People's verbs on candidates; offered by people.service."""

from collections.abc import Iterable
from uuid import UUID

from app.evidence.service import record
from app.kit.database import Unit
from app.kit.errors import NotFound
from app.kit.ids import new_id
from app.people import repository
from app.people.models import Candidate
from app.people.rules import fold_email
from app.people.schemas import Contact


def create_candidate(
    unit: Unit,
    *,
    name: str,
    email: str | None = None,
    phone: str | None = None,
    locale: str = "zh-CN",
    zone: str = "Asia/Shanghai",
) -> Candidate:
    """A new candidate, with the pseudonym that the warehouse will know. Raises `BadEmail`."""
    candidate_id = new_id()
    made = Candidate(
        id=candidate_id,
        name=name,
        email=email.strip() if email else None,
        email_key=fold_email(email) if email else None,
        phone=phone,
        pseudonym=unit.pseudonym(candidate_id),
        locale=locale,
        zone=zone,
        created_at=unit.now,
    )
    unit.session.add(made)
    unit.session.flush()  # the audit entry's subject must be there
    record(unit, "candidate.created", made)
    return made


def update_candidate(
    unit: Unit, candidate_id: UUID, *, name: str | None = None, email: str | None = None, phone: str | None = None
) -> Candidate:
    """Changes what is given and different. Raises `NotFound`, `BadEmail`."""
    candidate = repository.candidate_by_id(unit, candidate_id)
    if candidate is None:
        raise NotFound
    key = fold_email(email) if email else None
    given = {"name": name, "email": email.strip() if email else None, "email_key": key, "phone": phone}
    changed = [column for column, value in given.items() if value is not None and getattr(candidate, column) != value]
    for column in changed:
        setattr(candidate, column, given[column])
    if changed:
        record(unit, "candidate.updated", candidate, columns=", ".join(changed))
    return candidate


def candidate_names_of(unit: Unit, candidate_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The names of these candidates; unknown ids are left out."""
    return repository.candidate_names(unit, candidate_ids)


def is_same_person(unit: Unit, staff_id: UUID, candidate_id: UUID) -> bool:
    """Whether the member of staff and the candidate are one person, as far as their e-mails tell."""
    staff, candidate = repository.staff_by_id(unit, staff_id), repository.candidate_by_id(unit, candidate_id)
    return staff is not None and candidate is not None and staff.email_key == candidate.email_key


def candidate_contact(unit: Unit, candidate_id: UUID) -> Contact:
    """How to reach a candidate. Raises `NotFound`."""
    candidate = repository.candidate_by_id(unit, candidate_id)
    if candidate is None:
        raise NotFound
    return Contact(candidate.name, candidate.email, candidate.locale, candidate.zone)


def candidates_by_email(unit: Unit, emails: Iterable[str]) -> dict[str, list[UUID]]:
    """Candidates per folded e-mail, oldest first; one address may have several. Raises `BadEmail`."""
    found: dict[str, list[UUID]] = {}
    for key, candidate_id in repository.candidate_ids_by_keys(unit, {fold_email(email) for email in emails}):
        found.setdefault(key, []).append(candidate_id)
    return found
