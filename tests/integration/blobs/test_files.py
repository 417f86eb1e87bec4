"""The store of files on a real disk: whole or not there, private, checked when opened."""

import hashlib
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.kit.errors import BlobMissing, StoreFull
from connectors.blobs import FileBlobStore

CONTENT = b"a file"
HASH = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "blobs"


@pytest.fixture
def store(root: Path) -> FileBlobStore:
    return FileBlobStore(root)


def test_what_was_put_is_found_by_its_hash_and_kept_once(store: FileBlobStore, root: Path) -> None:
    assert [store.put(CONTENT), store.put(CONTENT)] == [HASH, HASH]
    assert store.open(HASH) == CONTENT
    (path,) = [each for each in root.rglob("*") if each.is_file()]
    assert path == root / HASH[:2] / HASH


def test_only_the_owner_reads_it(store: FileBlobStore, root: Path) -> None:
    before = os.umask(0)
    try:
        store.put(CONTENT)
    finally:
        os.umask(before)
    assert {stat.S_IMODE(path.stat().st_mode) for path in root.rglob("*") if path.is_file()} == {0o600}
    assert {stat.S_IMODE(path.stat().st_mode) for path in (root, root / HASH[:2])} == {0o700}


@pytest.mark.parametrize("name", ["0" * 64, "", "../../secrets", HASH.upper(), f"{HASH}/.."])
def test_what_is_not_there_is_a_clear_error_and_no_name_leads_outside(store: FileBlobStore, name: str) -> None:
    store.put(CONTENT)
    with pytest.raises(BlobMissing, match="not in the store"):
        store.open(name)


def test_a_damaged_file_is_not_served_and_is_mended_by_putting_it_again(store: FileBlobStore, root: Path) -> None:
    store.put(CONTENT)
    (root / HASH[:2] / HASH).write_bytes(b"another")
    with pytest.raises(BlobMissing):
        store.open(HASH)
    store.put(CONTENT)
    assert store.open(HASH) == CONTENT


def test_what_is_deleted_is_gone_and_may_be_deleted_again(store: FileBlobStore) -> None:
    store.put(CONTENT)
    store.delete(HASH)
    store.delete(HASH)
    with pytest.raises(BlobMissing):
        store.open(HASH)


def test_a_disk_that_refuses_leaves_nothing_and_says_so(store: FileBlobStore, root: Path) -> None:
    root.write_bytes(b"a file stands where the folder should")
    with pytest.raises(StoreFull):
        store.put(CONTENT)


def test_old_contents_are_named_and_broken_off_writes_cleared_away(store: FileBlobStore, root: Path) -> None:
    store.put(CONTENT)
    new = store.put(b"new")
    part = root / HASH[:2] / "x.part"
    part.write_bytes(b"half")
    long_ago = (datetime.now(UTC) - timedelta(days=2)).timestamp()
    for path in (part, root / HASH[:2] / HASH):
        os.utime(path, (long_ago, long_ago))
    assert list(store.older_than(datetime.now(UTC) - timedelta(days=1))) == [HASH]
    assert not part.exists()
    assert list(store.older_than(datetime.now(UTC), prefix="zz")) == []
    assert list(store.older_than(datetime.now(UTC) - timedelta(days=1), prefix=HASH[:2])) == [HASH]
    store.put(CONTENT)  # put again it is as new
    assert list(store.older_than(datetime.now(UTC) - timedelta(days=1))) == []
    assert store.open(new) == b"new"


def test_many_at_once_may_put_the_same(store: FileBlobStore, root: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(store.put, [CONTENT] * 40)) == {HASH}
    assert [path.name for path in root.rglob("*") if path.is_file()] == [HASH]
