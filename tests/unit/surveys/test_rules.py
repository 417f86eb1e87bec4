"""Who is asked after which outcome, and who reads a single answer."""

import pytest

from app.hiring.models import ApplicationStatus
from app.people.models import Role
from app.surveys.rules import may_invite, may_read

S = ApplicationStatus


@pytest.mark.parametrize(
    ("outcome", "has_refused", "may_contact", "is_asked"),
    [
        (S.HIRED, False, False, True),
        (S.REJECTED, False, False, True),
        (S.WITHDRAWN, False, False, False),
        (S.WITHDRAWN, False, True, True),
        (S.WITHDRAWN, True, True, False),
        (S.HIRED, True, True, False),
        (S.ACTIVE, False, True, False),
    ],
)
def test_who_is_asked(outcome: S, has_refused: bool, may_contact: bool, is_asked: bool) -> None:
    assert may_invite(outcome, has_refused=has_refused, may_contact=may_contact) == is_asked


@pytest.mark.parametrize("role", list(Role))
def test_single_answers_are_an_hr_leads(role: Role) -> None:
    assert may_read({role}) == (role is Role.HR_LEAD)
