"""The plan of the example company: plain data, complete before anything is written."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from app.people.models import Role


class Size(enum.StrEnum):
    """How much hiring: applications 150, 600, 3000."""

    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


APPLICATION_COUNTS: Mapping[Size, int] = {Size.SMALL: 150, Size.MEDIUM: 600, Size.LARGE: 3000}


class Verb(enum.StrEnum):
    """What can happen in a history; each is one verb of a service (replay.py)."""

    APPLY = "apply"
    SCREEN_OUT = "screen_out"
    SCREEN_IN = "screen_in"
    SCHEDULE = "schedule"
    CONFIRM = "confirm"
    RESCHEDULE = "reschedule"
    CANCEL = "cancel"
    NO_SHOW = "no_show"
    HOLD = "hold"
    ASK = "ask"
    ASK_NOTHING = "ask_nothing"
    ANSWER = "answer"
    RATE = "rate"
    REOPEN = "reopen"
    DRAFT = "draft"
    SUBMIT = "submit"
    AMEND = "amend"
    EXCUSE = "excuse"
    DECIDE = "decide"
    CANDIDATE_WRITES = "candidate_writes"
    STAFF_WRITES = "staff_writes"
    NOTE = "note"
    CONTACT = "contact"
    WITHDRAW = "withdraw"
    CONSENT = "consent"
    DRAFT_OFFER = "draft_offer"
    APPROVE_OFFER = "approve_offer"
    SEND_OFFER = "send_offer"
    ACCEPT_OFFER = "accept_offer"
    DECLINE_OFFER = "decline_offer"
    RECORD_OFFER = "record_offer"
    COMPLAIN = "complain"
    RESOLVE = "resolve"
    ANSWER_SURVEY = "answer_survey"


@dataclass(frozen=True)
class Event:
    """One act at a moment (UTC). `by` is a staff key, or None for the candidate. `interview` and
    `question` number the history's own; `data` is what the verb needs.
    """

    at: datetime
    verb: Verb
    by: str | None = None
    interview: int | None = None
    question: int | None = None
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class History:
    """One application from its receipt to `now`, in time's order."""

    application_id: UUID
    requisition_code: str
    candidate_name: str
    candidate_email: str
    locale: str
    events: tuple[Event, ...]

    @property
    def is_hired(self) -> bool:
        return any(event.verb in {Verb.ACCEPT_OFFER, Verb.RECORD_OFFER} for event in self.events)


@dataclass(frozen=True)
class PlannedStaff:
    """A member of staff. `key` is the local part of the e-mail."""

    key: str
    name: str
    department: str
    manager: str | None
    roles: tuple[Role, ...]


@dataclass(frozen=True)
class PlannedRequisition:
    """A requisition with the people answerable; `title` names the department's job."""

    code: str
    title: str
    job_family: str
    department: str
    hiring_manager: str
    question_owner: str
    recruiter: str
    headcount: int


@dataclass(frozen=True)
class CompanyPlan:
    """Everything: who is there and what happens. Equal for equal seed, size and hour of `now`."""

    now: datetime
    departments: tuple[tuple[str, str | None], ...]
    heads: Mapping[str, str]
    staff: tuple[PlannedStaff, ...]
    requisitions: tuple[PlannedRequisition, ...]
    histories: tuple[History, ...]


@dataclass(frozen=True)
class DemoLogIn:
    """Somebody to log in as: `role` is what the face shows, `why` what there is to see."""

    role: str
    name: str
    email: str
    why: str


@dataclass(frozen=True)
class DemoCompany:
    """What was built, or was there."""

    log_ins: list[DemoLogIn]
    size: Size
    applications: int
    was_there: bool
