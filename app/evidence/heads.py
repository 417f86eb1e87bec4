"""Signed heads: what the chain was at a moment, exported so that nobody here can take it back."""

import json
import os
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC
from pathlib import Path
from typing import Any

from app.evidence import repository
from app.evidence.errors import ChainBroken
from app.evidence.models import AuditHead
from app.evidence.offline import GENESIS, Key, canonical, fingerprint_of, head_faults, head_hash, is_signed
from app.evidence.rules import Fault, FaultKind
from app.evidence.signing import Signer
from app.evidence.tree import Tree
from app.kit.database import Unit

Signed = Mapping[str, Any]  # {"head": {...}, "signature": hex}


def signed(head: AuditHead) -> Signed:
    """The head as others get it."""
    return {"head": json.loads(head.document), "signature": head.signature}


def make_head(unit: Unit, signer: Signer) -> Signed | None:
    """Signs where the chain stands now; the last head when nothing was sealed since, None without any seal.

    Raises `ChainBroken` where the chain does not go on from the last head: nothing is signed over a fork.
    """
    repository.lock(unit)
    before = repository.last_head(unit)
    mark = repository.mark(unit, {})
    if before and repository.link_at(unit, before.last) != bytes.fromhex(json.loads(before.document)["link"]):
        raise ChainBroken
    first = before.last + 1 if before else 1
    if mark.position < first:
        return signed(before) if before else None
    tree = Tree()
    for digest in repository.digests(unit, first, mark.position):
        tree.add(digest)
    head = {
        "number": before.number + 1 if before else 1,
        "previous": head_hash(json.loads(before.document)) if before else GENESIS.hex(),
        "first": first,
        "last": mark.position,
        "link": mark.link.hex(),
        "root": tree.root,
        "made_at": unit.now.astimezone(UTC).isoformat(),
        "key": fingerprint_of(signer.key),
    }
    document = canonical(head)
    made = AuditHead(
        number=head["number"],
        last=mark.position,
        document=document.decode(),
        signature=signer.sign(document).hex(),
        made_at=unit.now,
    )
    repository.insert_head(unit, made)
    return signed(made)


def all_signed(unit: Unit) -> list[Signed]:
    """Every head, in order."""
    return [signed(each) for each in repository.heads(unit)]


def file_name(number: int) -> str:
    return f"head-{number:08}.json"


def export(folder: Path, heads: Sequence[Signed], key: Key) -> int:
    """Writes the heads that the folder lacks, and the key; each file whole or not at all. Returns how many.

    A file that is there is never written over.
    """
    folder.mkdir(parents=True, exist_ok=True)
    wanted = {"key.json": canonical(key), **{file_name(each["head"]["number"]): canonical(each) for each in heads}}
    missing = {name: content for name, content in wanted.items() if not (folder / name).exists()}
    for name, content in missing.items():
        write_whole(folder / name, content + b"\n")
    return len(missing.keys() - {"key.json"})


def write_whole(path: Path, content: bytes) -> None:
    """Writes a new file and sees it on the disk: all of it, or nothing. Raises `FileExistsError`."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with fresh.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        _appear(fresh, path)
    finally:
        fresh.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        with suppress(OSError):  # some network shares can't for folders
            os.fsync(folder)
    finally:
        os.close(folder)


def _appear(fresh: Path, path: Path) -> None:
    """Lets the whole file stand at `path` at once. Raises `FileExistsError`."""
    try:
        os.link(fresh, path)
    except FileExistsError:
        raise
    except OSError:  # a share without hard links
        if path.exists():
            raise FileExistsError(path.name) from None
        fresh.rename(path)


def exported(folder: Path) -> tuple[list[Signed], list[Fault]]:
    """The heads in a folder, by number, and a fault for each file that is not a head as it was exported."""
    heads, faults = [], []
    for path in sorted(folder.glob("head-*.json")):
        content = path.read_bytes()
        found = _parsed(content)
        if found and content == canonical(found) + b"\n" and path.name == file_name(found["head"]["number"]):
            heads.append(found)
        else:
            faults.append(Fault(FaultKind.UNSIGNED, f"the exported file {path.name} is not as it was written"))
    return heads, faults


def _parsed(content: bytes) -> Signed | None:
    """The signed head in a document, if it has the form of one."""
    try:
        found: Signed = json.loads(content)
        head = found["head"]
        is_head = all(isinstance(head[name], int) for name in ("number", "first", "last"))
        is_head &= all(isinstance(head[name], str) for name in ("previous", "link", "root", "made_at"))
        bytes.fromhex(found["signature"])
        canonical(found)  # raises for what can't be written
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return found if is_head else None


def _agrees(row: AuditHead, head: Mapping[str, Any]) -> bool:
    """Whether the row's columns say what its document says."""
    said = (head["number"], head["last"], head["made_at"])
    return said == (row.number, row.last, row.made_at.astimezone(UTC).isoformat()) and (
        row.document.encode() == canonical(head) and row.signature == row.signature.lower()
    )


class Heads:
    """The heads of the database and those exported, checked against each other; `expected` are those that
    are rightly signed, by the position that they end at.
    """

    def __init__(self, unit: Unit, key: Key, exported_heads: Sequence[Signed]) -> None:
        self.faults: list[Fault] = []
        self.signed = self._own(unit, key)
        self.exported = [each for each in exported_heads if self._is_right(each, key)]
        by_number = {each["head"]["number"]: each["head"] for each in self.signed}
        for each in self.exported:
            head = each["head"]
            if by_number.get(head["number"], head) != head:
                self._add(FaultKind.FORKED, "the database has another head of this number than was exported", head)
            elif head["number"] not in by_number:
                self._add(FaultKind.TRUNCATED, "the database lacks a head that was exported", head)
        self.expected = self._by_end()

    def _own(self, unit: Unit, key: Key) -> list[Signed]:
        found = []
        rows = repository.heads(unit)
        for row in rows:
            each = _parsed(b'{"head":%b,"signature":"%b"}' % (row.document.encode(), row.signature.encode()))
            if each is None or not _agrees(row, each["head"]):
                self.faults.append(Fault(FaultKind.UNSIGNED, "the head is not as it was written", head=row.number))
            elif self._is_right(each, key):
                found.append(each)
        if len(found) == len(rows):
            self.faults += [Fault(FaultKind.FORKED, what, head=number) for number, what in head_faults(found, key)]
        return found

    def _is_right(self, each: Signed, key: Key) -> bool:
        if is_signed(key, canonical(each["head"]), bytes.fromhex(each["signature"])):
            return True
        self._add(FaultKind.UNSIGNED, "the head is not signed by this key", each["head"])
        return False

    def _add(self, kind: FaultKind, what: str, head: Mapping[str, Any]) -> None:
        self.faults.append(Fault(kind, what, position=head["last"], head=head["number"]))

    def _by_end(self) -> dict[int, list[Mapping[str, Any]]]:
        by_end: dict[int, list[Mapping[str, Any]]] = defaultdict(list)
        for each in [*self.exported, *self.signed]:
            if each["head"] not in by_end[each["head"]["last"]]:
                by_end[each["head"]["last"]].append(each["head"])
        return dict(by_end)
