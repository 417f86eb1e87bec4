"""Whom a complaint concerns, and who may look after it."""

from uuid import uuid4

import pytest

from app.complaints.models import ComplaintAbout, ComplaintStatus
from app.complaints.rules import COMPLAINT_MOVES, choose_owner, concerned, may_see

ANNA, BEN, OWNER, RECRUITER, AUTHOR, NAMED = (uuid4() for _ in range(6))


@pytest.mark.parametrize(
    ("about", "expected"),
    [
        (ComplaintAbout.FEEDBACK, {ANNA, BEN}),
        (ComplaintAbout.INTERVIEWER, {ANNA, BEN}),
        (ComplaintAbout.QUESTION, {OWNER}),
        (ComplaintAbout.SILENCE, {RECRUITER}),
        (ComplaintAbout.OFFER, {AUTHOR}),
        (ComplaintAbout.PRIVACY, set()),
        (ComplaintAbout.OTHER, set()),
    ],
)
def test_its_matter_and_its_words_say_whom_it_concerns(about: ComplaintAbout, expected: set[object]) -> None:
    found = concerned(about, [NAMED], panel=[ANNA, BEN], question_owner=OWNER, recruiter=RECRUITER, offer_author=AUTHOR)
    assert found == expected | {NAMED}
    assert not any(may_see(each, found) for each in found)
    assert may_see(uuid4(), found)


def test_unknown_people_concern_nobody() -> None:
    assert concerned(ComplaintAbout.SILENCE, []) == frozenset()


def test_the_nearest_lead_whom_it_does_not_concern_owns_it() -> None:
    assert choose_owner([ANNA, BEN], {ANNA}) == BEN
    assert choose_owner([ANNA], {ANNA}) is None


def test_only_a_resolved_complaint_is_reopened() -> None:
    from_states = {state for state, following in COMPLAINT_MOVES.items() if ComplaintStatus.REOPENED in following}
    assert from_states == {ComplaintStatus.RESOLVED}
