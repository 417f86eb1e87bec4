"""Links by which candidates come in: made by staff, bound to one application, ending by themselves.

Belongs here: who holds a link. What they may see is decided where it is shown.
"""

import secrets
from datetime import timedelta
from uuid import UUID

from app.evidence.service import record
from app.kit.database import Unit
from app.kit.errors import NotFound
from app.kit.ids import new_id
from app.people.models import CandidateLink, LinkPurpose
from app.people.repository import candidates as repository
from app.people.rules import token_hash
from app.people.schemas import CandidateLinkView, CandidateViewer

LINK_PREFIX = "c."  # tells a link's token from a session's, whose alphabet has no dot


def create_candidate_link(
    unit: Unit, candidate_id: UUID, application_id: UUID, *, purpose: LinkPurpose, days: int
) -> tuple[CandidateLinkView, str]:
    """A new link with its token, which is told this once. `days` is how long it holds."""
    token = LINK_PREFIX + secrets.token_urlsafe(32)
    made = CandidateLink(
        id=new_id(),
        token_hash=token_hash(token),
        candidate_id=candidate_id,
        application_id=application_id,
        purpose=purpose,
        expires_at=unit.now + timedelta(days=days),
        created_by=unit.actor.id if unit.actor.kind == "staff" else None,
        created_at=unit.now,
    )
    unit.session.add(made)
    record(unit, "candidate_link.made", made, application_id=application_id, purpose=purpose)
    return _view(made), token


def candidate_viewer_of(unit: Unit, token: str) -> CandidateViewer | None:
    """Who holds this link; None when it has ended or was revoked."""
    row = repository.candidate_viewer_row(unit, token_hash(token))
    if row is None:
        return None
    candidate_id, application_id, link_id, purpose, locale, zone = row[:6]
    return CandidateViewer(candidate_id, application_id, link_id, LinkPurpose(purpose), locale, zone)


def candidate_links_of(unit: Unit, application_id: UUID) -> list[CandidateLinkView]:
    """Every link that was made for an application, the newest first."""
    return [_view(row) for row in repository.links_of_application(unit, application_id)]


def revoke_candidate_link(unit: Unit, application_id: UUID, link_id: UUID) -> CandidateLinkView:
    """Shuts a link; one that is shut stays so. Raises `NotFound`."""
    link = repository.candidate_link_by_id(unit, link_id)
    if link is None or link.application_id != application_id:
        raise NotFound
    if link.revoked_at is None:
        link.revoked_at = unit.now
        record(unit, "candidate_link.revoked", link, application_id=application_id)
    return _view(link)


def _view(row: CandidateLink) -> CandidateLinkView:
    return CandidateLinkView(
        link_id=row.id,
        application_id=row.application_id,
        purpose=row.purpose,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        created_by=row.created_by,
    )
