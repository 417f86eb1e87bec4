"""Reading what is configured now, across the domains that hold it. Writing goes through their verbs."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Row, func, select

from app.hiring.models import InterviewPlan, Round
from app.kit.database import Unit
from app.people.models import Department, Role, RoleGrant, Staff
from app.sla import repository as sla
from app.sla.models import Calendar, SlaPolicy


def hold_others(unit: Unit) -> None:
    """One applies at a time."""
    unit.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended("configuration", 0))))


def forget(unit: Unit) -> None:
    """What this transaction has read, and noted of policies and calendars, is no longer so."""
    unit.session.expire_all()
    sla.forget_known(unit)


def departments(unit: Unit) -> Sequence[Row[UUID, str, UUID | None]]:
    """(id, name, parent_id)."""
    return unit.session.execute(select(Department.id, Department.name, Department.parent_id)).all()


def staff_keys(unit: Unit) -> dict[str, UUID]:
    """Active members of staff by folded e-mail."""
    found = unit.session.execute(select(Staff.email_key, Staff.id).where(Staff.disabled_at.is_(None)))
    return {row.email_key: row.id for row in found}


def grants(unit: Unit) -> Sequence[Row[str, Role, UUID | None]]:
    """(folded e-mail, role, department_id) of the roles that active people hold."""
    return unit.session.execute(
        select(Staff.email_key, RoleGrant.role, RoleGrant.department_id)
        .join(Staff, Staff.id == RoleGrant.staff_id)
        .where(RoleGrant.revoked_at.is_(None), Staff.disabled_at.is_(None))
    ).all()


def template_rounds(unit: Unit) -> Sequence[Row[str, str, UUID]]:
    """(template name, round name, round id) of current templates."""
    return unit.session.execute(
        select(InterviewPlan.name, Round.name, Round.id)
        .join(Round, Round.plan_id == InterviewPlan.id)
        .where(InterviewPlan.requisition_id.is_(None), InterviewPlan.superseded_at.is_(None))
        .where(Round.removed_at.is_(None))
    ).all()


def current_policies(unit: Unit) -> Sequence[SlaPolicy]:
    """Those that hold now for the company, a department or a round (a requisition's own are no configuration)."""
    return unit.session.scalars(
        select(SlaPolicy).where(SlaPolicy.superseded_at.is_(None), SlaPolicy.requisition_id.is_(None))
    ).all()


def current_calendars(unit: Unit) -> Sequence[Calendar]:
    """The newest version of each calendar that is in force."""
    return sla.calendars_in_force(unit)
