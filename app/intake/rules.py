"""What words and rows of a source mean here. Pure: no database, no file.

A row's way is decided once: refused (quarantined, with a reason), deleted at the source,
duplicate, or usable. Validity is judged before duplication.
"""

import enum
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.feedback.models import Recommendation
from app.hiring.models import ApplicationStatus, InterviewStatus, RequisitionStatus

INTERVIEW_STATUS = {
    "scheduled": InterviewStatus.SCHEDULED,
    "awaiting_feedback": InterviewStatus.HELD,
    "complete": InterviewStatus.HELD,
    "cancelled": InterviewStatus.CANCELLED,
    "canceled": InterviewStatus.CANCELLED,
    "no_show": InterviewStatus.NO_SHOW,
}
OWES_FEEDBACK = frozenset({"awaiting_feedback", "complete"})
RECOMMENDATION = {
    "definitely_not": Recommendation.STRONG_NO,
    "no": Recommendation.NO,
    "yes": Recommendation.YES,
    "strong_yes": Recommendation.STRONG_YES,
}
SCORE = {"definitely_not": 1, "no": 4, "yes": 7, "strong_yes": 10}  # evenly on our scale of 1 to 10
APPLICATION_STATUS = {
    "active": ApplicationStatus.ACTIVE,
    "rejected": ApplicationStatus.REJECTED,
    "hired": ApplicationStatus.HIRED,
    "withdrawn": ApplicationStatus.WITHDRAWN,
}
REQUISITION_STATUS = {
    "draft": RequisitionStatus.DRAFT,
    "open": RequisitionStatus.OPEN,
    "closed": RequisitionStatus.FILLED,
}


def word(value: str | None) -> str:
    """A source's word as the tables above spell it."""
    return (value or "").strip().lower().replace(" ", "_")


def score_of(rating: str | None) -> int | None:
    """A rating on our scale: a known word, or a whole number from 1 to 10; else None."""
    text = word(rating)
    if text.isdigit() and 1 <= int(text) <= 10:
        return int(text)
    return SCORE.get(text)


def job_family(title: str) -> str:
    """A title without its trailing number: "Risk Analyst 1" and "Risk Analyst 2" are one family."""
    return re.sub(r"[\s#-]*\d+$", "", title).strip() or title


class Verdict(enum.StrEnum):
    """Which way a row goes."""

    USABLE = "usable"
    DELETED = "deleted_at_source"
    DUPLICATE = "duplicate"
    QUARANTINED = "quarantined"


@dataclass(slots=True)
class SourceRow:
    """One row of a source: where it stood, its identity and content hash, its cleaned values."""

    table: str
    file_name: str
    number: int
    source_id: str
    content_hash: str
    values: dict[str, Any]
    raw: dict[str, str]
    verdict: Verdict = Verdict.USABLE
    reason: str = ""
    detail: str = ""
    bad_times: tuple[str, ...] = ()  # columns with something that is no possible time

    def refuse(self, reason: str, detail: str = "") -> None:
        """Sends the row to quarantine; the first reason stays."""
        if self.verdict is Verdict.USABLE:
            self.verdict, self.reason, self.detail = Verdict.QUARANTINED, reason, detail

    def text(self, column: str) -> str:
        """A value as text, empty if there is none."""
        return self.values.get(column) or ""

    def time(self, column: str) -> datetime | None:
        """A time column's value; None if blank (an impossible one refused the row before)."""
        value = self.values.get(column)
        return value if isinstance(value, datetime) else None


@dataclass
class JudgedTable:
    """All rows of a table, and those that others may refer to, by id."""

    name: str
    rows: list[SourceRow]
    usable: dict[str, SourceRow] = field(default_factory=dict)
    deleted: dict[str, SourceRow] = field(default_factory=dict)

    def close(self, *, newest: str | None = None) -> None:
        """Settles repeated identities and fills `usable`. Call once all rows are judged.

        Equal rows: the first counts, the rest are duplicates. Same identity but other content:
        the one with the latest `newest` counts, the others are refused.
        """
        for row in self.rows:
            if row.verdict is Verdict.USABLE:
                self._admit(row, newest)
        for row in self.rows:
            if row.verdict is Verdict.DELETED and row.source_id not in self.usable:
                self.deleted[row.source_id] = row

    def _admit(self, row: SourceRow, newest: str | None) -> None:
        first = self.usable.get(row.source_id)
        if first is None:
            self.usable[row.source_id] = row
        elif first.content_hash == row.content_hash:
            row.verdict = Verdict.DUPLICATE
        else:
            keep, drop = (row, first) if newest and _later(row, first, newest) else (first, row)
            drop.refuse("same_id_other_content", f"the row at line {keep.number} was taken")
            self.usable[row.source_id] = keep


def _later(row: SourceRow, other: SourceRow, column: str) -> bool:
    mine, theirs = row.time(column), other.time(column)
    return mine is not None and (theirs is None or mine > theirs)


def refer(rows: Iterable[SourceRow], column: str, parents: JudgedTable, reason: str, *, keeps: bool = False) -> None:
    """Refuses rows whose `column` names no usable row of `parents`; a row whose parent was
    deleted at the source is deleted with it, unless the parent `keeps` its history.
    """
    for row in rows:
        if row.verdict is not Verdict.USABLE or row.text(column) in parents.usable:
            continue
        if row.text(column) not in parents.deleted:
            row.refuse(reason, f"{column} names no row of {parents.name} that was taken")
        elif not keeps:
            row.verdict = Verdict.DELETED


def refuse_bad_times(rows: Iterable[SourceRow]) -> None:
    """Refuses rows with an impossible or unreadable time."""
    for row in rows:
        if row.bad_times:
            row.refuse("bad_time", f"{', '.join(row.bad_times)}: not a possible time")


def refuse_outside(rows: Iterable[SourceRow], column: str, horizon: tuple[datetime, datetime]) -> None:
    """Refuses rows whose time in `column` the working calendar does not reach."""
    first, last = horizon
    for row in rows:
        moment = row.time(column)
        if moment is not None and not first <= moment <= last:
            row.refuse("outside_calendar", f"{column} lies outside the years that the working calendar knows")


def overlaps(sittings: Iterable[tuple[str, datetime, datetime, str]]) -> list[str]:
    """Which sittings (person, start, end, interview) begin while an earlier one of the person runs: the
    interviews, in the order of persons and time.
    """
    found: list[str] = []
    busy_until: dict[str, datetime] = {}
    for person, start, end, interview in sorted(sittings):
        before = busy_until.get(person)
        if before is not None and start < before:
            found.append(interview)
        busy_until[person] = max(end, before) if before else end
    return found
