"""Writing what applications refer to: departments, people, requisitions with their rounds. One
chunk, first. The result tells the rest who is who here.
"""

from dataclasses import dataclass, field
from uuid import UUID

from app.hiring.imported import ImportedRequisition, upsert_requisition, upsert_round
from app.hiring.models import RequisitionStatus
from app.intake import repository
from app.intake.greenhouse import REFERENCE, Export
from app.intake.repository import Key, Known
from app.intake.rules import REQUISITION_STATUS, SourceRow, Verdict, job_family, word
from app.intake.run import Import
from app.kit.database import Unit
from app.people.imported import upsert_department, upsert_staff
from quality.cleaning import parse_flag


@dataclass
class References:
    """Ids here by ids there."""

    departments: dict[str, UUID] = field(default_factory=dict)
    staff: dict[str, UUID] = field(default_factory=dict)
    requisitions: dict[str, UUID] = field(default_factory=dict)
    department_of_job: dict[str, UUID | None] = field(default_factory=dict)
    rounds: dict[str, UUID] = field(default_factory=dict)  # by job stage
    rounds_of_kits: dict[str, UUID] = field(default_factory=dict)  # by interview kit
    round_names: dict[str, str] = field(default_factory=dict)  # by job stage


def write_references(job: Import, export: Export) -> References:
    """Brings the reference tables to what the export says; when nothing changed, only reads ids."""
    rows = [row for table in REFERENCE for row in export.usable(table).values()]
    kept = _kept(export)
    with job.unit() as unit:
        known = repository.known(unit, job.source, [*rows, *kept])
        fresh = job.count_usable(rows, known)
        writer = _ReferenceWriter(unit, export, known, is_changed=bool(fresh) or _is_kept_new(kept, known))
        writer.write([*rows, *kept])
        if writer.is_changed:
            job.keep_provenance(unit, fresh, writer.entities)
    return writer.found


def _kept(export: Export) -> list[SourceRow]:
    """Reference rows deleted at the source that living rows still refer to: history needs them."""
    wanted = {("users", row.text("interviewer_id")) for row in export.usable("scheduled_interviewer").values()}
    for row in export.usable("scheduled_interview").values():
        wanted.add(("interview", row.text("interview_id")))
    for row in export.usable("application_history").values():
        wanted.add(("job_stage", row.text("new_stage_id")))
    for row in export.usable("interview").values():
        wanted.add(("job_stage", row.text("job_stage_id")))
    for row in export.usable("job_department").values():
        wanted.add(("department", row.text("department_id")))
    tables = ("department", "users", "job_stage", "interview")
    return [row for name in tables for key, row in export.tables[name].deleted.items() if (name, key) in wanted]


def _is_kept_new(kept: list[SourceRow], known: dict[Key, Known]) -> bool:
    return any((row.table, row.source_id) not in known for row in kept)


@dataclass
class _ReferenceWriter:
    unit: Unit
    export: Export
    known: dict[Key, Known]
    is_changed: bool
    found: References = field(default_factory=References)
    entities: list[tuple[SourceRow, str, UUID]] = field(default_factory=list)
    _people: dict[str, UUID] = field(default_factory=dict)  # by folded e-mail

    def write(self, rows: list[SourceRow]) -> None:
        """All tables in the order in which they refer to each other."""
        by_table: dict[str, list[SourceRow]] = {}
        for row in rows:
            by_table.setdefault(row.table, []).append(row)
        for row in _parents_first(by_table.get("department", [])):
            self.found.departments[row.source_id] = self._department(row)
        for row in _first_of_each_person(by_table.get("users", [])):
            self.found.staff[row.source_id] = self._staff(row)
        for row in by_table.get("job", []):
            self._job(row)
        for row in by_table.get("job_stage", []):
            self._stage(row)
        for row in by_table.get("interview", []):
            round_id = self.found.rounds[row.text("job_stage_id")]
            self.found.rounds_of_kits[row.source_id] = self._note(row, "rounds", round_id)
        for row in by_table.get("job_department", []):
            self._note(row, "requisitions", self.found.requisitions[row.text("job_id")])

    def _id(self, row: SourceRow) -> UUID | None:
        before = self.known.get((row.table, row.source_id))
        return before.entity_id if before else None

    def _note(self, row: SourceRow, entity_type: str, entity_id: UUID) -> UUID:
        self.entities.append((row, entity_type, entity_id))
        return entity_id

    def _department(self, row: SourceRow) -> UUID:
        known = self._id(row)
        if known and not self.is_changed:
            return known
        parent = self.found.departments.get(row.text("parent_id"))
        made = upsert_department(self.unit, known, name=row.text("name"), parent_id=parent)
        return self._note(row, "departments", made.id)

    def _staff(self, row: SourceRow) -> UUID:
        known = self._id(row)
        if known and not self.is_changed:
            return known
        person = self._people.get(row.text("email_key"))
        if person is not None:  # the same e-mail in other letters: the first row's person
            return self._note(row, "staff", person)
        is_disabled = row.verdict is Verdict.DELETED or parse_flag(row.text("disabled"))
        name = full_name(row) or row.text("email").partition("@")[0]
        made = upsert_staff(self.unit, known, name=name, email=row.text("email"), is_disabled=is_disabled)
        self._people[row.text("email_key")] = made.id
        return self._note(row, "staff", made.id)

    def _job(self, row: SourceRow) -> None:
        departments = [
            self.found.departments.get(link.text("department_id"))
            for link in self.export.of("job_department", row.source_id)
        ]
        department_id = next((found for found in departments if found), None)
        self.found.department_of_job[row.source_id] = department_id
        known = self._id(row)
        if known is None or self.is_changed:
            given = ImportedRequisition(
                code=row.text("requisition_id") or row.source_id,
                title=row.text("name"),
                job_family=job_family(row.text("name")),
                department_id=department_id,
                status=REQUISITION_STATUS.get(word(row.text("status")), RequisitionStatus.OPEN),
            )
            known = upsert_requisition(self.unit, known, given).id
        self.found.requisitions[row.source_id] = self._note(row, "requisitions", known)

    def _stage(self, row: SourceRow) -> None:
        self.found.round_names[row.source_id] = row.text("name")
        known = self._id(row)
        if known is None or self.is_changed:
            requisition_id = self.found.requisitions[row.text("job_id")]
            known = upsert_round(self.unit, known, requisition_id, row.text("name")).id
        self.found.rounds[row.source_id] = self._note(row, "rounds", known)


def full_name(row: SourceRow) -> str:
    """First and last name in the order that their script has: 高勇, Wei Wang."""
    first, last = row.text("first_name"), row.text("last_name")
    if last and not last.isascii() and not first.isascii():
        return last + first
    return f"{first} {last}".strip()


def _parents_first(rows: list[SourceRow]) -> list[SourceRow]:
    """Departments after their parents; one whose parents form a loop comes last, without parent."""
    waiting, ordered = list(rows), list[SourceRow]()
    done: set[str] = set()
    names = {row.source_id for row in rows}
    while waiting:
        ready = [row for row in waiting if row.text("parent_id") not in names - done] or waiting
        ordered += ready
        done |= {row.source_id for row in ready}
        waiting = [row for row in waiting if row.source_id not in done]
    return ordered


def _first_of_each_person(rows: list[SourceRow]) -> list[SourceRow]:
    """Living accounts before deleted and disabled ones: they name a person who has several."""
    return sorted(rows, key=lambda row: (row.verdict is Verdict.DELETED, parse_flag(row.text("disabled"))))
