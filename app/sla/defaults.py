"""What the company owes as long as nobody says otherwise: one promise and ladder per kind.

Belongs here: the defaults of domain.md, as values. They become rows at `init`.
"""

from collections.abc import Mapping

from app.sla.models import ClockKind, Unit
from app.sla.schemas import SHARE, Anchor, Promise, Recipient, Rung

OWNER, MANAGER, RECRUITER = Recipient.OWNER, Recipient.MANAGER, Recipient.RECRUITER
DEPARTMENT_HEAD, HR_LEAD = Recipient.DEPARTMENT_HEAD, Recipient.HR_LEAD
SOON, OVERDUE, ESCALATED = "due_soon", "overdue", "escalated"


def _due(offset: float, unit: Unit, template: str, *to: Recipient) -> Rung:
    return Rung(Anchor.DUE, offset, unit, to, template)


def _share(share: float, template: str, *to: Recipient) -> Rung:
    return Rung(Anchor.START, share, SHARE, to, template)


# Owed by interviewers and owners of questions: the recruiter is the first to help.
BY_STAFF = (
    _due(-4, Unit.BUSINESS_HOURS, SOON, OWNER),
    _due(0, Unit.BUSINESS_HOURS, OVERDUE, OWNER),
    _due(4, Unit.BUSINESS_HOURS, OVERDUE, OWNER, RECRUITER),
    _due(1, Unit.BUSINESS_DAYS, ESCALATED, MANAGER),
    _due(3, Unit.BUSINESS_DAYS, ESCALATED, HR_LEAD),
)

# Owed by the recruiter, over days: the manager, then the department that is hiring, then HR.
BY_RECRUITER = (
    _due(-4, Unit.BUSINESS_HOURS, SOON, OWNER),
    _due(0, Unit.BUSINESS_HOURS, OVERDUE, OWNER),
    _due(4, Unit.BUSINESS_HOURS, OVERDUE, OWNER, MANAGER),
    _due(1, Unit.BUSINESS_DAYS, ESCALATED, DEPARTMENT_HEAD),
    _due(3, Unit.BUSINESS_DAYS, ESCALATED, HR_LEAD),
)

# Under a day: shares of the clock's own length.
WITHIN_A_DAY = (
    _share(0.5, SOON, OWNER),
    _share(1.0, OVERDUE, OWNER),
    _share(2.0, ESCALATED, OWNER, MANAGER),
)

BY_HR_LEAD = (
    _due(-8, Unit.BUSINESS_HOURS, SOON, OWNER),
    _due(0, Unit.BUSINESS_HOURS, OVERDUE, OWNER),
    _due(1, Unit.BUSINESS_DAYS, ESCALATED, MANAGER),
    _due(3, Unit.BUSINESS_DAYS, ESCALATED, HR_LEAD),
)

BY_LAW = (
    _due(-120, Unit.ELAPSED_HOURS, SOON, OWNER),
    _due(-24, Unit.ELAPSED_HOURS, SOON, OWNER, MANAGER),
    _due(0, Unit.ELAPSED_HOURS, OVERDUE, OWNER, MANAGER),
    _due(24, Unit.ELAPSED_HOURS, ESCALATED, HR_LEAD),
)

# A candidate gets at most one reminder per offer, and staff none: it is not theirs to keep.
BY_CANDIDATE = (_due(-24, Unit.ELAPSED_HOURS, SOON, Recipient.CANDIDATE),)

DEFAULTS: Mapping[ClockKind, Promise] = {
    ClockKind.FEEDBACK: Promise(1, Unit.BUSINESS_DAYS, BY_STAFF),
    ClockKind.ANSWER: Promise(1, Unit.BUSINESS_DAYS, BY_STAFF),
    ClockKind.REPLY: Promise(4, Unit.BUSINESS_HOURS, WITHIN_A_DAY),
    ClockKind.OUTCOME: Promise(3, Unit.BUSINESS_DAYS, BY_RECRUITER),
    ClockKind.SCHEDULE: Promise(2, Unit.BUSINESS_DAYS, BY_RECRUITER),
    ClockKind.OFFER_DECISION: Promise(7 * 24, Unit.ELAPSED_HOURS, BY_CANDIDATE),  # an offer names its own date
    ClockKind.SCREENING: Promise(3, Unit.BUSINESS_DAYS, BY_RECRUITER),
    ClockKind.COMPLAINT: Promise(5, Unit.BUSINESS_DAYS, BY_HR_LEAD),
    ClockKind.PRIVACY_REQUEST: Promise(15 * 24, Unit.ELAPSED_HOURS, BY_LAW),
}
