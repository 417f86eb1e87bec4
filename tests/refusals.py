"""Which refusals (409) stem from the state of a thing and must name it, and which don't, with the reason. The API's
tests hand every answer to `check`.
"""

from collections.abc import Mapping

from httpx import Response

from app.kit.i18n import translator
from app.kit.states import word_of

SOMETHING_ELSE_IS_THERE = "another thing is in the way; nothing forbids the move to this one"
LIMIT = "a number is reached"
IN_USE = "others still need it"
VERSION = "the request is based on something that is not the newest"
KIND = "it is of a kind, or under a policy, that never allows this"
MISSING = "something that is needed besides is missing"
BUSY = "somebody else is at it at this moment"

WITHOUT_STATE: Mapping[str, str] = {
    "already_applied": SOMETHING_ELSE_IS_THERE,
    "already_in_session": SOMETHING_ELSE_IS_THERE,
    "already_in_thread": SOMETHING_ELSE_IS_THERE,
    "already_owner": SOMETHING_ELSE_IS_THERE,
    "already_there": SOMETHING_ELSE_IS_THERE,
    "candidate_exists": SOMETHING_ELSE_IS_THERE,
    "delegation_loop": SOMETHING_ELSE_IS_THERE,
    "delegation_overlaps": SOMETHING_ELSE_IS_THERE,
    "double_booked": SOMETHING_ELSE_IS_THERE,
    "interview_ahead": SOMETHING_ELSE_IS_THERE,
    "manager_loop": SOMETHING_ELSE_IS_THERE,
    "offer_open": SOMETHING_ELSE_IS_THERE,
    "plan_exists": SOMETHING_ELSE_IS_THERE,
    "requisition_code_taken": SOMETHING_ELSE_IS_THERE,
    "room_name_taken": SOMETHING_ELSE_IS_THERE,
    "seat_twice": SOMETHING_ELSE_IS_THERE,
    "headcount_reached": LIMIT,
    "room_too_small": LIMIT,
    "session_full": LIMIT,
    "too_many_complaints": LIMIT,
    "too_many_moves": LIMIT,
    "too_many_questions": LIMIT,
    "too_many_own_snoozes": LIMIT,
    "too_many_privacy_requests": LIMIT,
    "too_many_subscriptions": LIMIT,
    "too_many_unsent_attachments": LIMIT,
    "already_nudged": LIMIT,
    "calendar_in_use": IN_USE,
    "last_template": IN_USE,
    "round_in_use": IN_USE,
    "template_in_use": IN_USE,
    "conflict": VERSION,
    "feedback_changed_meanwhile": VERSION,
    "nothing_new_to_release": VERSION,
    "privacy_notice_outdated": VERSION,
    "clock_of_history": KIND,
    "date_of_offer": KIND,
    "pause_not_allowed": KIND,
    "shared_session": KIND,
    "no_approver": MISSING,
    "no_text_for_candidate": MISSING,
    "not_participating": MISSING,
    "plan_missing": MISSING,
    "rounds_not_passed": MISSING,
    "import_running": BUSY,
}


def check(answer: Response) -> Response:
    """The answer; raises `AssertionError` for a 409 that keeps the state, or what is allowed, to itself."""
    if answer.status_code == 409:
        told = answer.json()
        if told["code"] in WITHOUT_STATE:
            assert "state" not in told, f"{told['code']} has a state: take it out of WITHOUT_STATE"
        else:
            _check_state(told)
    return answer


def _check_state(told: Mapping[str, object]) -> None:
    thing, state, allowed = str(told["thing"]), told["state"], told["allowed"]
    assert isinstance(state, str), told
    assert isinstance(allowed, list), told
    assert state not in allowed or told["code"] == "feedback_already_submitted", told
    words = translator("zh-CN").messages
    nameless = {each for each in (state, *allowed) if word_of(thing, each) not in words}
    assert not nameless, f"add the words of {nameless} to app/kit/locales/zh_CN/states.po"
    assert "Allowed from here" in str(told["detail"]) or "可转为" in str(told["detail"]), told
