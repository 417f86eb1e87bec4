"""The log in the hands of somebody with every right on the database: whatever is done is found and named."""

from collections.abc import Callable

import pytest

from app.evidence.models import AuditEntry, AuditSeal
from app.evidence.offline import GENESIS, digest_of, link_of
from app.evidence.repository import COLUMNS
from app.evidence.rules import FaultKind, Verified
from app.evidence.sealing import Sealer
from app.kit.database import Database
from tests.integration.evidence.conftest import Act

Check = Callable[..., Verified]
Tamper = Callable[..., None]
FIFTH = "(select seq from audit_seals where position = 5)"

ENTRY_CHANGES = {
    "seq": "seq + 100000",
    "xid": "(xid::text::bigint - 1)::text::xid8",
    "at": "at + interval '1 microsecond'",
    "actor_kind": "'servicf'",
    "actor_id": "'00000000-0000-0000-0000-000000000001'",
    "action": "'department.createe'",
    "subject_type": "'departmentt'",
    "subject_id": "'00000000-0000-0000-0000-000000000001'",
    "application_id": "'00000000-0000-0000-0000-000000000001'",
    "details": "details || '{\"x\": 1.0}'",
}
SEAL_CHANGES = {
    "position": "1000",
    "era": "2",
    "xid": "(xid::text::bigint - 1)::text::xid8",
    "seq": "seq + 100000",
    "digest": "set_byte(digest, 31, get_byte(digest, 31) # 1)",
    "link": "set_byte(link, 0, get_byte(link, 0) # 128)",
}
OTHER_WORDS = {
    "at": ["at - interval '4050 years'", "'infinity'", "'2026-03-04 02:00:00+00 BC'"],
    "details": ["'{\"x\": 1.00}'", "'{}'", "'[]'", '\'{"name": "Department 4 "}\''],
}


def kinds(found: Verified) -> set[FaultKind]:
    return {fault.kind for fault in found.faults}


def test_a_log_that_nobody_touched_has_no_fault(sealed: Database, check: Check) -> None:
    found = check()
    assert (found.seal_count, found.unsealed_count, found.faults) == (9, 0, ())


def test_every_column_is_sealed() -> None:
    assert set(COLUMNS) == set(AuditEntry.__table__.columns.keys()) == set(ENTRY_CHANGES)
    assert set(AuditSeal.__table__.columns.keys()) == set(SEAL_CHANGES)


@pytest.mark.parametrize("column", ENTRY_CHANGES)
def test_a_changed_entry_is_named(sealed: Database, tamper: Tamper, check: Check, column: str) -> None:
    tamper(f"update audit_entries set {column} = {ENTRY_CHANGES[column]} where seq = {FIFTH}")
    named = {(fault.kind, fault.position) for fault in check().faults}
    if column == "seq":
        assert {kind for kind, _ in named} == {FaultKind.REMOVED, FaultKind.INSERTED}
    else:
        assert (FaultKind.CHANGED, 5) in named
        assert {position for _, position in named} == {5}


@pytest.mark.parametrize(("column", "value"), [(name, each) for name, values in OTHER_WORDS.items() for each in values])
def test_what_looks_alike_is_not_the_same(
    sealed: Database, tamper: Tamper, check: Check, column: str, value: str
) -> None:
    tamper("update audit_entries set details = '{\"x\": 1.0}' where seq = (select max(seq) from audit_entries)")
    tamper(f"update audit_entries set {column} = {value} where seq = {FIFTH}")
    assert (FaultKind.CHANGED, 5) in {(fault.kind, fault.position) for fault in check().faults}


@pytest.mark.parametrize("column", SEAL_CHANGES)
@pytest.mark.parametrize("position", [1, 5, 9])
def test_a_changed_seal_is_named(sealed: Database, tamper: Tamper, check: Check, column: str, position: int) -> None:
    tamper(f"update audit_seals set {column} = {SEAL_CHANGES[column]} where position = {position}")
    found = check()
    assert found.faults
    if column != "position":
        assert position in {fault.position for fault in found.faults}


@pytest.mark.parametrize("position", [1, 5, 9])
def test_a_removed_entry_is_named(sealed: Database, tamper: Tamper, check: Check, position: int) -> None:
    tamper(f"delete from audit_entries where seq = (select seq from audit_seals where position = {position})")
    assert [(fault.kind, fault.position) for fault in check().faults] == [(FaultKind.REMOVED, position)]


def test_faults_without_end_are_counted(
    sealed: Database, tamper: Tamper, check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.evidence.verifying.NAMED", 2)
    tamper("update audit_entries set action = 'x'")
    faults = check().faults
    assert [fault.position for fault in faults] == [1, 2, None]
    assert faults[2].what == "7 further faults of this kind"


def test_a_removed_seal_is_named(sealed: Database, tamper: Tamper, check: Check) -> None:
    tamper("delete from audit_seals where position in (1, 5)")
    removed = [fault.position for fault in check().faults if fault.kind is FaultKind.REMOVED]
    assert removed == [1, 5]


def test_two_swapped_entries_are_named_with_each_other(sealed: Database, tamper: Tamper, check: Check) -> None:
    columns = ", ".join(name for name in COLUMNS if name not in ("seq", "xid"))
    tamper(
        "create temp table held on commit drop as select s.position, e.* from audit_entries e"
        " join audit_seals s on s.seq = e.seq where s.position in (3, 7)",
        f"update audit_entries e set ({columns}) = (select {columns} from held where position = 7)"
        " where seq = (select seq from held where position = 3)",
        f"update audit_entries e set ({columns}) = (select {columns} from held where position = 3)"
        " where seq = (select seq from held where position = 7)",
    )
    found = check().faults
    assert {(fault.kind, fault.position) for fault in found} == {(FaultKind.SWAPPED, 3), (FaultKind.SWAPPED, 7)}
    assert "sealed at 7" in found[0].what


def test_two_swapped_seals_are_named(sealed: Database, tamper: Tamper, check: Check) -> None:
    tamper(
        "update audit_seals set position = -3 where position = 3",
        "update audit_seals set position = 3 where position = 7",
        "update audit_seals set position = 7 where position = -3",
    )
    found = check()
    assert FaultKind.SWAPPED in kinds(found)
    assert {3, 7} <= {fault.position for fault in found.faults}


INSERT = """
insert into audit_entries (seq, xid, at, actor_kind, action, subject_type, subject_id, details)
overriding system value
select {seq}, {xid}, at, actor_kind, 'application.advanced', subject_type, subject_id, details
from audit_entries where seq = (select min(seq) from audit_entries)
"""
NEXT = "nextval('audit_entries_seq_seq')"
LAST_XID = "(select max(xid::text::bigint) from audit_seals)::text::xid8"
INSERTIONS = {
    "an old transaction": (NEXT, "xid"),
    "the last transaction and an old number": (
        "seq - 1",
        "(select max(xid::text::bigint) from audit_seals)::text::xid8",
    ),
    "a transaction to come": (NEXT, "(pg_current_xact_id()::text::bigint + 100000)::text::xid8"),
    "a number to come": ("seq + 100000", "pg_current_xact_id()"),
}


@pytest.mark.parametrize("what", INSERTIONS)
def test_an_inserted_entry_is_named_and_never_sealed(
    sealed: Database, tamper: Tamper, check: Check, act: Act, what: str
) -> None:
    seq, xid = INSERTIONS[what]
    tamper(INSERT.format(seq=seq, xid=xid))
    assert [fault.kind for fault in check().faults] == [FaultKind.INSERTED]
    act()
    if what != "a number to come":  # that one stands in its place, but the counter has not given it out
        assert Sealer(sealed).seal_all() == 1
    assert FaultKind.INSERTED in kinds(check())


def test_an_entry_written_late_stands_late(sealed: Database, tamper: Tamper, check: Check) -> None:
    """What is inserted as of now is an entry of now, whatever it says of itself: its place shows it."""
    tamper(INSERT.format(seq=NEXT, xid="pg_current_xact_id()"))
    assert check().unsealed_count == 1
    assert Sealer(sealed).seal_all() == 1
    assert (check().seal_count, check().faults) == (10, ())


def test_an_insertion_with_a_seal_of_its_own_is_a_fork(
    sealed: Database, tamper: Tamper, check: Check, sign: Callable[..., object]
) -> None:
    """Everything from there on sealed anew: the chain is whole, but it is not the one that was signed."""
    sign()
    tamper(
        "delete from audit_seals where position >= 5",
        INSERT.format(seq=NEXT, xid=f"(select xid from audit_entries where seq = {FIFTH.replace('5', '4')})"),
    )
    Sealer(sealed).seal_all()
    found = check()
    assert (found.seal_count, kinds(found)) == (10, {FaultKind.FORKED})


def test_the_link_is_what_the_documentation_says() -> None:
    digest = digest_of({"seq": 1, "actor_id": None})
    assert digest == digest_of({"seq": 1})
    assert link_of(GENESIS, 1, 1, digest) != link_of(GENESIS, 1, 2, digest) != link_of(GENESIS, 2, 1, digest)
