"""The whole plan of the example company: a pure function of seed, hour and size."""

from datetime import UTC, datetime
from random import Random

from app.demo.behaviour import Diary, tempers
from app.demo.histories import applied_moments, tell_history
from app.demo.organisation import DEPARTMENTS, heads, requisitions, staff
from app.demo.schemas import APPLICATION_COUNTS, CompanyPlan, History, Size
from app.kit.worktime import WorkCalendar, build_calendar

# Waits at the start of the year and now, against each person's own median: the bank gets better.
EAGERNESS_THEN, EAGERNESS_NOW = 1.9, 0.9


def plan_company(seed: int, now: datetime, size: Size | str) -> CompanyPlan:
    """Everybody and everything up to `now`, floored to the hour. Equal arguments give equal plans."""
    hour = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    people = staff()
    calendar = build_calendar("CN", "Asia/Shanghai", "CN", hour.year - 2, hour.year + 1)
    return CompanyPlan(
        now=hour,
        departments=DEPARTMENTS,
        heads=heads(),
        staff=people,
        requisitions=requisitions(),
        histories=tuple(_until(history, hour) for history in _histories(seed, hour, Size(size), calendar)),
    )


def _histories(seed: int, hour: datetime, size: Size, calendar: WorkCalendar) -> list[History]:
    diary, manners, jobs = Diary(calendar), tempers(seed, staff()), requisitions()
    chance = Random(f"{seed}:{size}:jobs")
    weights = [job.headcount for job in jobs]
    moments = applied_moments(seed, size, hour, APPLICATION_COUNTS[size])
    return [
        tell_history(
            seed=seed,
            scope=size,
            index=index,
            applied_at=moment,
            requisition=chance.choices(jobs, weights)[0],
            calendar=calendar,
            diary=diary,
            tempers=manners,
            eagerness=_eagerness((hour - moment).days),
        )
        for index, moment in enumerate(moments, start=1)
    ]


def _eagerness(days_ago: int) -> float:
    return EAGERNESS_NOW + (EAGERNESS_THEN - EAGERNESS_NOW) * min(days_ago, 365) / 365


def _until(history: History, now: datetime) -> History:
    events = tuple(event for event in history.events if event.at <= now)
    return History(
        application_id=history.application_id,
        requisition_code=history.requisition_code,
        candidate_name=history.candidate_name,
        candidate_email=history.candidate_email,
        locale=history.locale,
        events=events,
    )
