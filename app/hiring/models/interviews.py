"""Interviews and the sessions they take place in, their moves, panels, and what candidates ask for."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Enum, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped

from app.diaries.models import Room
from app.hiring.models.states import ChanceToAsk, InterviewStatus, NoShowBy, SessionStatus, Side
from app.kit.ids import new_id
from app.kit.records import Base, internal, personal
from app.sla.models import Origin


def _side(column: str) -> Enum:
    """The type of one of several such columns of a table: its check is named after the column."""
    return Enum(
        Side,
        name=column,
        native_enum=False,
        create_constraint=True,
        length=32,
        values_callable=lambda sides: [each.value for each in sides],
    )


class InterviewSession(Base):
    """A time and a place where a panel meets one candidate or many. Its bookings (app.diaries) keep
    everybody from being in two places at once; imported interviews have none.

    A session of one candidate has its panel on the interview alone; one that candidates are put
    into later has it in `session_seats` too. `campus_event_id` is of the domain above.
    """

    __tablename__ = "interview_sessions"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="order"),
        CheckConstraint("capacity > 0", name="capacity"),
        Index("ix_interview_sessions_round_id_starts_at", "round_id", "starts_at"),
    )

    id: Mapped[UUID] = internal(primary_key=True, default=new_id)
    round_id: Mapped[UUID] = internal(ForeignKey("rounds.id"))
    status: Mapped[SessionStatus] = internal(default=SessionStatus.PLANNED)
    starts_at: Mapped[datetime] = internal()
    ends_at: Mapped[datetime] = internal()
    zone: Mapped[str] = internal(default="Asia/Shanghai")
    room_id: Mapped[UUID | None] = internal(ForeignKey(Room.id))
    location: Mapped[str | None] = internal()
    meeting_url: Mapped[str | None] = personal()  # who has it can walk in
    capacity: Mapped[int] = internal(default=1)
    is_open_to_candidates: Mapped[bool] = internal(default=False)
    campus_event_id: Mapped[UUID | None] = internal(index=True)
    created_at: Mapped[datetime] = internal()


class SessionSeat(Base):
    """A place on the panel of a session that candidates are put into later: each gets this panel."""

    __tablename__ = "session_seats"
    __table_args__ = (UniqueConstraint("session_id", "staff_id"),)

    id: Mapped[UUID] = internal(primary_key=True, default=new_id)
    session_id: Mapped[UUID] = internal(ForeignKey("interview_sessions.id"))
    staff_id: Mapped[UUID] = internal(ForeignKey("staff.id"))
    is_required: Mapped[bool] = internal(default=True)
    created_at: Mapped[datetime] = internal()


IS_PLANNED = "status in ('confirmed', 'in_progress', 'scheduled')"  # rules.PLANNED


class Interview(Base):
    """A planned or held conversation of one round of one application. `question_count` is kept
    by the questions domain above, so that closing can be judged here. Time and place are what was
    promised to this candidate; imported ones have no session.
    """

    __tablename__ = "interviews"
    __table_args__ = (
        CheckConstraint("scheduled_start_at < scheduled_end_at", name="order"),
        Index("ix_interviews_round_id_scheduled_start_at", "round_id", "scheduled_start_at"),
        Index("ix_interviews_planned", "id", postgresql_where=text(IS_PLANNED)),
    )

    id: Mapped[UUID] = internal(primary_key=True, default=new_id)
    application_id: Mapped[UUID] = internal(ForeignKey("applications.id"), index=True)
    round_id: Mapped[UUID] = internal(ForeignKey("rounds.id"))
    round_version_id: Mapped[UUID | None] = internal(ForeignKey("round_versions.id"))  # null: imported
    session_id: Mapped[UUID | None] = internal(ForeignKey("interview_sessions.id"), index=True)
    status: Mapped[InterviewStatus] = internal(default=InterviewStatus.SCHEDULED)
    scheduled_start_at: Mapped[datetime] = internal()
    scheduled_end_at: Mapped[datetime] = internal()
    zone: Mapped[str] = internal(default="Asia/Shanghai")
    location: Mapped[str | None] = internal()
    room_id: Mapped[UUID | None] = internal(ForeignKey(Room.id))
    meeting_url: Mapped[str | None] = personal()
    proposed_by: Mapped[Side | None] = internal(_side("proposed_by"))
    confirmed_by: Mapped[Side | None] = internal(_side("confirmed_by"))
    confirmed_at: Mapped[datetime | None] = internal()
    candidate_asked_to_move_at: Mapped[datetime | None] = internal()  # until it is answered
    needs_panel: Mapped[bool] = internal(default=False)  # its last interviewer gave up the seat
    calendar_sequence: Mapped[int] = internal(default=0)  # of the calendar file; higher replaces lower
    actual_end_at: Mapped[datetime | None] = internal()
    closed_at: Mapped[datetime | None] = internal()
    cancelled_at: Mapped[datetime | None] = internal()
    cancelled_by: Mapped[Side | None] = internal(_side("cancelled_by"))
    cancel_reason: Mapped[str | None] = personal()
    no_show_by: Mapped[NoShowBy | None] = internal()
    question_count: Mapped[int] = internal(default=0)
    nothing_to_ask_at: Mapped[datetime | None] = internal()  # the candidate's own word
    chance_to_ask: Mapped[ChanceToAsk | None] = internal()
    chance_reason: Mapped[str | None] = personal()
    source_status: Mapped[str | None] = internal()
    origin: Mapped[Origin] = internal(default=Origin.LIVE)
    created_at: Mapped[datetime] = internal()


class InterviewReschedule(Base):
    """A move of an interview: from when to when, by whom, why. Never overwritten."""

    __tablename__ = "interview_reschedules"

    id: Mapped[UUID] = internal(primary_key=True, default=new_id)
    interview_id: Mapped[UUID] = internal(ForeignKey("interviews.id"), index=True)
    from_start_at: Mapped[datetime] = internal()
    from_end_at: Mapped[datetime] = internal()
    to_start_at: Mapped[datetime] = internal()
    to_end_at: Mapped[datetime] = internal()
    by: Mapped[Side] = internal()
    by_staff_id: Mapped[UUID | None] = internal(ForeignKey("staff.id"))
    reason: Mapped[str | None] = personal()
    at: Mapped[datetime] = internal()


class PanelMember(Base):
    """A seat on an interview's panel; the feedback clock's subject when `is_required`."""

    __tablename__ = "panel_members"
    __table_args__ = (
        Index(
            "uq_panel_members_seat",
            "interview_id",
            "staff_id",
            unique=True,
            postgresql_where=text("removed_at is null"),
        ),
        Index("ix_panel_members_of_staff", "staff_id", "interview_id", postgresql_include=["removed_at"]),
    )

    id: Mapped[UUID] = internal(primary_key=True, default=new_id)
    interview_id: Mapped[UUID] = internal(ForeignKey("interviews.id"))
    staff_id: Mapped[UUID] = internal(ForeignKey("staff.id"))
    is_required: Mapped[bool] = internal(default=True)
    removed_at: Mapped[datetime | None] = internal()
    removed_reason: Mapped[str | None] = personal()
    conflict_declared_at: Mapped[datetime | None] = internal()  # the seat went for a conflict of interest
    created_at: Mapped[datetime] = internal()


class InterviewRequest(Base):
    """A candidate's wish for another time, in its own words, until somebody has answered it."""

    __tablename__ = "interview_requests"

    id: Mapped[UUID] = internal(primary_key=True, default=new_id)
    interview_id: Mapped[UUID] = internal(ForeignKey("interviews.id"), index=True)
    reason: Mapped[str] = personal()
    by: Mapped[Side] = internal()
    at: Mapped[datetime] = internal()
    answered_at: Mapped[datetime | None] = internal()  # moved, called off, or told that the time stays
