"""What candidates ask, the answers they get, and the library of answers that are used again."""

import enum
from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped

from app.kit.ids import new_id
from app.kit.records import Base, internal, personal
from app.sla.models import Origin


class QuestionStatus(enum.StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    REOPENED = "reopened"


class AskedBy(enum.StrEnum):
    """Who wrote the question down: the candidate, or staff on the candidate's behalf."""

    CANDIDATE = "candidate"
    STAFF = "staff"


class Topic(enum.StrEnum):
    """What a question is about (domain.md, most-asked questions)."""

    ROLE_DUTIES = "role_duties"
    TEAM = "team"
    PROJECT_TECH = "project_tech"
    CAREER_GROWTH = "career_growth"
    TRAINING = "training"
    PAY = "pay"
    BONUS_EQUITY = "bonus_equity"
    BENEFITS = "benefits"
    HOURS = "hours"
    LOCATION_REMOTE = "location_remote"
    CULTURE = "culture"
    PERFORMANCE = "performance"
    BUSINESS = "business"
    PROCESS_NEXT = "process_next"
    FEEDBACK_SELF = "feedback_self"
    ONBOARDING = "onboarding"
    STABILITY = "stability"
    RELOCATION_HUKOU = "relocation_hukou"
    MANAGEMENT = "management"
    DIVERSITY_WELLBEING = "diversity_wellbeing"
    WORK_ENVIRONMENT = "work_environment"
    OTHER = "other"


class Language(enum.StrEnum):
    """The language that a library answer is written in."""

    ZH = "zh"
    EN = "en"


class LibraryStatus(enum.StrEnum):
    """Only published answers are suggested and used again."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    RETIRED = "retired"


class Question(Base):
    """A candidate's question about an interview. `text_masked` is what analysis may read: the
    text with names, numbers and addresses masked at write time. `owner_staff_id` is who acts,
    `owner_by_rule_id` whom the round's rule named (they differ after delegation, absence or a hand-over).
    """

    __tablename__ = "questions"
    __table_args__ = (
        CheckConstraint("rating between 1 and 5", name="rating"),
        Index("ix_questions_of_interview", "interview_id", "id"),
        Index("ix_questions_of_application", "application_id", "id"),
    )

    id: Mapped[UUID] = internal(primary_key=True, default=new_id)
    interview_id: Mapped[UUID] = internal(ForeignKey("interviews.id"))
    application_id: Mapped[UUID] = internal(ForeignKey("applications.id"))
    candidate_id: Mapped[UUID] = internal(ForeignKey("candidates.id"))
    asked_by_kind: Mapped[AskedBy] = internal(default=AskedBy.CANDIDATE)
    asked_by_staff_id: Mapped[UUID | None] = internal(ForeignKey("staff.id"))
    text: Mapped[str] = personal()
    text_masked: Mapped[str] = internal()
    asked_at: Mapped[datetime] = internal()
    owner_staff_id: Mapped[UUID | None] = internal(ForeignKey("staff.id"), index=True)
    owner_by_rule_id: Mapped[UUID | None] = internal(ForeignKey("staff.id"))
    status: Mapped[QuestionStatus] = internal(default=QuestionStatus.OPEN)
    first_answered_at: Mapped[datetime | None] = internal()
    last_answered_at: Mapped[datetime | None] = internal()
    rating: Mapped[int | None] = internal()
    rating_comment: Mapped[str | None] = personal()
    rated_at: Mapped[datetime | None] = internal()
    origin: Mapped[Origin] = internal(default=Origin.LIVE)
    created_at: Mapped[datetime] = internal()


class Answer(Base):
    """One version of an answer. A holding reply ("we are asking") stops no clock; a correction
    replaces an answer that the candidate has seen already.
    """

    __tablename__ = "answers"
    __table_args__ = (UniqueConstraint("question_id", "version"),)

    id: Mapped[UUID] = internal(primary_key=True, default=new_id)
    question_id: Mapped[UUID] = internal(ForeignKey("questions.id"))
    version: Mapped[int] = internal()
    text: Mapped[str] = personal()
    is_holding_reply: Mapped[bool] = internal(default=False)
    is_correction: Mapped[bool] = internal(default=False)
    library_answer_id: Mapped[UUID | None] = internal(ForeignKey("library_answers.id"))
    answered_by_id: Mapped[UUID | None] = internal(ForeignKey("staff.id"))
    answered_at: Mapped[datetime] = internal()


class QuestionReassignment(Base):
    """A hand-over to another owner: from whom to whom, by whom, why. Never overwritten."""

    __tablename__ = "question_reassignments"

    id: Mapped[UUID] = internal(primary_key=True, default=new_id)
    question_id: Mapped[UUID] = internal(ForeignKey("questions.id"), index=True)
    from_staff_id: Mapped[UUID | None] = internal(ForeignKey("staff.id"))
    to_staff_id: Mapped[UUID] = internal(ForeignKey("staff.id"))
    by_staff_id: Mapped[UUID | None] = internal(ForeignKey("staff.id"))
    reason: Mapped[str | None] = personal()
    at: Mapped[datetime] = internal()


class QuestionReopening(Base):
    """The candidate asked on: what is still unclear. Each has an answer clock of its own time."""

    __tablename__ = "question_reopenings"

    id: Mapped[UUID] = internal(primary_key=True, default=new_id)
    question_id: Mapped[UUID] = internal(ForeignKey("questions.id"), index=True)
    text: Mapped[str | None] = personal()
    at: Mapped[datetime] = internal()


class LibraryAnswer(Base):
    """One version of an answer that is used again; versions of one share `chain_id`. An edit is a
    new row that `supersedes_id`; the published one stands until the new one is published.
    Both texts are masked: no candidate is named in the library.
    """

    __tablename__ = "library_answers"
    __table_args__ = (
        UniqueConstraint("chain_id", "version"),
        Index("uq_library_answers_published", "chain_id", unique=True, postgresql_where=sql("status = 'published'")),
        Index("ix_library_answers_by_status", "status", "id"),
        Index("ix_library_answers_by_topic", "status", "topic", "id"),
    )

    id: Mapped[UUID] = internal(primary_key=True, default=new_id)
    chain_id: Mapped[UUID] = internal()
    version: Mapped[int] = internal(default=1)
    supersedes_id: Mapped[UUID | None] = internal(ForeignKey("library_answers.id"))
    source_question_id: Mapped[UUID | None] = internal(ForeignKey("questions.id"))
    question_text: Mapped[str] = personal()
    answer_text: Mapped[str] = personal()
    language: Mapped[Language] = internal()
    topic: Mapped[Topic] = internal()
    job_family: Mapped[str | None] = internal()
    status: Mapped[LibraryStatus] = internal(default=LibraryStatus.IN_REVIEW)
    proposed_by_id: Mapped[UUID | None] = internal(ForeignKey("staff.id"))
    reviewed_by_id: Mapped[UUID | None] = internal(ForeignKey("staff.id"))
    reviewed_at: Mapped[datetime | None] = internal()
    review_note: Mapped[str | None] = personal()
    published_at: Mapped[datetime | None] = internal()
    retired_at: Mapped[datetime | None] = internal()
    created_at: Mapped[datetime] = internal()
