"""A bank that goes to campus: twenty interviewers, and as many applications in the round as a test wants."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from app.campus.schemas import SheetRow
from app.hiring import service as hiring
from app.kit.database import Actor, Unit
from app.people import service as people
from tests.factories.bank import Bank, found_bank

DAY = datetime(2026, 3, 20, 1, 0, tzinfo=UTC)  # 09:00 in Shanghai
HALF_HOUR = timedelta(minutes=30)


@dataclass(frozen=True)
class Campus:
    """The bank, and the applications that stand in its first round: by candidate's number."""

    bank: Bank
    candidates: tuple[UUID, ...]
    applications: tuple[UUID, ...]

    @property
    def round_id(self) -> UUID:
        return self.bank.rounds[0]

    @property
    def recruiter(self) -> Actor:
        return Actor.staff(self.bank.recruiter)


def found_campus(unit: Unit, count: int, interviewers: int = 20) -> Campus:
    """`count` candidates c0@mail.example …, interviewers i0@bank.example …"""
    bank = found_bank(unit)
    for number in range(interviewers):
        people.hire_staff(unit, name=f"i{number}", email=f"i{number}@bank.example", department_id=None)
    candidates, applications = [], []
    acting = unit.at(unit.now, Actor.staff(bank.recruiter))
    for number in range(count):
        candidate = people.create_candidate(unit, name=f"c{number}", email=f"c{number}@mail.example").id
        application = hiring.apply(unit, requisition_id=bank.requisition, candidate_id=candidate).id
        hiring.move_to_round(acting, application, bank.rounds[0])
        candidates.append(candidate)
        applications.append(application)
    return Campus(bank, tuple(candidates), tuple(applications))


def local(slot: int) -> str:
    """The sheet's words for the start of the nth half hour of the day."""
    return f"{DAY + timedelta(hours=8) + slot * HALF_HOUR:%Y-%m-%d %H:%M}"


def session_row(line: int, slot: int, panel: str, room: str = "", capacity: str = "1") -> SheetRow:
    """One row of the sessions' sheet."""
    cells = {"start": local(slot), "end": local(slot + 1), "panel": panel, "room": room, "capacity": capacity}
    return SheetRow(line, cells)


def seat_row(line: int, candidate: int, slot: int, room: str) -> SheetRow:
    """One row of the candidates' sheet."""
    return SheetRow(line, {"email": f"c{candidate}@mail.example", "start": local(slot), "room": room})
