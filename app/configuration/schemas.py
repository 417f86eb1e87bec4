"""The keys of configuration files, with their limits; and what export, diff and apply answer."""

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints
from pydantic import Field as Limited

from app.hiring.models import PanelShown, PanelShownFrom
from app.people.models import Role
from app.sla.models import ClockKind, PauseReason, Unit
from app.sla.schemas import Anchor, MovedClock, Recipient

WRITTEN_LIKE = {  # patterns, and how a person is told
    (CODE := r"^[A-Za-z0-9_@/+-]{1,64}$"): "must be 1 to 64 letters, digits or one of _ @ / + -",
    (WORD := r"^[a-z_]{1,40}$"): "must be 1 to 40 small letters or _",
    (HOURS := r"^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$"): "must be written like 09:00-18:00",
}
Name = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
Code = Annotated[str, StringConstraints(pattern=CODE)]
Word = Annotated[str, StringConstraints(pattern=WORD)]
Hours = Annotated[str, StringConstraints(pattern=HOURS)]


class Strict(BaseModel):
    """No unknown key, no number for a word."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class CalendarSpec(Strict):
    """A working calendar: the public holidays of a region, the company's hours, days added or taken off."""

    region: Code
    zone: Name
    department: Name | None = None
    hours: Annotated[tuple[Hours, ...], Limited(min_length=1, max_length=8)] = ("09:00-18:00",)
    working_days: tuple[date, ...] = ()
    days_off: tuple[date, ...] = ()


class CalendarsFile(Strict):
    calendars: dict[Code, CalendarSpec] = {}


class RungSpec(Strict):
    """One step of a ladder."""

    anchor: Anchor
    offset: Annotated[float, Limited(ge=-10_000, le=10_000, allow_inf_nan=False)]
    unit: Unit | Literal["share"]
    to: Annotated[tuple[Recipient, ...], Limited(min_length=1, max_length=6)]
    template: Word
    channel: Word = "email"


class PolicySpec(Strict):
    """What is owed; without a ladder, that of the kind."""

    amount: Annotated[int, Limited(ge=0, le=10_000)]
    unit: Unit
    calendar: Code
    ladder: Annotated[tuple[RungSpec, ...], Limited(max_length=20)] | None = None
    pauses_on: tuple[PauseReason, ...] = ()


Policies = dict[ClockKind, PolicySpec]


class PoliciesFile(Strict):
    """Where each holds: the company, a department by its path, a round of a plan by their names."""

    company: Policies = {}
    departments: dict[Name, Policies] = {}
    plans: dict[Name, dict[Name, Policies]] = {}


class WordsSpec(Strict):
    """A template in one language; limits are nudging's own."""

    subject: str
    text: str
    button: str
    footer: str


class LanguagesSpec(Strict):
    """A template's words. What is left out of one of the product's is the product's."""

    en: WordsSpec | None = None
    zh_cn: Annotated[WordsSpec | None, Limited(alias="zh-CN")] = None


class TemplatesFile(Strict):
    templates: dict[Word, LanguagesSpec] = {}


class DimensionSpec(Strict):
    """One line of a scorecard."""

    name: Name
    guidance: Annotated[str, StringConstraints(max_length=2000)] | None = None
    weight: int = 1
    required: bool = True
    released: bool = True


class ReleaseSpec(Strict):
    """What the candidate sees of a decided round, after how many elapsed hours, approved or not."""

    decision: bool = True
    scores: bool = True
    text: bool = True
    text_needs_approval: bool = True
    hold_hours: int = 0


class RoundSpec(Strict):
    """One round of a plan; limits are hiring's own."""

    name: Name
    duration_minutes: int = 60
    min_questions: int = 1
    question_owner: Name | None = None
    suggested_questions: tuple[Annotated[str, StringConstraints(max_length=2000)], ...] = ()
    panel_size: int | None = None
    panel_shown: PanelShown = PanelShown.NAMES
    panel_shown_from: PanelShownFrom = PanelShownFrom.CONFIRMED
    what_to_bring: Annotated[str, StringConstraints(max_length=2000)] | None = None
    release: ReleaseSpec = ReleaseSpec()
    scorecard: tuple[DimensionSpec, ...] = ()


class PlanFile(Strict):
    """A template of interview rounds, for a job family or (none) for any."""

    name: Name
    job_family: Name | None = None
    rounds: tuple[RoundSpec, ...]


class GrantSpec(Strict):
    """A role that somebody holds, in a department's subtree or (none) everywhere."""

    person: Name
    role: Role
    department: Name | None = None


class RolesFile(Strict):
    grants: tuple[GrantSpec, ...] = ()


@dataclass(frozen=True)
class Wanted:
    """A thing as the files want it, and where they say so."""

    value: dict[str, Any]
    where: str


@dataclass(frozen=True)
class Difference:
    """One key that differs; None where it is not there."""

    key: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Change:
    """What applying the files would do to one thing: `added`, `changed`, `removed` (missing in them), or
    `renewed`: it is as the files say, and running promises are moved to it."""

    kind: str
    name: str
    change: Literal["added", "changed", "removed", "renewed"]
    differences: tuple[Difference, ...] = ()
    where: str | None = None
    note: str | None = None  # why a missing thing stays whatever is asked


@dataclass
class Report:
    """What was compared or applied. `applied` are the changes that were made, `moved` the running
    promises that these would move, and did if `has_moved`.
    """

    changes: list[Change]
    same_count: int
    applied: list[Change] = field(default_factory=list)
    moved: list[MovedClock] = field(default_factory=list)
    has_moved: bool = False
    is_dry_run: bool = False

    def as_json(self) -> dict[str, Any]:
        return {
            "changes": [_change_as_json(each) for each in self.changes],
            "same_count": self.same_count,
            "applied_count": len(self.applied),
            "moved": [asdict(each) for each in self.moved],
            "has_moved": self.has_moved,
            "is_dry_run": self.is_dry_run,
        }


def _change_as_json(change: Change) -> dict[str, Any]:
    return {
        "kind": change.kind,
        "name": change.name,
        "change": change.change,
        "where": change.where,
        "note": change.note,
        "differences": [{"key": d.key, "before": d.before, "after": d.after} for d in change.differences],
    }
