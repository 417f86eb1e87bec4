"""Queries about candidates: who they are, by what they are found, and their links."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ScalarSelect, SQLColumnExpression, delete, insert, select, text, union

from app.kit.database import Unit
from app.kit.ids import new_id
from app.kit.roles import ROWS_OF_APPLICATION, ROWS_OF_CANDIDATE
from app.people.models import Candidate, CandidateLink, CandidateSpelling
from app.people.repository import names_of


def candidate_by_id(unit: Unit, candidate_id: UUID) -> Candidate | None:
    return unit.session.get(Candidate, candidate_id)


def candidate_names(unit: Unit, candidate_ids: Iterable[UUID]) -> dict[UUID, str]:
    return dict(unit.session.execute(names_of(Candidate), {"ids": list(set(candidate_ids))}).all())


def candidate_name(candidate_id: SQLColumnExpression[UUID]) -> ScalarSelect[str]:
    people = Candidate.__table__.c
    return select(people.name).where(people.id == candidate_id).scalar_subquery()


def candidate_ids_by_keys(unit: Unit, email_keys: Iterable[str]) -> list[tuple[str, UUID]]:
    statement = select(Candidate.email_key, Candidate.id).where(Candidate.email_key.in_(list(email_keys)))
    return [(key or "", candidate_id) for key, candidate_id in unit.session.execute(statement.order_by(Candidate.id))]


def candidate_ids_having(
    unit: Unit, keys: Mapping[str, str | None], pinyin: str | None, after: UUID | None, limit: int
) -> list[UUID]:
    """The candidates with all of these keys (by column), in the order they were entered, from after that id. Who has
    this pinyin has the name too.
    """
    columns = {name: getattr(Candidate, name) == key for name, key in keys.items()}
    if pinyin is not None:
        by_pinyin = select(CandidateSpelling.candidate_id).where(CandidateSpelling.key == pinyin)
        named = union(select(Candidate.id).where(columns["name_key"]), by_pinyin).subquery()
        columns["name_key"] = Candidate.id.in_(select(named))
    statement = select(Candidate.id).where(*columns.values())
    page = statement if after is None else statement.where(Candidate.id > after)
    return list(unit.session.scalars(page.order_by(Candidate.id).limit(limit)))


def set_spellings(unit: Unit, candidate_id: UUID, keys: Sequence[str]) -> None:
    """How the candidate's name is written in Latin letters from now on."""
    unit.session.execute(delete(CandidateSpelling).where(CandidateSpelling.candidate_id == candidate_id))
    if keys:
        rows = [{"id": new_id(), "candidate_id": candidate_id, "key": key} for key in keys]
        unit.session.execute(insert(CandidateSpelling), rows)


# It also says who asks, until the transaction ends, to the policies of app.migrations.row_policies.
CANDIDATE_VIEWER = text(f"""
select c.id, k.application_id, k.id, k.purpose, c.locale, c.zone,
  set_config('{ROWS_OF_CANDIDATE}', c.id::text, true),
  set_config('{ROWS_OF_APPLICATION}', k.application_id::text, true)
from candidate_links k join candidates c on c.id = k.candidate_id
where k.token_hash = :token_hash and k.revoked_at is null and k.expires_at > :now
""")


def candidate_viewer_row(unit: Unit, token_hash: str) -> Any:
    """(candidate id, application id, link id, purpose, locale, zone …), or None. From here on the transaction
    sees the rows of that application alone.
    """
    return unit.session.execute(CANDIDATE_VIEWER, {"token_hash": token_hash, "now": unit.now}).one_or_none()


def candidate_link_by_id(unit: Unit, link_id: UUID) -> CandidateLink | None:
    return unit.session.get(CandidateLink, link_id)


def links_of_application(unit: Unit, application_id: UUID) -> list[CandidateLink]:
    """Every link that was made for an application, the newest first."""
    statement = select(CandidateLink).where(CandidateLink.application_id == application_id)
    return list(unit.session.scalars(statement.order_by(CandidateLink.id.desc())))
