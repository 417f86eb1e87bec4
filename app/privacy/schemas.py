"""What privacy's services hand out."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.privacy.models import ConsentWay, Purpose


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
