"""The states of hiring's things, and other words with a fixed list of values."""

import enum


class RequisitionStatus(enum.StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    DECLINED = "declined"
    OPEN = "open"
    ON_HOLD = "on_hold"
    FILLED = "filled"
    CANCELLED = "cancelled"


class ApplicationStatus(enum.StrEnum):
    ACTIVE = "active"
    HIRED = "hired"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class InterviewStatus(enum.StrEnum):
    SCHEDULED = "scheduled"
    CONFIRMED = "confirmed"
    IN_PROGRESS = "in_progress"
    HELD = "held"
    CANCELLED = "cancelled"
    NO_SHOW = "no_show"


class ChanceToAsk(enum.StrEnum):
    """How an interview gave the chance to ask; `reason` closes it but does not count as given."""

    QUESTIONS = "questions"
    NOTHING_TO_ASK = "nothing_to_ask"
    REASON = "reason"


class NoShowBy(enum.StrEnum):
    """Who did not come to the interview."""

    CANDIDATE = "candidate"
    INTERVIEWER = "interviewer"


class Decision(enum.StrEnum):
    ADVANCE = "advance"
    HOLD = "hold"
    REJECT = "reject"
