"""Verifying the audit log: everything is computed again, in one snapshot and by the batch, and every fault is
named with its place. What is expected of heads comes from the signed heads, of which those exported to
somewhere else are the ones that nobody here can take back.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.evidence import repository
from app.evidence.heads import Heads
from app.evidence.offline import GENESIS, Key, digest_of, fingerprint_of, link_of
from app.evidence.repository import Sealed
from app.evidence.rules import Fault, FaultKind, Verified, is_out_of_place, ranges
from app.evidence.tree import Tree
from app.kit.database import Unit

Progress = Callable[[int, int], None]
STEP = 5000  # entries between two words of progress
COMPARED = 200  # changed entries that are compared with each other: were they swapped?
NAMED = 1000  # faults of one kind that are named one by one


def verify(
    unit: Unit, key: Key, exported: Sequence[Mapping[str, Any]] = (), progress: Progress = lambda _done, _total: None
) -> Verified:
    """Checks entries, seals and heads in one snapshot, which `unit` begins; `exported`: the signed heads kept
    elsewhere, rightly written.
    """
    repository.take_snapshot(unit)
    total = repository.seal_count(unit)
    heads = Heads(unit, key, exported)
    walk = Walk(heads.expected)
    for row in repository.sealed(unit):
        walk.step(row)
        if walk.count % STEP == 0:
            progress(walk.count, total)
    faults = [*walk.end(), *heads.faults]
    unsealed_count = _look_at_unsealed(unit, faults)
    last_exported = max((each["head"]["last"] for each in heads.exported), default=0)
    return Verified(
        seal_count=walk.count,
        head_count=len(heads.signed),
        exported_count=len(heads.exported),
        after_exported_count=max(walk.position - last_exported, 0),
        unsealed_count=unsealed_count,
        fingerprint=fingerprint_of(key),
        faults=tuple(faults),
    )


@dataclass
class Walk:
    """Along the chain, seal by seal. `expected`: the heads, by the position that they end at."""

    expected: Mapping[int, Sequence[Mapping[str, Any]]]
    count: int = 0
    position: int = 0
    faults: list[Fault] = field(default_factory=list)
    fault_counts: Counter[FaultKind] = field(default_factory=Counter)
    _links: tuple[bytes, ...] = (GENESIS,)  # the one before: as it stands, and as it ought to be
    _order: tuple[int, int, int] = (1, 0, 0)
    _changed: list[Sealed] = field(default_factory=list)
    _tree: Tree = field(default_factory=Tree)
    _faults_before_head: int = 0
    _head_first: int = 1

    def step(self, row: Sealed) -> None:
        """Judges one seal and its entry."""
        if row.position != self.position + 1:
            self._miss(self.position + 1, row.position - 1)
        self.count, self.position = self.count + 1, row.position
        digest = self._judge_entry(row)
        self._judge_link(row, digest)
        order = (row.era, int(row.sealed_xid), row.sealed_seq)
        if order <= self._order:
            self._add(FaultKind.SWAPPED, "the seal stands out of order", row)
        self._order = order
        self._tree.add(row.digest)
        for head in self.expected.get(row.position, ()):
            self._judge_head(head, row.link)
        if row.position in self.expected:
            self._tree, self._head_first, self._faults_before_head = Tree(), row.position + 1, self.fault_counts.total()

    def _judge_entry(self, row: Sealed) -> bytes | None:
        """The digest of the entry as it is now; None where it is gone."""
        if row.entry[0] is None:
            self._add(FaultKind.REMOVED, "the entry is gone", row)
            return None
        entry = dict(zip(repository.COLUMNS, row.entry, strict=True))
        digest = digest_of(entry)
        if digest != row.digest:
            if len(self._changed) < COMPARED:
                self._changed.append(row)
            self._add(FaultKind.CHANGED, "the entry is not what was sealed", row)
        elif entry["xid"] != row.sealed_xid:
            self._add(FaultKind.CHANGED, "the seal names another transaction than the entry", row)
        return digest

    def _judge_link(self, row: Sealed, digest: bytes | None) -> None:
        known = [link_of(link, row.position, row.era, row.digest) for link in self._links]
        if not known or row.link in known:
            self._links = (row.link,)
            return
        hidden = {link_of(link, row.position, row.era, digest) for link in self._links} if digest else set()
        what = "the seal's digest was changed" if row.link in hidden else "the seal's link does not follow"
        self._add(FaultKind.CHANGED, what, row)
        self._links = (row.link, *known, *hidden)

    def _judge_head(self, head: Mapping[str, Any], link: bytes) -> None:
        is_known = self.fault_counts.total() > self._faults_before_head  # what is wrong has been named already
        is_same = head["link"] == link.hex() and (head["first"] != self._head_first or head["root"] == self._tree.root)
        if not is_same and not is_known:
            what = "what stands here is not what was signed"
            self._note(Fault(FaultKind.FORKED, what, position=head["last"], head=head["number"]))

    def _miss(self, first: int, last: int) -> None:
        for position in range(first, last + 1):
            self._note(Fault(FaultKind.REMOVED, "the seal is gone", position=position))
        self._links = ()

    def _add(self, kind: FaultKind, what: str, row: Sealed) -> None:
        self._note(Fault(kind, what, position=row.position, seq=row.sealed_seq))

    def _note(self, fault: Fault) -> None:
        self.fault_counts[fault.kind] += 1
        if self.fault_counts[fault.kind] <= NAMED:
            self.faults.append(fault)

    def end(self) -> Sequence[Fault]:
        """All faults of the chain, after its last seal."""
        for last, heads in self.expected.items():
            if last > self.position:
                what = f"it was signed up to position {last}, the log ends at {self.position}"
                self.faults += [Fault(FaultKind.TRUNCATED, what, position=last, head=each["number"]) for each in heads]
        swapped = _swapped(self._changed)
        more = [
            Fault(kind, f"{count - NAMED} further faults of this kind")
            for kind, count in self.fault_counts.items()
            if count > NAMED
        ]
        return [*(self._named(fault, swapped) for fault in self.faults), *more]

    @staticmethod
    def _named(fault: Fault, swapped: Mapping[int, int]) -> Fault:
        other = swapped.get(fault.position or 0)
        if fault.kind is not FaultKind.CHANGED or other is None:
            return fault
        return Fault(FaultKind.SWAPPED, f"what stands here was sealed at {other}", fault.position, fault.seq)


def _swapped(changed: Sequence[Sealed]) -> dict[int, int]:
    """Position -> position at which its content was sealed, among changed entries."""
    found = {}
    for row in changed:
        for other in changed:
            moved = dict(zip(repository.COLUMNS, row.entry, strict=True)) | {
                "seq": other.sealed_seq,
                "xid": other.sealed_xid,
            }
            if row.position != other.position and digest_of(moved) == other.digest:
                found[row.position] = other.position
    return found


def _look_at_unsealed(unit: Unit, faults: list[Fault]) -> int:
    """Adds the entries that can't have come by writing them; returns how many wait to be sealed."""
    mark, horizon = repository.mark(unit, {}), repository.horizon(unit)
    waiting, strange = 0, list(repository.beyond_sequence(unit))
    known = set(strange)
    for row in repository.unsealed(unit):
        if row.seq not in known and is_out_of_place(row.xid, row.seq, mark, horizon):
            strange.append(row.seq)
        elif row.seq not in known:
            waiting += 1
    what = "the entry was not written by the application: its number or transaction is out of its time"
    faults += [Fault(FaultKind.INSERTED, what, seq=seq) for seq in sorted(strange)[:NAMED]]
    if len(strange) > NAMED:
        spans = ranges(sorted(strange)[NAMED:])
        said = ", ".join(f"{first}–{last}" for first, last in spans[:20])
        faults.append(Fault(FaultKind.INSERTED, f"{len(strange) - NAMED} further entries: {said}"))
    return waiting
