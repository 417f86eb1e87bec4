"""Links by which a candidate comes in without a password: made and shut by those who recruit."""

from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import Field

from app.people import service as people
from app.people.models import LinkPurpose, Role
from app.people.schemas import CandidateLinkView
from app.web.api.bodies import Body, Out, PageOf, When
from app.web.api.call import Call
from app.web.api.objects import RECRUITING, see_application
from app.web.api.route import ApiRouter
from app.web.policies import staff_as

router = ApiRouter("candidate links")
RECRUITERS = staff_as(Role.RECRUITER, Role.HR_LEAD)


class CandidateLinkOut(Out):
    """A link. `token` is told when it is made and never again, also not to a repeated request."""

    id: UUID
    application_id: UUID
    purpose: LinkPurpose
    expires_at: When
    revoked_at: When | None
    created_by: UUID | None
    token: str | None = None

    once: ClassVar[frozenset[str]] = frozenset({"token"})


class NewCandidateLink(Body):
    purpose: LinkPurpose = LinkPurpose.PORTAL
    days: Annotated[int, Field(ge=1, le=365)] = 90

    example: ClassVar[dict[str, Any]] = {"purpose": "portal", "days": 90}


@router.post("/applications/{application_id}/candidate-links", RECRUITERS, "Make a link for the candidate", status=201)
def create_candidate_link(call: Call, application_id: UUID, body: NewCandidateLink) -> CandidateLinkOut:
    application, _ = see_application(call, application_id, RECRUITING)
    made, token = people.create_candidate_link(
        call.unit, application.candidate_id, application_id, purpose=body.purpose, days=body.days
    )
    return _shown(made, token=token)


@router.get("/applications/{application_id}/candidate-links", RECRUITERS, "The links of an application")
def list_candidate_links(call: Call, application_id: UUID) -> PageOf[CandidateLinkOut]:
    see_application(call, application_id, RECRUITING)
    made = people.candidate_links_of(call.unit, application_id)
    return PageOf[CandidateLinkOut](items=[_shown(one) for one in made], next_cursor=None)


@router.delete("/applications/{application_id}/candidate-links/{link_id}", RECRUITERS, "Shut a link")
def revoke_candidate_link(call: Call, application_id: UUID, link_id: UUID) -> None:
    see_application(call, application_id, RECRUITING)
    people.revoke_candidate_link(call.unit, application_id, link_id)


def _shown(link: CandidateLinkView, **told: Any) -> CandidateLinkOut:
    return CandidateLinkOut.of(link, hidden={"token"} - told.keys(), id=link.link_id, **told)
