"""What promises look like to pages and the API: clocks, policies, calendars as views. Reads only;
no verb stands here.
"""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from app.kit.database import Unit
from app.kit.errors import NotFound
from app.people import service as people
from app.sla import repository
from app.sla.measuring import measure_of
from app.sla.models import Calendar, ClockKind, ClockPause, Outcome, SlaPolicy
from app.sla.rules import standing
from app.sla.schemas import CalendarView, ClockView, PolicyExplanation, PolicyStep, PolicyView, Scope


def clocks_of_application(unit: Unit, application_id: UUID) -> list[ClockView]:
    """All promises made about an application, in the order in which they were made."""
    return _views(unit, repository.clock_rows_of_application(unit, application_id))


def clock_view(unit: Unit, clock_id: UUID) -> ClockView:
    """One promise. Raises `NotFound`."""
    row = repository.clock_row(unit, clock_id)
    if row is None:
        raise NotFound
    return _views(unit, [row])[0]


def find_clocks(
    unit: Unit,
    *,
    owner_staff_id: UUID | None = None,
    application_id: UUID | None = None,
    department_ids: Collection[UUID] | None = None,
    kind: ClockKind | None = None,
    outcome: Outcome | None = None,
    is_overdue: bool = False,
    is_resting: bool = False,
    after: UUID | None = None,
    limit: int = 50,
) -> list[ClockView]:
    """A page of the clocks that fit all that is given, oldest first; `after` is the last page's last id.

    `is_overdue`: running, due by `unit.now` and not resting. `is_resting`: paused now.
    """
    where = repository.clocks_where(
        owner_staff_id=owner_staff_id,
        application_id=application_id,
        department_ids=department_ids,
        kind=kind,
        outcome=outcome,
        overdue_at=unit.now if is_overdue else None,
        is_resting=is_resting,
    )
    return _views(unit, repository.page_of_clock_rows(unit, where, after, limit))


def policies(unit: Unit) -> list[PolicyView]:
    """Every version of every policy, by kind, place and version."""
    return [_policy_view(policy) for policy in repository.all_policies(unit)]


def calendars(unit: Unit) -> list[CalendarView]:
    """Every version of every calendar, by code and version."""
    rows, reach = repository.calendars(unit), repository.reach_of_calendars(unit)
    newest = {row.code: row.version for row in sorted(rows, key=lambda row: row.version)}
    ordered = sorted(rows, key=lambda row: (row.code, row.version))
    return [_calendar_view(row, reach[row.id], is_newest=newest[row.code] == row.version) for row in ordered]


def users_of_calendar(unit: Unit, code: str) -> tuple[int, int]:
    """How many current policies name the calendar, and how many running promises are measured by it."""
    return repository.users_of_calendar(unit, code)


def users_of_template(unit: Unit, template: str) -> tuple[int, int]:
    """How many current policies have the template in their ladder, and how many running promises do."""
    return repository.users_of_template(unit, template)


def explain_policy(
    unit: Unit,
    kind: ClockKind,
    *,
    round_id: UUID | None = None,
    requisition_id: UUID | None = None,
    department_id: UUID | None = None,
) -> PolicyExplanation:
    """Which policy would measure a promise made there now, and which places were asked before it.

    Raises `NoPolicy`, `NoCalendar`.
    """
    policy, calendar = measure_of(
        unit, kind, round_id=round_id, requisition_id=requisition_id, department_id=department_id
    )
    held = {
        (row.round_id or row.requisition_id or row.department_id): row.id
        for row in repository.known_policies(unit, kind)
    }
    path = people.department_path(unit, department_id) if department_id else []
    places = [(Scope.ROUND, round_id), (Scope.REQUISITION, requisition_id)]
    places += [(Scope.DEPARTMENT, each) for each in path]
    asked = [*((scope, place) for scope, place in places if place is not None), (Scope.COMPANY, None)]
    steps = [PolicyStep(scope, place, held.get(place)) for scope, place in asked]
    chosen = next(number for number, step in enumerate(steps) if step.policy_id == policy.id)
    view = next(each for each in calendars(unit) if each.calendar_id == calendar.id)
    return PolicyExplanation(_policy_view(policy), view, tuple(steps[: chosen + 1]))


def _views(unit: Unit, rows: Sequence[repository.ClockRow]) -> list[ClockView]:
    pauses = repository.open_pauses(unit, [row.clock_id for row in rows if row.paused_at is not None])
    return [_view(unit, row, pauses.get(row.clock_id)) for row in rows]


def _view(unit: Unit, row: repository.ClockRow, pause: ClockPause | None) -> ClockView:
    return ClockView(
        **row._asdict(),
        standing=standing(row, unit.now),
        pause_reason=pause.reason if pause else None,
        waits_for=pause.waits_for if pause else None,
    )


def _policy_view(policy: SlaPolicy) -> PolicyView:
    places = {
        Scope.ROUND: policy.round_id,
        Scope.REQUISITION: policy.requisition_id,
        Scope.DEPARTMENT: policy.department_id,
    }
    scope = next((each for each, place in places.items() if place is not None), Scope.COMPANY)
    return PolicyView(
        policy_id=policy.id,
        kind=policy.kind,
        version=policy.version,
        amount=policy.amount,
        unit=policy.unit,
        calendar_code=policy.calendar_code,
        ladder=tuple(policy.ladder),
        pauses_on=tuple(policy.pauses_on),
        scope=scope,
        scope_id=places.get(scope),
        created_at=policy.created_at,
        superseded_at=policy.superseded_at,
        applied_reason=policy.applied_reason,
    )


def _calendar_view(row: Calendar, reach: tuple[Any, Any], *, is_newest: bool) -> CalendarView:
    return CalendarView(
        calendar_id=row.id,
        code=row.code,
        version=row.version,
        zone=row.zone,
        department_id=row.department_id,
        source=row.source,
        first_on=reach[0],
        last_on=reach[1],
        is_newest=is_newest,
        created_at=row.created_at,
        applied_reason=row.applied_reason,
        retired_at=row.retired_at,
    )
