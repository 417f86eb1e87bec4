"""Campus days: many candidates over many panels on one day, planned from a sheet."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped

from app.kit.ids import new_id
from app.kit.records import Base, internal


class CampusEvent(Base):
    """A day (or some days) at one place for one round. Its sessions point at it."""

    __tablename__ = "campus_events"

    id: Mapped[UUID] = internal(primary_key=True, default=new_id)
    name: Mapped[str] = internal()
    round_id: Mapped[UUID] = internal(ForeignKey("rounds.id"), index=True)
    place: Mapped[str | None] = internal()
    starts_on: Mapped[date] = internal()
    ends_on: Mapped[date] = internal()
    zone: Mapped[str] = internal(default="Asia/Shanghai")
    created_at: Mapped[datetime] = internal()
