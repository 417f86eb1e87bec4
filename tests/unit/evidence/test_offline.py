"""The arithmetic of evidence beside other people's: Merkle trees, proofs, signatures, archives."""

import hashlib
import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.evidence.offline import Damaged, is_signed, levels_of, path_of, read_archive, root_by_path, write_archive
from app.evidence.rules import Horizon, Mark, is_out_of_place, ranges
from app.evidence.signing import Signer, ensure_signing_key
from app.evidence.tree import Tree

CONTENTS = st.dictionaries(st.from_regex(r"[a-z0-9_]{1,8}\.[a-z0-9]{1,4}", fullmatch=True), st.binary(max_size=60))


def merkle(leaves: list[bytes]) -> bytes:
    """RFC 6962, 2.1, word by word."""
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return hashlib.sha256(b"\x01" + merkle(leaves[:split]) + merkle(leaves[split:])).digest()


@pytest.mark.parametrize("size", [*range(1, 34), 64, 65, 127])
def test_root_and_proofs_are_those_of_the_rfc(size: int) -> None:
    leaves = [hashlib.sha256(bytes([number])).digest() for number in range(size)]
    levels, tree = levels_of(leaves), Tree()
    for leaf in leaves:
        tree.add(leaf)
    assert levels[-1][0] == merkle(leaves) == bytes.fromhex(tree.root)
    for index, leaf in enumerate(leaves):
        path = path_of(levels, index)
        assert root_by_path(leaf, index, size, path) == merkle(leaves)
        assert root_by_path(leaf, (index + 1) % size, size, path) != merkle(leaves) or size == 1
        assert root_by_path(leaf, index, size, [*path, leaf]) is None
        assert root_by_path(leaf, size, size, path) is None


@pytest.fixture(scope="module")
def signer(tmp_path_factory: pytest.TempPathFactory) -> Signer:
    path = tmp_path_factory.mktemp("keys") / "evidence.pem"
    ensure_signing_key(path)
    assert path.stat().st_mode & 0o777 == 0o600
    return Signer(path)


@settings(deadline=None)
@given(message=st.binary(max_size=40), place=st.integers(0, 383), by=st.integers(1, 255))
def test_a_signature_holds_for_its_message_and_key_alone(signer: Signer, message: bytes, place: int, by: int) -> None:
    signature = signer.sign(message)
    assert is_signed(signer.key, message, signature)
    assert not is_signed(signer.key, message + b"x", signature)
    assert not is_signed(signer.key, message, signature + b"x")
    changed = bytearray(signature)
    changed[place] ^= by
    assert not is_signed(signer.key, message, bytes(changed))


def test_a_weak_key_signs_nothing(signer: Signer) -> None:
    key, signature = signer.key, signer.sign(b"x")
    assert not is_signed({"n": key["n"], "e": 1}, b"x", signature)
    assert not is_signed({"n": "f" * 256, "e": 65537}, b"x", signature[:128])


@settings(deadline=None)
@given(CONTENTS)
def test_an_archive_is_a_zip_that_everybody_reads(members: dict[str, bytes]) -> None:
    data = write_archive(members)
    assert read_archive(data) == members
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == members


@settings(deadline=None)
@given(CONTENTS.filter(bool), st.integers(0), st.integers(1, 255))
def test_any_changed_byte_of_its_structure_is_seen(members: dict[str, bytes], place: int, by: int) -> None:
    data = bytearray(write_archive(members))
    data[place % len(data)] ^= by
    try:
        assert read_archive(bytes(data)) != members
    except Damaged:
        return


def zip_of(*members: tuple[str, bytes], compression: int = zipfile.ZIP_STORED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04",
        b"PK\x05\x06" + bytes(17),
        zip_of(("a.json", b"1"), ("b.json", b"2")).replace(b"b.json", b"a.json"),
        zip_of(("../a.json", b"1")),
        zip_of(("bomb.json", bytes(50_000_000)), compression=zipfile.ZIP_DEFLATED),
        write_archive({"a.json": b"1"}) + b"x",
        b"x" + write_archive({"a.json": b"1"}),
        write_archive({"a.json": b"1"})[:-1],
    ],
)
def test_what_was_not_written_by_us_is_refused(data: bytes) -> None:
    with pytest.raises(Damaged):
        read_archive(data)


def test_where_an_entry_may_come_in() -> None:
    mark, horizon = Mark(9, 1, 100, 50, b"", 0, 50), Horizon(110, 120)
    assert not is_out_of_place(100, 51, mark, horizon)
    assert not is_out_of_place(119, 7, mark, horizon)
    assert is_out_of_place(100, 49, mark, horizon)
    assert is_out_of_place(99, 51, mark, horizon)
    assert is_out_of_place(120, 51, mark, horizon)
    assert ranges([1, 2, 3, 7, 9, 10]) == [(1, 3), (7, 7), (9, 10)]
