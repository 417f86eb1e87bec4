"""What privacy's services hand out."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from app.privacy.models import ConsentWay, Purpose, RequestKind, RequestOutcome, RequestStatus


@dataclass(frozen=True)
class NoticeView:
    """The notice that is shown now, in one language."""

    version: int
    locale: str
    text: str
    text_hash: str
    published_at: datetime


@dataclass(frozen=True)
class ConsentView:
    """One consent as it was given, and how it ended."""

    consent_id: UUID
    purpose: Purpose
    notice_version: int
    way: ConsentWay
    given_at: datetime
    withdrawn_at: datetime | None
    superseded_at: datetime | None

    @property
    def is_live(self) -> bool:
        return self.withdrawn_at is None and self.superseded_at is None


@dataclass(frozen=True)
class RequestLine:
    """A request about personal data in a list: no words."""

    request_id: UUID
    candidate_id: UUID
    kind: RequestKind
    status: RequestStatus
    outcome: RequestOutcome | None
    owner_staff_id: UUID | None
    made_at: datetime
    answered_at: datetime | None
    withdrawn_at: datetime | None


@dataclass(frozen=True)
class RequestView(RequestLine):
    """One with its words. `due_at` is the date promised, `law_requires_by` the day that no promise goes beyond."""

    text: str | None = field(repr=False)
    answer: str | None = field(repr=False)
    way: ConsentWay
    recorded_by_staff_id: UUID | None
    answered_by_staff_id: UUID | None
    due_at: datetime | None
    law_requires_by: datetime
