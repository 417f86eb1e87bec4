"""Queries about who still uses a calendar or a template; offered by sla.repository."""

from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from app.kit.database import Unit
from app.sla.models import Calendar, Outcome, SlaClock, SlaPolicy


def users_of_calendar(unit: Unit, code: str) -> tuple[int, int]:
    """How many current policies name the calendar, and how many running clocks are measured by it."""
    measured = select(func.count()).select_from(SlaClock).join(Calendar, Calendar.id == SlaClock.calendar_id)
    return _users(unit, SlaPolicy.calendar_code == code, measured.where(Calendar.code == code))


def users_of_template(unit: Unit, template: str) -> tuple[int, int]:
    """How many current policies name the template in their ladder, and how many running clocks do so."""
    named = SlaPolicy.ladder.contains([{"template": template}])
    measured = select(func.count()).select_from(SlaClock).join(SlaPolicy, SlaPolicy.id == SlaClock.policy_id)
    return _users(unit, named, measured.where(named))


def _users(unit: Unit, policy: ColumnElement[bool], clocks: Select[Any]) -> tuple[int, int]:
    policies = select(func.count()).select_from(SlaPolicy).where(SlaPolicy.superseded_at.is_(None), policy)
    return unit.session.scalar(policies) or 0, unit.session.scalar(
        clocks.where(SlaClock.outcome == Outcome.RUNNING)
    ) or 0
