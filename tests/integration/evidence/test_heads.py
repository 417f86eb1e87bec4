"""Signed heads: what was exported can't be taken back, and what lies after it is counted."""

import json
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.evidence import heads
from app.evidence.errors import ChainBroken
from app.evidence.keeping import HeadKeeper
from app.evidence.models import AuditHead
from app.evidence.offline import canonical
from app.evidence.rules import Verified
from app.evidence.sealing import Sealer
from app.evidence.signing import Signer, ensure_signing_key
from app.kit.database import Database
from app.kit.ports import CertainFailure, NullChannel, OutgoingMessage
from tests.conftest import NOW
from tests.integration.evidence.conftest import Act
from tests.integration.outbox.conftest import MovingClock
from tests.integration.waiting import wait_until

Check = Callable[..., Verified]
Tamper = Callable[..., None]
Sign = Callable[..., Any]
CUT = ("delete from audit_entries where seq in (select seq from audit_seals where position > {0})",)
CUT += ("delete from audit_seals where position > {0}", "delete from audit_heads where last > {0}")


def cut(tamper: Tamper, last: int) -> None:
    tamper(*(each.format(last) for each in CUT))


def named(found: Verified) -> set[tuple[str, int | None]]:
    return {(fault.kind.value, fault.head) for fault in found.faults}


def grow(log: Database, act: Act, count: int) -> None:
    act(count)
    assert Sealer(log).seal_all() == count


def test_what_lies_after_the_last_exported_head_is_counted(
    sealed: Database, act: Act, sign: Sign, check: Check, tmp_path: Path
) -> None:
    sign(tmp_path)
    grow(sealed, act, 2)
    act()
    found = check(tmp_path)
    assert (found.faults, found.exported_count, found.after_exported_count, found.unsealed_count) == ((), 1, 2, 1)


def test_a_log_cut_back_to_before_an_exported_head_is_truncated(
    sealed: Database, act: Act, sign: Sign, check: Check, tamper: Tamper, tmp_path: Path
) -> None:
    sign(tmp_path)
    grow(sealed, act, 3)
    sign(tmp_path)
    cut(tamper, 11)
    assert named(check(tmp_path)) == {("truncated", 2)}
    assert named(check()) == set()  # without what was exported nobody can tell


def test_a_log_cut_back_to_after_the_exported_head_can_not_be_told(
    sealed: Database, act: Act, sign: Sign, check: Check, tamper: Tamper, tmp_path: Path
) -> None:
    sign(tmp_path)
    grow(sealed, act, 3)
    cut(tamper, 10)
    found = check(tmp_path)
    assert (found.faults, found.after_exported_count) == ((), 1)


def test_a_log_rolled_back_and_written_on_is_forked(
    sealed: Database, act: Act, sign: Sign, check: Check, tamper: Tamper, tmp_path: Path
) -> None:
    sign(tmp_path)
    cut(tamper, 6)
    grow(sealed, act, 5)
    assert ("forked", 1) in named(check(tmp_path))
    sign()
    assert ("forked", 1) in named(check(tmp_path))


def test_two_heads_of_one_number_are_a_fork(
    sealed: Database, act: Act, sign: Sign, check: Check, tamper: Tamper, tmp_path: Path
) -> None:
    sign(tmp_path)
    tamper("delete from audit_heads")
    grow(sealed, act, 1)
    sign()
    assert named(check(tmp_path)) == {("forked", 1)}


def test_nothing_is_signed_over_a_fork(
    sealed: Database, act: Act, sign: Sign, tamper: Tamper, signer: Signer, tmp_path: Path
) -> None:
    sign()
    tamper(*(each.format(6) for each in CUT[:2]))
    grow(sealed, act, 5)
    with pytest.raises(ChainBroken):
        sign()
    keeper = HeadKeeper(sealed, signer, folder=tmp_path, now=lambda: NOW + timedelta(days=1))
    keeper.look()  # goes on
    with pytest.raises(ChainBroken):
        keeper.keep(make=True)


DEEP = """replace(document, '"link":"', '"link":"\\ud800')"""
CHANGES = {
    "number": "number + 5",
    "last": "last + 1",
    "document": "replace(document, '\"first\":1', '\"first\":2')",
    "signature": "translate(substr(signature, 1, 1), '0123456789abcdef', '123456789abcdef0') || substr(signature, 2)",
    "made_at": "made_at + interval '1 microsecond'",
}


@pytest.mark.parametrize("column", CHANGES)
def test_a_changed_head_is_named(sealed: Database, sign: Sign, check: Check, tamper: Tamper, column: str) -> None:
    assert set(CHANGES) == set(AuditHead.__table__.columns.keys())
    sign()
    tamper(f"update audit_heads set {column} = {CHANGES[column]}")
    assert {kind for kind, _ in named(check())} <= {"unsigned", "forked"}
    assert check().faults


@pytest.mark.parametrize(
    "words",
    ["document || ' '", "' ' || document", "upper(document)", "'x'", "'{}'", "'[]'", "repeat('[', 100000)", DEEP],
)
def test_a_document_in_other_words_is_named(
    sealed: Database, sign: Sign, check: Check, tamper: Tamper, words: str
) -> None:
    sign()
    tamper(f"update audit_heads set document = {words}")
    assert {kind for kind, _ in named(check())} == {"unsigned"}


def test_a_head_signed_by_another_key_is_named(
    sealed: Database, check: Check, tmp_path: Path, signer: Signer, sign: Sign
) -> None:
    ensure_signing_key(tmp_path / "other.pem")
    made = sign()
    forged = {"head": made["head"], "signature": Signer(tmp_path / "other.pem").sign(canonical(made["head"])).hex()}
    heads.export(tmp_path, [forged], signer.key)
    assert named(check(tmp_path)) == {("unsigned", 1)}


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(min_value=0), by=st.integers(min_value=1, max_value=255))
def test_any_changed_byte_of_an_exported_head_is_named(
    sealed: Database, sign: Sign, check: Check, tmp_path: Path, place: int, by: int
) -> None:
    sign(tmp_path)
    path = tmp_path / "head-00000001.json"
    whole = path.read_bytes()
    at = place % len(whole)
    path.write_bytes(whole[:at] + bytes([whole[at] ^ by]) + whole[at + 1 :])
    try:
        assert check(tmp_path).faults
    finally:
        path.write_bytes(whole)


def test_nothing_exported_is_written_over_and_what_is_missing_comes_back(
    sealed: Database, act: Act, sign: Sign, tmp_path: Path
) -> None:
    sign(tmp_path)
    (tmp_path / "head-00000001.json").write_text("kept")
    grow(sealed, act, 1)
    sign(tmp_path)
    (tmp_path / "head-00000002.json").unlink()
    sign(tmp_path)
    assert (tmp_path / "head-00000001.json").read_text() == "kept"
    assert json.loads((tmp_path / "head-00000002.json").read_bytes())["head"]["last"] == 10
    assert sorted(path.name for path in tmp_path.iterdir()) == ["head-00000001.json", "head-00000002.json", "key.json"]


@pytest.mark.parametrize("has_links", [True, False])
def test_a_file_appears_whole_and_never_in_place_of_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, has_links: bool
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError("no hard links on this share")

    if not has_links:
        monkeypatch.setattr("os.link", refuse)
    heads.write_whole(tmp_path / "a.json", b"1")
    with pytest.raises(FileExistsError):
        heads.write_whole(tmp_path / "a.json", b"2")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a.json", b"1")]


class Down(NullChannel):
    """A mail server that takes nothing."""

    def send(self, message: OutgoingMessage) -> None:
        raise CertainFailure("connect", is_channel_down=True)


def test_a_day_has_one_head_which_is_exported_and_mailed_once(
    sealed: Database, act: Act, signer: Signer, tmp_path: Path
) -> None:
    clock, down, mail = MovingClock(), Down(), NullChannel()
    there = {"folder": tmp_path / "out", "mail_to": "audit@elsewhere.example", "mailed_file": tmp_path / "mailed.txt"}
    HeadKeeper(sealed, signer, channel=down, now=clock, **there).look()
    keeper = HeadKeeper(sealed, signer, channel=mail, now=clock, **there)
    for hours in (0, 1, 20, 1, 1):
        clock.move(hours=hours)
        grow(sealed, act, 1)
        keeper.look()
    assert len(list((tmp_path / "out").glob("head-*.json"))) == 2
    assert [message.subject for message in mail.taken] == ["Huiyin evidence: head 1", "Huiyin evidence: head 2"]
    assert json.loads(mail.taken[1].text)["head"]["number"] == 2


def test_a_quiet_day_needs_no_further_head(sealed: Database, signer: Signer, tmp_path: Path) -> None:
    clock = MovingClock()
    keeper = HeadKeeper(sealed, signer, folder=tmp_path, now=clock)
    for _ in range(3):
        made = keeper.keep(make=True)
        clock.move(days=1)
    assert made is not None
    assert made["head"]["number"] == 1


def test_without_its_key_the_sealer_goes_on_sealing(log: Database, act: Act, check: Check, tmp_path: Path) -> None:
    keeper = HeadKeeper(log, Signer(tmp_path / "gone.pem"), folder=tmp_path / "out")
    stop = threading.Event()
    sealer = threading.Thread(target=Sealer(log).follow, args=(stop, keeper.look))
    sealer.start()
    for count in (1, 2):
        act()
        wait_until(lambda count=count: check().seal_count == count, seconds=2.0)
    stop.set()
    sealer.join()


def test_a_folder_that_is_away_stops_nothing_and_gets_what_it_lacks(
    sealed: Database, signer: Signer, tmp_path: Path
) -> None:
    away = tmp_path / "away"
    away.write_text("not a folder")
    keeper = HeadKeeper(sealed, signer, folder=away)
    assert keeper.keep() is not None
    away.unlink()
    keeper.keep()
    assert (away / "head-00000001.json").exists()
