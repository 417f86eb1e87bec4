"""All queries of the evidence: entries as they are sealed, seals, heads."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

import psycopg
from psycopg import capabilities
from sqlalchemy import Row, func, insert, select, text

from app.evidence.models import AuditHead, AuditSeal
from app.evidence.offline import GENESIS
from app.evidence.rules import Horizon, Mark
from app.kit.database import Unit

SEALING = 0x5EA1  # the advisory lock of whoever adds seals or heads
BATCH = 2000

# An entry as it is sealed: every column, as text that says all there is (an `at` that RFC 3339 can't
# say keeps PostgreSQL's words; `details` is PostgreSQL's one way to write that value).
COLUMNS: Mapping[str, str] = {
    "seq": "e.seq",
    "xid": "e.xid::text",
    "at": """case when isfinite(e.at) and e.at >= '0001-01-01 00:00+00'
        then to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') else e.at::text end""",
    "actor_kind": "e.actor_kind",
    "actor_id": "e.actor_id::text",
    "action": "e.action",
    "subject_type": "e.subject_type",
    "subject_id": "e.subject_id::text",
    "application_id": "e.application_id::text",
    "details": "e.details::text",
}
ENTRY = ", ".join(f"{how} as {name}" for name, how in COLUMNS.items())


def lock(unit: Unit) -> None:
    """Waits for whoever is sealing; held until the transaction ends."""
    unit.session.execute(select(func.pg_advisory_xact_lock(SEALING)))


def take_snapshot(unit: Unit) -> None:
    """Lets everything that the unit reads be of one moment; first of all."""
    unit.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def horizon(unit: Unit) -> Horizon:
    """How far the server's transactions are."""
    found = unit.session.execute(
        text(
            "select pg_snapshot_xmin(pg_current_snapshot())::text::bigint as xmin,"
            " pg_snapshot_xmax(pg_current_snapshot())::text::bigint as xmax"
        )
    ).one()
    return Horizon(found.xmin, found.xmax)


def mark(unit: Unit, floors: dict[int, int]) -> Mark:
    """Where sealing stands. `floors` remembers, by era, what takes long to find and never changes."""
    last = unit.session.execute(
        text(
            "select position, era, xid::text::bigint as xid, seq, link, (select max(seq) from audit_seals) as highest"
            " from audit_seals order by position desc limit 1"
        )
    ).one_or_none()
    if last is None:
        return Mark(0, 1, 0, 0, GENESIS, 0, 0)
    if last.era > 1 and last.era not in floors:
        earlier = select(func.max(AuditSeal.seq)).where(AuditSeal.era < last.era)
        floors[last.era] = unit.session.scalar(earlier) or 0
    floor = floors.get(last.era, 0)
    return Mark(last.position, last.era, last.xid, last.seq, last.link, floor, last.highest)


def entries_after(unit: Unit, xid: int, seq: int, *, floor: int, below: int | None) -> Sequence[Row[Any]]:
    """The next entries in the order of (transaction, number), of numbers above `floor` and of
    transactions below `below`, as they are sealed.
    """
    bound = "" if below is None else "and e.xid < cast(:below as xid8)"
    statement = f"""
        select {ENTRY} from audit_entries e
        where (e.xid, e.seq) > (cast(:xid as xid8), :seq) and e.seq > :floor {bound}
        order by e.xid, e.seq limit {BATCH}
    """
    values = {"xid": str(xid), "seq": seq, "floor": floor} | ({} if below is None else {"below": str(below)})
    return unit.rows(text(statement), values)


def insert_seals(unit: Unit, seals: Mapping[str, Sequence[object]]) -> None:
    """Enters seals, given as one list per column."""
    unit.session.execute(
        text(
            "insert into audit_seals (position, era, xid, seq, digest, link)"
            " select position, era, xid::xid8, seq, digest, link"
            " from unnest(cast(:position as bigint[]), cast(:era as int[]), cast(:xid as text[]),"
            " cast(:seq as bigint[]), cast(:digest as bytea[]), cast(:link as bytea[]))"
            " as given (position, era, xid, seq, digest, link)"
        ),
        seals,
    )


class Sealed(NamedTuple):
    """A seal beside its entry's columns (`COLUMNS`, all None where the entry is gone)."""

    position: int
    era: int
    sealed_xid: str
    sealed_seq: int
    digest: bytes
    link: bytes
    entry: tuple[Any, ...]


def sealed(unit: Unit) -> Iterator[Sealed]:
    """Every seal along the chain. Streamed past SQLAlchemy and without a cursor on the server: so the server
    works ahead while we hash.
    """
    statement = f"""
        select s.position, s.era, s.xid::text, s.seq, s.digest, s.link, {ENTRY}
        from audit_seals s left join audit_entries e on e.seq = s.seq order by s.position
    """
    core: psycopg.Connection[Any] = unit.session.connection().connection.driver_connection  # type: ignore[assignment]
    with core.cursor() as cursor:
        for row in cursor.stream(
            statement.encode(), binary=True, size=BATCH if capabilities.has_stream_chunked() else 1
        ):
            yield Sealed._make((*row[:6], row[6:]))


def seal_count(unit: Unit) -> int:
    return unit.session.scalar(select(func.count()).select_from(AuditSeal)) or 0


def unsealed(unit: Unit) -> Iterator[Row[Any]]:
    """(xid, seq) of every entry that has no seal."""
    statement = """
        select e.xid::text::bigint as xid, e.seq from audit_entries e
        where not exists (select from audit_seals s where s.seq = e.seq) order by e.seq
    """
    yield from unit.session.connection().execute(text(statement), execution_options={"yield_per": BATCH})


def beyond_sequence(unit: Unit) -> Sequence[int]:
    """Numbers of entries that the table's own counter has not given out."""
    statement = """
        select e.seq from audit_entries e, audit_entries_seq_seq counter
        where e.seq > case when counter.is_called then counter.last_value else 0 end order by e.seq
    """
    return unit.session.scalars(text(statement)).all()


def waiting_count(unit: Unit, mark: Mark) -> int:
    """How many entries stand after the last sealed one."""
    statement = text(
        "select count(*) from audit_entries where (xid, seq) > (cast(:xid as xid8), :seq) and seq > :floor"
    )
    return unit.session.scalar(statement, {"xid": str(mark.xid), "seq": mark.seq, "floor": mark.floor}) or 0


def is_sealed(unit: Unit, seq: int) -> bool:
    return unit.session.scalar(select(AuditSeal.position).where(AuditSeal.seq == seq)) is not None


def last_seq(unit: Unit, action: str, subject_id: UUID) -> int:
    """The number of the newest such entry."""
    statement = text("select max(seq) from audit_entries where action = :action and subject_id = :subject_id")
    return unit.session.scalar(statement, {"action": action, "subject_id": subject_id}) or 0


def heads(unit: Unit) -> Sequence[AuditHead]:
    """All heads in order."""
    return unit.session.scalars(select(AuditHead).order_by(AuditHead.number)).all()


def last_head(unit: Unit) -> AuditHead | None:
    return unit.session.scalar(select(AuditHead).order_by(AuditHead.number.desc()).limit(1))


def insert_head(unit: Unit, head: AuditHead) -> None:
    unit.session.execute(
        insert(AuditHead).values(
            number=head.number,
            last=head.last,
            document=head.document,
            signature=head.signature,
            made_at=head.made_at,
        )
    )


def digests(unit: Unit, first: int, last: int) -> Sequence[bytes]:
    """The digests at the positions from `first` to `last`."""
    return unit.session.scalars(
        select(AuditSeal.digest).where(AuditSeal.position.between(first, last)).order_by(AuditSeal.position)
    ).all()


def link_at(unit: Unit, position: int) -> bytes | None:
    return unit.session.scalar(select(AuditSeal.link).where(AuditSeal.position == position))


def of_application(unit: Unit, application_id: UUID, last: int) -> Sequence[Row[Any]]:
    """The sealed entries of an application up to the position `last`, with their position, in its order."""
    statement = f"""
        select s.position, {ENTRY} from audit_entries e join audit_seals s on s.seq = e.seq
        where e.application_id = :application_id and s.position <= :last order by s.position
    """
    return unit.rows(text(statement), {"application_id": application_id, "last": last})
