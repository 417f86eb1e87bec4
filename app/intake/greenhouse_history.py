"""Writing candidates with their applications, interviews and feedback: chunk by chunk, each chunk
level by level, so that a table's rows go to the database together.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from app.feedback.imported import ImportedFeedback, remove_imported_feedback, save_feedback
from app.hiring.imported import (
    ImportedApplication,
    ImportedInterview,
    ImportedSeat,
    ImportedStage,
    remove_other_seats,
    save_applications,
    save_interviews,
    save_seats,
    save_stages,
    withdraw_imported_application,
    withdraw_interview,
)
from app.hiring.models import ApplicationStatus, InterviewStatus
from app.intake import repository
from app.intake.greenhouse import Bundle, Export
from app.intake.greenhouse_facts import application_status, ended_at, interview_status, job_of, scores_of, stage_of
from app.intake.greenhouse_reference import References, full_name
from app.intake.repository import Key, Known
from app.intake.rules import OWES_FEEDBACK, RECOMMENDATION, SourceRow, Verdict, word
from app.intake.run import Import
from app.kit.database import Unit
from app.people.imported import ImportedCandidate, save_candidates
from app.sla.imported import ImportedClock, drop_clock, settle_clock, start_clocks
from app.sla.models import ClockKind

CHUNK = 50  # candidates: a transaction of a second or less


def write_history(job: Import, export: Export, references: References) -> None:
    """Brings everything below the candidates to what the export says; unchanged bundles are skipped."""
    done = 0
    for chunk in _chunks(export.bundles):
        with job.unit() as unit:
            known = repository.known(unit, job.source, [row for bundle in chunk for row in bundle.rows])
            changed = [bundle for bundle in chunk if _is_changed(bundle, known)]
            fresh = job.count_usable([row for bundle in chunk for row in bundle.rows], known)
            if changed:
                writer = _ChunkWriter(
                    unit, job, export, references, known, {(row.table, row.source_id) for row in fresh}
                )
                with unit.session.no_autoflush:
                    writer.write(changed)
                job.keep_provenance(unit, fresh, writer.entities)
        done += len(chunk)
        job.progress(done, len(export.bundles))


def _chunks(bundles: Sequence[Bundle]) -> Iterator[Sequence[Bundle]]:
    for start in range(0, len(bundles), CHUNK):
        yield bundles[start : start + CHUNK]


def _is_changed(bundle: Bundle, known: dict[Key, Known]) -> bool:
    for row in bundle.rows:
        before = known.get((row.table, row.source_id))
        if row.verdict is Verdict.DELETED:
            if before is not None and not before.is_deleted:
                return True
        elif before is None or before.is_deleted or before.content_hash != row.content_hash:
            return True
    return False


@dataclass
class _ChunkWriter:
    """One chunk's rows on their way into the core. Ids here by row, as they become known."""

    unit: Unit
    job: Import
    export: Export
    references: References
    known: dict[Key, Known]
    fresh: set[Key]
    ids: dict[Key, UUID] = field(default_factory=dict)
    entities: list[tuple[SourceRow, str, UUID]] = field(default_factory=list)

    def write(self, bundles: Sequence[Bundle]) -> None:
        """All levels, parents first."""
        rows: dict[str, list[SourceRow]] = {}
        deleted = []
        for row in (row for bundle in bundles for row in bundle.rows):
            if row.verdict is Verdict.USABLE:
                rows.setdefault(row.table, []).append(row)
            elif row.verdict is Verdict.DELETED and self._known(row) is not None:
                deleted.append(row)
        self._candidates(rows)
        self._applications(rows)
        self._stages(rows.get("application_history", []))
        self._interviews(rows.get("scheduled_interview", []))
        self._seats(rows)
        self._feedback(rows)
        self._remove(deleted)
        self._clocks(rows.get("scheduled_interview", []))

    def _known(self, row: SourceRow) -> UUID | None:
        before = self.known.get((row.table, row.source_id))
        return before.entity_id if before else None

    def _keep(self, rows: Sequence[SourceRow], entity_type: str, ids: Sequence[UUID]) -> None:
        for row, identity in zip(rows, ids, strict=True):
            self.ids[row.table, row.source_id] = identity
            self.entities.append((row, entity_type, identity))

    def _candidates(self, rows: dict[str, list[SourceRow]]) -> None:
        candidates = rows.get("candidate", [])
        given = []
        for row in candidates:
            addresses = self.export.of("email_address", row.source_id)
            first = next(iter(sorted(addresses, key=lambda address: address.text("type") != "personal")), None)
            name = full_name(row) or f"Candidate {row.source_id}"
            given.append(ImportedCandidate(self._known(row), name, first.text("value") if first else None))
        self._keep(candidates, "candidates", save_candidates(self.unit, given))
        addresses = rows.get("email_address", [])
        self._keep(addresses, "candidates", [self.ids["candidate", row.text("candidate_id")] for row in addresses])

    def _applications(self, rows: dict[str, list[SourceRow]]) -> None:
        applications = rows.get("application", [])
        given = [self._application(row) for row in applications]
        self._keep(applications, "applications", save_applications(self.unit, given))
        links = rows.get("job_application", [])
        self._keep(links, "applications", [self.ids["application", row.text("application_id")] for row in links])

    def _application(self, row: SourceRow) -> ImportedApplication:
        return ImportedApplication(
            application_id=self._known(row),
            candidate_id=self.ids["candidate", row.text("candidate_id")],
            requisition_id=self.references.requisitions[job_of(self.export, row.source_id)],
            source=row.text("source_id") or None,
            status=application_status(row),
            round_id=self.references.rounds.get(stage_of(self.export, row)),
            applied_at=row.values["applied_at"],
            ended_at=ended_at(self.export, row),
        )

    def _stages(self, rows: Sequence[SourceRow]) -> None:
        """Stage changes: each history row becomes one, the first time it is seen."""
        before: dict[str, str] = {}
        new: list[SourceRow] = []
        given = []
        for row in sorted(rows, key=lambda each: (each.text("application_id"), each.values["updated_at"])):
            application, stage = row.text("application_id"), row.text("new_stage_id")
            is_active = word(row.text("new_status")) == ApplicationStatus.ACTIVE
            name = self.references.round_names.get(stage, "applied") if is_active else word(row.text("new_status"))
            moved = ImportedStage(
                application_id=self.ids["application", application],
                from_stage=before.get(application),
                to_stage=name,
                round_id=self.references.rounds.get(stage),
                at=row.values["updated_at"],
            )
            before[application] = name
            if self._known(row) is None:
                new.append(row)
                given.append(moved)
        self._keep(new, "application_stages", save_stages(self.unit, given))

    def _interviews(self, rows: Sequence[SourceRow]) -> None:
        self._keep(rows, "interviews", save_interviews(self.unit, [self._interview(row) for row in rows]))

    def _interview(self, row: SourceRow) -> ImportedInterview:
        status = interview_status(row)
        return ImportedInterview(
            interview_id=self._known(row),
            application_id=self.ids["application", row.text("application_id")],
            round_id=self.references.rounds_of_kits[row.text("interview_id")],
            status=status,
            source_status=row.text("status"),
            scheduled_start_at=row.values["start"],
            scheduled_end_at=row.values["end"],
            location=row.text("location") or None,
            cancelled_at=row.time("updated_at") if status is InterviewStatus.CANCELLED else None,
        )

    def _seats(self, rows: dict[str, list[SourceRow]]) -> None:
        """Seats as the source has them; those that it has no more are given up, and what hung on them."""
        seats = rows.get("scheduled_interviewer", [])
        given = [
            ImportedSeat(
                self._known(row),
                self.ids["scheduled_interview", row.text("scheduled_interview_id")],
                self.references.staff[row.text("interviewer_id")],
            )
            for row in seats
        ]
        self._keep(seats, "panel_members", save_seats(self.unit, given))
        for row in rows.get("scheduled_interview", []):
            if self._known(row) is not None:
                keep = {self.ids[seat.table, seat.source_id] for seat in self._seats_of(row)}
                self._vacate(remove_other_seats(self.unit, self.ids[row.table, row.source_id], keep))

    def _seats_of(self, interview: SourceRow) -> list[SourceRow]:
        return self.export.of("scheduled_interviewer", interview.source_id)

    def _vacate(self, seats: Sequence[UUID]) -> None:
        if seats:
            for seat in seats:
                drop_clock(self.unit, ClockKind.FEEDBACK, seat, "deleted at source")
            remove_imported_feedback(self.unit, seats)
            repository.forget_entities(self.unit, self.job.source, seats)

    def _scorecard(self, seat: SourceRow) -> SourceRow | None:
        return self.export.usable("scorecard").get(seat.text("scorecard_id"))

    def _feedback(self, rows: dict[str, list[SourceRow]]) -> None:
        """Scorecards that are new or changed; a seat whose scorecard is gone loses its feedback."""
        pairs = [(seat, self._scorecard(seat)) for seat in rows.get("scheduled_interviewer", [])]
        bare = [
            self.ids[seat.table, seat.source_id] for seat, scorecard in pairs if scorecard is None and self._known(seat)
        ]
        if bare:
            remove_imported_feedback(self.unit, bare)
        due = [(seat, card) for seat, card in pairs if card is not None and (card.table, card.source_id) in self.fresh]
        given = [self._given(seat, card) for seat, card in due]
        self._keep([card for _, card in due], "feedback", save_feedback(self.unit, given))
        for row in rows.get("scorecard_attribute", []):
            feedback = self.ids.get(("scorecard", row.text("scorecard_id")))
            if feedback is not None:
                self._keep([row], "feedback", [feedback])

    def _given(self, seat: SourceRow, card: SourceRow) -> ImportedFeedback:
        before = self.known.get((card.table, card.source_id))
        interview = self.export.usable("scheduled_interview")[seat.text("scheduled_interview_id")]
        said = card.text("overall_recommendation")
        return ImportedFeedback(
            feedback_id=before.entity_id if before and not before.is_deleted else None,
            panel_member_id=self.ids[seat.table, seat.source_id],
            interview_id=self.ids[interview.table, interview.source_id],
            application_id=self.ids["application", interview.text("application_id")],
            interviewer_staff_id=self.references.staff[seat.text("interviewer_id")],
            recommendation=RECOMMENDATION.get(word(said)),
            source_recommendation=said or None,
            submitted_at=card.time("submitted_at"),
            scores=scores_of(self.export, card),
        )

    def _remove(self, rows: Sequence[SourceRow]) -> None:
        """What the source has deleted since an earlier import."""
        for row in rows:
            identity = self._known(row)
            if identity is None:
                continue
            if row.table == "scheduled_interview":
                self._vacate(withdraw_interview(self.unit, identity))
            elif row.table == "application":
                withdraw_imported_application(self.unit, identity)
        repository.mark_deleted(self.unit, self.job.source, [(row.table, row.source_id) for row in rows])

    def _clocks(self, rows: Sequence[SourceRow]) -> None:
        """Each seat of an interview that took place owes feedback from its end on. One that is only
        scheduled owes nothing yet: Greenhouse itself calls it awaiting_feedback once it is over.
        """
        new = []
        for row in rows:
            owes = word(row.text("status")) in OWES_FEEDBACK
            for seat in self._seats_of(row):
                if self._known(seat) is None and owes:
                    new.append(self._clock(row, seat))
                elif owes:
                    settle_clock(self.unit, self._clock(row, seat))
                elif self._known(seat) is not None:
                    drop_clock(self.unit, ClockKind.FEEDBACK, self.ids[seat.table, seat.source_id], row.text("status"))
        start_clocks(self.unit, new)

    def _clock(self, interview: SourceRow, seat: SourceRow) -> ImportedClock:
        application = self.export.usable("application")[interview.text("application_id")]
        job_id = job_of(self.export, application.source_id)
        card = self._scorecard(seat)
        return ImportedClock(
            kind=ClockKind.FEEDBACK,
            subject_id=self.ids[seat.table, seat.source_id],
            started_at=interview.values["end"],
            stopped_at=card.time("submitted_at") if card else None,
            owner_staff_id=self.references.staff[seat.text("interviewer_id")],
            application_id=self.ids[application.table, application.source_id],
            interview_id=self.ids[interview.table, interview.source_id],
            candidate_id=self.ids["candidate", application.text("candidate_id")],
            requisition_id=self.references.requisitions[job_id],
            department_id=self.references.department_of_job[job_id],
            round_id=self.references.rounds_of_kits[interview.text("interview_id")],
        )
