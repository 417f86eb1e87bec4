"""What a candidate says of the process afterwards. One survey per application, after its outcome.

Pseudonymous in the warehouse, like the application; the free text stays here. Never shown to
interviewers or to who decided.
"""

import enum
from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped

from app.hiring.models import ApplicationStatus
from app.kit.ids import new_id
from app.kit.records import Base, internal, personal


class SurveyStatus(enum.StrEnum):
    """An answered survey can be changed for 14 days; an unanswered one expires after 30."""

    INVITED = "invited"
    ANSWERED = "answered"
    EXPIRED = "expired"


class Relationship(enum.StrEnum):
    """“Based on your experience, how likely are you to change your relationship status?” (brand,
    applying again, referring others, buying): the four points of the CandE Benchmark Research survey,
    as ERE published them in “The Meaningful Meh” (11 March 2025), best (4) first.

    `great`: I will definitely increase it; `pretty_good`; `neutral`; `negative`: I will definitely take
    it elsewhere. Top box is `great`, bottom box (CandE's resentment) `negative`.
    """

    GREAT = "great"
    PRETTY_GOOD = "pretty_good"
    NEUTRAL = "neutral"
    NEGATIVE = "negative"


class QuestionsAnswered(enum.StrEnum):
    """How many of their questions the candidate sees answered."""

    ALL = "all"
    SOME = "some"
    NONE = "none"
    NOT_ASKED = "not_asked"  # asked nothing: no part of the answered share


# As text: with a bound parameter the index is not recognised once the driver prepares the statement.
INVITED = text("status = 'invited'")


class Survey(Base):
    """One invitation and its answers. `outcome` is how the application ended."""

    __tablename__ = "surveys"
    __table_args__ = (
        Index("ix_surveys_candidate_id_id", "candidate_id", "id"),
        Index("ix_surveys_status_id", "status", "id"),
        Index("ix_surveys_waiting", "expires_at", postgresql_where=INVITED),
        CheckConstraint("(status = 'answered') = (answered_at is not null)", name="answered"),
        CheckConstraint("status <> 'answered' or relationship is not null", name="relation_given"),
        CheckConstraint("clarity between 1 and 5 and respect between 1 and 5", name="scale"),
    )

    id: Mapped[UUID] = internal(primary_key=True, default=new_id)
    application_id: Mapped[UUID] = internal(ForeignKey("applications.id"), unique=True)
    candidate_id: Mapped[UUID] = internal(ForeignKey("candidates.id"))
    outcome: Mapped[ApplicationStatus] = internal()
    status: Mapped[SurveyStatus] = internal(default=SurveyStatus.INVITED)
    invited_at: Mapped[datetime] = internal()
    expires_at: Mapped[datetime] = internal()
    answered_at: Mapped[datetime | None] = internal()
    changed_at: Mapped[datetime | None] = internal()
    relationship: Mapped[Relationship | None] = internal()
    had_chance_to_ask: Mapped[bool | None] = internal()
    questions_answered: Mapped[QuestionsAnswered | None] = internal()
    clarity: Mapped[int | None] = internal()  # 1 to 5
    respect: Mapped[int | None] = internal()  # 1 to 5
    comment: Mapped[str | None] = personal()
