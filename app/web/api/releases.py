"""What of feedback is released: what a candidate was shown of each round, and the texts that wait for approval."""

from typing import Any, ClassVar
from uuid import UUID

from app.feedback import service as feedback
from app.feedback.models import ReleasedPart, ReleaseStatus, TextStatus
from app.feedback.schemas import ReleasedView, ReleaseView, TextToApprove
from app.hiring.models import Decision
from app.kit.errors import NotFound
from app.people.models import Role
from app.web.api.bodies import Body, InPages, Out, PageOf, When, Words
from app.web.api.call import ApiCall, Call
from app.web.api.objects import DECIDING, RECRUITING, see_application
from app.web.api.route import ApiRouter
from app.web.policies import CANDIDATES, staff_as

router = ApiRouter("releases")
RECRUITERS = staff_as(Role.RECRUITER, Role.HR_LEAD)
READERS = staff_as(Role.RECRUITER, Role.HR_LEAD, Role.HIRING_MANAGER)


class DeclineTextIn(Body):
    reason: Words

    example: ClassVar[dict[str, Any]] = {"reason": "It names another candidate."}


class MeanOut(Out):
    """The panel's mean on one dimension of the scorecard; who scored what is told to nobody."""

    dimension_name: str
    mean: float
    lowest: int
    highest: int


class ReleasedOut(Out):
    """What the candidate was shown of a round. `decision` is null where the policy keeps it back."""

    id: UUID
    round_id: UUID
    round_name: str
    number: int
    decision: Decision | None
    scores: list[MeanOut]
    texts: list[str]
    released_at: When
    first_opened_at: When | None


class ReleasedListOut(Out):
    items: list[ReleasedOut]


class TextOut(Out):
    id: UUID
    feedback_id: UUID
    status: TextStatus
    decided_by_staff_id: UUID | None
    decided_at: When | None
    declined_reason: str | None


class ShownOut(Out):
    """Exactly which field of which feedback version was shown, when, and when it was first opened."""

    field: ReleasedPart
    dimension_name: str | None
    feedback_id: UUID | None
    version: int | None
    released_at: When
    first_opened_at: When | None


class ReleaseOut(Out):
    """A release with the policy version that it follows, for staff."""

    id: UUID
    application_id: UUID
    round_id: UUID
    decision_id: UUID
    number: int
    round_version_id: UUID | None
    policy_version: int
    releases_decision: bool
    releases_scores: bool
    releases_text: bool
    text_needs_approval: bool
    status: ReleaseStatus
    release_at: When
    released_at: When | None
    first_opened_at: When | None
    texts: list[TextOut]
    shown: list[ShownOut]


class ReleasesOut(Out):
    items: list[ReleaseOut]


class WaitingTextOut(Out):
    """A text for a candidate that waits for my word, as `version` of the feedback reads."""

    id: UUID
    release_id: UUID
    feedback_id: UUID
    application_id: UUID
    version: int
    text_for_candidate: str
    release_at: When
    asked_at: When


@router.get("/applications/{application_id}/released", CANDIDATES, "What I was shown, round by round", has_etag=False)
def list_released(call: Call, application_id: UUID) -> ReleasedListOut:
    see_application(call, application_id)
    return ReleasedListOut(items=[_released(view) for view in feedback.released_to(call.unit, application_id)])


@router.post("/releases/{release_id}/open", CANDIDATES, "I have seen it")
def open_release(call: Call, release_id: UUID) -> None:
    """Records when it was first opened."""
    opened = feedback.open_release(call.unit, release_id)
    if opened.application_id != call.candidate.application_id:  # the link is for one application
        raise NotFound


@router.get("/applications/{application_id}/releases", READERS, "Its releases, for staff", has_etag=False)
def list_releases(call: Call, application_id: UUID) -> ReleasesOut:
    see_application(call, application_id, DECIDING)
    return ReleasesOut(items=[_release(view) for view in feedback.releases_of(call.unit, application_id)])


@router.get("/release-texts", RECRUITERS, "Texts that wait for my word")
def list_waiting_texts(call: Call, page: InPages) -> PageOf[WaitingTextOut]:
    found = page.read(
        lambda after, limit: feedback.texts_to_approve(call.unit, call.staff.staff_id, after, limit),
        lambda text: text.text_id,
    )
    return PageOf[WaitingTextOut].of_slice(found, _waiting)


@router.post("/releases/{release_id}/texts/{feedback_id}/approve", RECRUITERS, "Let the candidate have a text")
def approve_text(call: Call, release_id: UUID, feedback_id: UUID) -> ReleaseOut:
    """Shown with the release, or at once where that is out already."""
    _see(call, release_id)
    feedback.approve_text(call.unit, release_id, feedback_id)
    return _shown(call, release_id)


@router.post("/releases/{release_id}/texts/{feedback_id}/decline", RECRUITERS, "Keep a text back")
def decline_text(call: Call, release_id: UUID, feedback_id: UUID, body: DeclineTextIn) -> ReleaseOut:
    _see(call, release_id)
    feedback.decline_text(call.unit, release_id, feedback_id, body.reason)
    return _shown(call, release_id)


@router.post("/releases/{release_id}/again", RECRUITERS, "Show the feedback as it stands now", status=201)
def release_again(call: Call, release_id: UUID) -> ReleaseOut:
    """Amended or late feedback, under the same policy; what was shown before stays on record."""
    _see(call, release_id)
    return _shown(call, feedback.release_again(call.unit, release_id).id)


def _see(call: ApiCall, release_id: UUID) -> ReleaseView:
    view = feedback.release_view(call.unit, release_id)
    see_application(call, view.application_id, RECRUITING)
    return view


def _shown(call: ApiCall, release_id: UUID) -> ReleaseOut:
    call.unit.session.flush()  # what was just done is read anew
    return _release(_see(call, release_id))


def _released(view: ReleasedView) -> ReleasedOut:
    scores = [MeanOut.of(score) for score in view.scores]
    return ReleasedOut.of(view, id=view.release_id, scores=scores, texts=list(view.texts))


def _release(view: ReleaseView) -> ReleaseOut:
    texts = [TextOut.of(text, id=text.text_id) for text in view.texts]
    return ReleaseOut.of(view, id=view.release_id, texts=texts, shown=[ShownOut.of(part) for part in view.shown])


def _waiting(text: TextToApprove) -> WaitingTextOut:
    return WaitingTextOut.of(text, id=text.text_id)
