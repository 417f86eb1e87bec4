"""Rooms, and the bookings that keep people and rooms from being in two places at once."""

import enum
from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped

from app.kit.ids import new_id
from app.kit.records import Base, internal


class ResourceKind(enum.StrEnum):
    """What can be booked."""

    INTERVIEWER = "interviewer"
    CANDIDATE = "candidate"
    ROOM = "room"


class Room(Base):
    """A room for interviews. A disabled one takes no new booking."""

    __tablename__ = "rooms"
    __table_args__ = (CheckConstraint("capacity > 0", name="capacity"),)

    id: Mapped[UUID] = internal(primary_key=True, default=new_id)
    name: Mapped[str] = internal(unique=True)
    place: Mapped[str | None] = internal()
    capacity: Mapped[int | None] = internal()
    disabled_at: Mapped[datetime | None] = internal()
    created_at: Mapped[datetime] = internal()


class Booking(Base):
    """One resource's time for one interview session, half-open. Only what is planned excludes others.

    Ids are unique over the kinds. Nobody but a session's verbs writes here, and the session and its
    seats are recorded; so these rows leave no change rows of their own. The session's table lies in
    the domain above, so nothing points at it.
    """

    __tablename__ = "bookings"
    __recorded__ = False
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="order"),
        # GiST has no equality for a plain uuid without btree_gist; a range of one uuid has.
        ExcludeConstraint(
            (text("uuidrange(resource_id, resource_id, '[]')"), "="),
            (text("tstzrange(starts_at, ends_at)"), "&&"),
            name="ex_bookings_no_overlap",
            using="gist",
            where=text("is_planned"),
        ),
    )

    id: Mapped[UUID] = internal(primary_key=True, default=new_id)
    resource_kind: Mapped[ResourceKind] = internal()
    resource_id: Mapped[UUID] = internal()
    session_id: Mapped[UUID] = internal(index=True)
    starts_at: Mapped[datetime] = internal()
    ends_at: Mapped[datetime] = internal()
    is_planned: Mapped[bool] = internal(default=True)
