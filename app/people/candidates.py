"""People's verbs on candidates; offered by people.service."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import ScalarSelect, SQLColumnExpression

from app.evidence.service import record
from app.kit.database import Unit
from app.kit.errors import NotFound
from app.kit.ids import new_id
from app.people import repository
from app.people.models import Candidate
from app.people.repository import candidates as candidate_rows
from app.people.rules import fold_email, fold_latin, fold_name, fold_phone, pinyin_keys
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
        name_key=fold_name(name),
        email=email.strip() if email else None,
        email_key=fold_email(email) if email else None,
        phone=phone,
        phone_key=fold_phone(phone) if phone else None,
        pseudonym=unit.pseudonym(candidate_id),
        locale=locale,
        zone=zone,
        created_at=unit.now,
    )
    unit.session.add(made)
    unit.session.flush()  # the audit entry's subject must be there, and what the spellings refer to
    candidate_rows.set_spellings(unit, candidate_id, pinyin_keys(name))
    record(unit, "candidate.created", made)
    return made


def update_candidate(
    unit: Unit, candidate_id: UUID, *, name: str | None = None, email: str | None = None, phone: str | None = None
) -> Candidate:
    """Changes what is given and different. Raises `NotFound`, `BadEmail`."""
    candidate = candidate_rows.candidate_by_id(unit, candidate_id)
    if candidate is None:
        raise NotFound
    given: dict[str, str | None] = {}
    if name is not None:
        given |= {"name": name, "name_key": fold_name(name)}
    if email is not None:
        given |= {"email": email.strip(), "email_key": fold_email(email)}
    if phone is not None:
        given |= {"phone": phone, "phone_key": fold_phone(phone)}
    changed = [column for column, value in given.items() if getattr(candidate, column) != value]
    for column in changed:
        setattr(candidate, column, given[column])
    if "name" in changed:
        candidate_rows.set_spellings(unit, candidate_id, pinyin_keys(candidate.name))
    if changed:
        record(unit, "candidate.updated", candidate, columns=", ".join(changed))
    return candidate


def candidate_names_of(unit: Unit, candidate_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The names of these candidates; unknown ids are left out."""
    return candidate_rows.candidate_names(unit, candidate_ids)


def candidate_name_of(candidate_id: SQLColumnExpression[UUID]) -> ScalarSelect[str]:
    """The name of the candidate whose id stands in a column, as a column of another domain's query: to ask for
    the names of a page afterwards costs as much as the page.
    """
    return candidate_rows.candidate_name(candidate_id)


def is_same_person(unit: Unit, staff_id: UUID, candidate_id: UUID) -> bool:
    """Whether the member of staff and the candidate are one person, as far as their e-mails tell."""
    staff, candidate = repository.staff_by_id(unit, staff_id), candidate_rows.candidate_by_id(unit, candidate_id)
    return staff is not None and candidate is not None and staff.email_key == candidate.email_key


def candidate_contact(unit: Unit, candidate_id: UUID) -> Contact:
    """How to reach a candidate. Raises `NotFound`."""
    candidate = candidate_rows.candidate_by_id(unit, candidate_id)
    if candidate is None:
        raise NotFound
    return Contact(candidate.name, candidate.email, candidate.locale, candidate.zone)


def candidates_by_email(unit: Unit, emails: Iterable[str]) -> dict[str, list[UUID]]:
    """Candidates per folded e-mail, oldest first; one address may have several. Raises `BadEmail`."""
    found: dict[str, list[UUID]] = {}
    for key, candidate_id in candidate_rows.candidate_ids_by_keys(unit, {fold_email(email) for email in emails}):
        found.setdefault(key, []).append(candidate_id)
    return found


def find_candidates(
    unit: Unit,
    *,
    name: str | None = None,
    email: str | None = None,
    phone: str | None = None,
    after: UUID | None = None,
    limit: int = 50,
) -> list[UUID]:
    """The candidates who have exactly all that is given, in any spelling, a Chinese name also in pinyin; oldest
    first. Whom the reader may know of is the edge's to judge. Raises `BadEmail`.
    """
    keys: dict[str, str | None] = {}
    if name is not None:
        keys["name_key"] = fold_name(name)
    if email is not None:
        keys["email_key"] = fold_email(email)
    if phone is not None:
        keys["phone_key"] = fold_phone(phone)
    if not all(keys.values()):
        return []
    pinyin = fold_latin(name) if name is not None else None
    return candidate_rows.candidate_ids_having(unit, keys, pinyin, after, limit)
