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


class ApprovalDecision(enum.StrEnum):
    """What an approver said to a requisition."""

    APPROVED = "approved"
    DECLINED = "declined"


class PanelShown(enum.StrEnum):
    """What the candidate sees of the panel."""

    NAMES = "names"
    ROLES = "roles"
    NOTHING = "nothing"


class PanelShownFrom(enum.StrEnum):
    """From when the candidate sees it."""

    CONFIRMED = "confirmed"
    DAY_BEFORE = "day_before"
    START = "start"


class ScreeningResult(enum.StrEnum):
    """What became of an application when it was read."""

    ADVANCE = "advance"
    REJECT = "reject"


class ApplicationStatus(enum.StrEnum):
    """An application: what has ended stays as it is, and whoever comes again applies again."""

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


class SessionStatus(enum.StrEnum):
    """An interview session: over once its last interview is closed, or its time has passed."""

    PLANNED = "planned"
    OVER = "over"
    CANCELLED = "cancelled"


class Side(enum.StrEnum):
    """Who did something about an interview: the company's people, the candidate, or a program."""

    STAFF = "staff"
    CANDIDATE = "candidate"
    SERVICE = "service"


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
