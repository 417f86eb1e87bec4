"""Postings: where a requisition was made known, and what is published now."""

from typing import Any, ClassVar
from uuid import UUID

from app.hiring import service as hiring
from app.hiring.requisition_schemas import PostingView
from app.kit.errors import NotFound
from app.web.api.bodies import Body, InPages, Line, Name, Out, PageOf, When, Words
from app.web.api.call import ApiCall, Call
from app.web.api.requisitions import RECRUITERS, match_requisition, see_requisition
from app.web.api.route import ApiRouter
from app.web.policies import STAFF

router = ApiRouter("postings")


class PostingIn(Body):
    title: Name
    text: Words
    channel: Name
    location: Line | None = None

    example: ClassVar[dict[str, Any]] = {
        "title": "授信审批岗（上海）",
        "text": "负责对公授信的审查与审批。",
        "channel": "官网",
        "location": "上海",
    }


class PostingOut(Out):
    id: UUID
    requisition_id: UUID
    title: str
    text: str
    channel: str
    location: str | None
    published_at: When
    closed_at: When | None


class PostingsOut(Out):
    items: list[PostingOut]


@router.post("/requisitions/{requisition_id}/postings", RECRUITERS, "Make it known", status=201, takes_match=True)
def open_posting(call: Call, requisition_id: UUID, body: PostingIn) -> PostingOut:
    """The first posting opens an approved requisition, and gives it a plan if it has none."""
    match_requisition(call, requisition_id)
    made = hiring.open_requisition_posting(call.unit, requisition_id, **body.model_dump())
    call.unit.session.flush()  # it is read anew
    return next(one for one in _postings(call, requisition_id) if one.id == made.id)


@router.get("/requisitions/{requisition_id}/postings", STAFF, "Its postings, closed ones too")
def list_postings(call: Call, requisition_id: UUID) -> PostingsOut:
    see_requisition(call, requisition_id)
    return PostingsOut(items=_postings(call, requisition_id))


@router.post(
    "/requisitions/{requisition_id}/postings/{posting_id}/close", RECRUITERS, "Take a posting down", takes_match=True
)
def close_posting(call: Call, requisition_id: UUID, posting_id: UUID) -> PostingsOut:
    match_requisition(call, requisition_id)
    if posting_id not in {one.id for one in _postings(call, requisition_id)}:
        raise NotFound
    hiring.close_posting(call.unit, posting_id)
    return PostingsOut(items=_postings(call, requisition_id))


@router.get("/postings", STAFF, "What is published now")
def list_open_postings(call: Call, page: InPages) -> PageOf[PostingOut]:
    found = page.read(lambda after, limit: hiring.open_postings(call.unit, after, limit), lambda view: view.posting_id)
    return PageOf[PostingOut].of_slice(found, _posting)


def _postings(call: ApiCall, requisition_id: UUID) -> list[PostingOut]:
    return [_posting(view) for view in hiring.postings_of(call.unit, requisition_id)]


def _posting(view: PostingView) -> PostingOut:
    return PostingOut.of(view, id=view.posting_id)
