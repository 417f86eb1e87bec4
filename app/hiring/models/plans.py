"""Interview plans: rounds, the versions of their settings, scorecards."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped

from app.hiring.models.states import PanelShown, PanelShownFrom
from app.kit.ids import new_id
from app.kit.records import Base, internal


class InterviewPlan(Base):
    """Ordered rounds: a template of a job family (requisition null), or a requisition's own copy.
    A template that is saved again under its name is a new version; copies stay as they are.
    """

    __tablename__ = "interview_plans"
    __table_args__ = (
        Index(
            "uq_interview_plans_template",
            "name",
            unique=True,
            postgresql_where=text("requisition_id is null and superseded_at is null"),
        ),
    )

    id: Mapped[UUID] = internal(primary_key=True, default=new_id)
    name: Mapped[str] = internal()
    job_family: Mapped[str | None] = internal()
    requisition_id: Mapped[UUID | None] = internal(ForeignKey("requisitions.id"), unique=True)
    version: Mapped[int] = internal(default=1, server_default="1")
    copied_from_id: Mapped[UUID | None] = internal(ForeignKey("interview_plans.id"))
    created_at: Mapped[datetime] = internal()
    superseded_at: Mapped[datetime | None] = internal()


class Round(Base):
    """One round of a plan, for example HR, business, executive: its identity. What it asks for
    stands in its versions. A removed one was never used.
    """

    __tablename__ = "rounds"
    __table_args__ = (
        Index("uq_rounds_position", "plan_id", "position", unique=True, postgresql_where=text("removed_at is null")),
    )

    id: Mapped[UUID] = internal(primary_key=True, default=new_id)
    plan_id: Mapped[UUID] = internal(ForeignKey("interview_plans.id"), index=True)
    position: Mapped[int] = internal()
    name: Mapped[str] = internal()
    removed_at: Mapped[datetime | None] = internal()


class RoundVersion(Base):
    """A round's settings; never edited, superseded by the next. Interviews keep the one they were
    planned by. `suggested_questions` is a list of texts; `release_hold_hours` are elapsed hours
    between the decision and its release.
    """

    __tablename__ = "round_versions"
    __table_args__ = (
        UniqueConstraint("round_id", "version"),
        Index("uq_round_versions_current", "round_id", unique=True, postgresql_where=text("superseded_at is null")),
        CheckConstraint(
            "min_questions between 0 and 20 and duration_minutes > 0 and panel_size > 0 and release_hold_hours >= 0",
            name="amounts",
        ),
    )

    id: Mapped[UUID] = internal(primary_key=True, default=new_id)
    round_id: Mapped[UUID] = internal(ForeignKey("rounds.id"))
    version: Mapped[int] = internal()
    duration_minutes: Mapped[int] = internal(default=60)
    min_questions: Mapped[int] = internal(default=1)
    question_owner_id: Mapped[UUID | None] = internal(ForeignKey("staff.id"))
    suggested_questions: Mapped[list[Any]] = internal(default=list)
    panel_size: Mapped[int | None] = internal()
    panel_shown: Mapped[PanelShown] = internal(default=PanelShown.NAMES)
    panel_shown_from: Mapped[PanelShownFrom] = internal(default=PanelShownFrom.CONFIRMED)
    what_to_bring: Mapped[str | None] = internal()
    releases_decision: Mapped[bool] = internal(default=True)
    releases_scores: Mapped[bool] = internal(default=True)
    releases_text: Mapped[bool] = internal(default=True)
    text_needs_approval: Mapped[bool] = internal(default=True)
    release_hold_hours: Mapped[int] = internal(default=0)
    created_at: Mapped[datetime] = internal()
    superseded_at: Mapped[datetime | None] = internal()


class ScoreDimension(Base):
    """One line of a round version's scorecard, on a scale of 1 to 10."""

    __tablename__ = "score_dimensions"
    __table_args__ = (
        UniqueConstraint("round_version_id", "position"),
        CheckConstraint("weight > 0", name="weight"),
    )

    id: Mapped[UUID] = internal(primary_key=True, default=new_id)
    round_version_id: Mapped[UUID] = internal(ForeignKey("round_versions.id"))
    position: Mapped[int] = internal()
    name: Mapped[str] = internal()
    guidance: Mapped[str | None] = internal()
    weight: Mapped[int] = internal(default=1)
    is_required: Mapped[bool] = internal(default=True)
    released_to_candidate: Mapped[bool] = internal(default=True)
