"""A Merkle root over more digests than one would hold: as in offline.levels_of, leaf by leaf."""

import hashlib

from app.evidence.offline import LEAF, NODE


class Tree:
    """The tree of RFC 6962 over the digests added so far."""

    def __init__(self) -> None:
        self._peaks: list[tuple[int, bytes]] = []  # (size, hash) of the full trees, the largest first

    def add(self, digest: bytes) -> None:
        """Adds the next leaf."""
        size, peak = 1, hashlib.sha256(LEAF + digest).digest()
        while self._peaks and self._peaks[-1][0] == size:
            peak = hashlib.sha256(NODE + self._peaks.pop()[1] + peak).digest()
            size *= 2
        self._peaks.append((size, peak))

    @property
    def root(self) -> str:
        """The root, as hex."""
        *others, (_, root) = self._peaks
        for _, peak in reversed(others):
            root = hashlib.sha256(NODE + peak + root).digest()
        return root.hex()
