"""Consent by purpose, and the notice that was shown: given and withdrawn by the candidate, or written down by staff."""

from typing import Annotated, Any, ClassVar
from uuid import UUID

from fastapi import Query
from pydantic import Field

from app.kit.errors import NotFound
from app.people.models import Role
from app.privacy import service as privacy
from app.privacy.models import ConsentWay, Purpose
from app.web.api.bodies import Body, InPages, Locale, Out, PageOf, Parameters, When, Words
from app.web.api.call import ApiCall, Call
from app.web.api.objects import RECRUITING, Relation, require_role_in, see_candidate
from app.web.api.route import ApiRouter
from app.web.policies import ADMINISTRATORS, ANYONE_KNOWN, staff_as

router = ApiRouter("consents")
GIVERS = staff_as(Role.RECRUITER, Role.HR_LEAD, candidates=True)


class ConsentIn(Body):
    """Staff say how it came (`paper`, `phone`); a candidate's own is by `portal`."""

    purpose: Purpose
    notice_version: Annotated[int, Field(ge=1, le=100_000)]
    way: ConsentWay = ConsentWay.PORTAL

    example: ClassVar[dict[str, Any]] = {"purpose": "talent_pool", "notice_version": 1, "way": "paper"}


class WithdrawalIn(Body):
    purpose: Purpose

    example: ClassVar[dict[str, Any]] = {"purpose": "talent_pool"}


class NoticeIn(Body):
    """The whole notice in both languages of the product."""

    zh_cn: Words
    en: Words

    example: ClassVar[dict[str, Any]] = {
        "zh_cn": "我们只为招聘使用您的信息。",
        "en": "We use your data for hiring only.",
    }


class NoticeParameters(Parameters):
    locale: Locale = "zh-CN"


class NoticeOut(Out):
    version: int
    locale: str
    text: str
    text_hash: str
    published_at: When


class ConsentOut(Out):
    id: UUID
    purpose: Purpose
    notice_version: int
    way: ConsentWay
    given_at: When
    withdrawn_at: When | None
    superseded_at: When | None
    is_live: bool


@router.get("/privacy-notice", ANYONE_KNOWN, "The notice that holds")
def read_notice(call: Call, which: Annotated[NoticeParameters, Query()]) -> NoticeOut:
    return NoticeOut.of(privacy.current_notice(call.unit, which.locale))


@router.post("/privacy-notice", ADMINISTRATORS, "Publish a new version of the notice", status=201)
def publish_notice(call: Call, body: NoticeIn) -> NoticeOut:
    require_role_in(call, None, Role.ADMINISTRATOR)
    privacy.publish_notice(call.unit, {"zh-CN": body.zh_cn, "en": body.en})
    return NoticeOut.of(privacy.current_notice(call.unit, "zh-CN"))


@router.get("/candidates/{candidate_id}/consents", GIVERS, "All that the candidate ever agreed to")
def list_consents(call: Call, candidate_id: UUID, page: InPages) -> PageOf[ConsentOut]:
    _see(call, candidate_id)
    found = page.read(
        lambda after, limit: privacy.consents_of(call.unit, candidate_id, after=after, limit=limit),
        lambda view: view.consent_id,
    )
    return PageOf[ConsentOut].of_slice(found, lambda view: ConsentOut.of(view, id=view.consent_id))


@router.post("/candidates/{candidate_id}/consents", GIVERS, "Agree to a purpose", status=201)
def give_consent(call: Call, candidate_id: UUID, body: ConsentIn) -> ConsentOut:
    _see(call, candidate_id)
    made = privacy.give_consent(call.unit, candidate_id, body.purpose, body.notice_version, body.way)
    return _shown(call, made.id)


@router.post("/candidates/{candidate_id}/consents/withdraw", GIVERS, "Withdraw a consent")
def withdraw_consent(call: Call, candidate_id: UUID, body: WithdrawalIn) -> ConsentOut:
    """Counts from now on; what is queued under it and has not left is stopped."""
    _see(call, candidate_id)
    ended = privacy.withdraw_consent(call.unit, candidate_id, body.purpose)
    return _shown(call, ended.id)


def _see(call: ApiCall, candidate_id: UUID) -> None:
    relation = see_candidate(call, candidate_id)
    if relation not in RECRUITING | {Relation.CANDIDATE}:
        raise NotFound


def _shown(call: ApiCall, consent_id: UUID) -> ConsentOut:
    view = privacy.consent_view(call.unit, consent_id)
    return ConsentOut.of(view, id=view.consent_id)
