"""Checks evidence with nothing but Python's standard library: entries, chain, proofs, heads, signatures, archives.

A copy of this file lies in every bundle as verify.py: `python3 -I verify.py BUNDLE.zip --key FINGERPRINT`. So
it imports nothing of ours, reads no database and writes nothing; the product checks with the same functions.
"""

import argparse
import hashlib
import json
import re
import struct
import sys
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

GENESIS = bytes(32)  # what the first link and the first head follow
LEAF, NODE, LINK = b"\x00", b"\x01", b"\x02"  # what is hashed says what it is: no proof passes for a link
LEAST_BITS, MOST_BITS, EXPONENT = 3072, 16384, 65537
SHA256_INFO = bytes.fromhex("3031300d060960864801650304020105000420")  # RFC 8017: the DigestInfo of SHA-256
MOST_BYTES = 2**29
_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
MANIFEST, SIGNATURE, KEY, HEADS, AUDIT = "manifest.json", "manifest.sig", "key.json", "heads.json", "audit.json"
Key = Mapping[str, Any]  # {"n": hex, "e": 65537}


class Damaged(Exception):
    """The evidence is not what was made; the text says what is wrong."""


def canonical(document: object) -> bytes:
    """The one way to write a document: UTF-8 JSON, keys sorted, no blanks."""
    return _ENCODER.encode(document).encode()


def digest_of(entry: Mapping[str, Any]) -> bytes:
    """The hash of an audit entry: all its columns, those without a value left out."""
    return hashlib.sha256(canonical({key: value for key, value in entry.items() if value is not None})).digest()


def link_of(previous: bytes, position: int, era: int, digest: bytes) -> bytes:
    """The link of the chain at `position`, which stands for everything up to there."""
    return hashlib.sha256(LINK + previous + struct.pack(">QI", position, era) + digest).digest()


def levels_of(digests: Sequence[bytes]) -> list[list[bytes]]:
    """The Merkle tree of RFC 6962 over at least one digest, from its leaves to its root."""
    levels = [[hashlib.sha256(LEAF + digest).digest() for digest in digests]]
    while len(levels[-1]) > 1:
        below = levels[-1]
        level = [_node(below[at], below[at + 1]) for at in range(0, len(below) - 1, 2)]
        levels.append(level + below[len(level) * 2 :])  # the odd one rises
    return levels


def path_of(levels: Sequence[Sequence[bytes]], index: int) -> list[bytes]:
    """What proves that the leaf at `index` belongs to the root: its neighbours on the way up."""
    path = []
    for level in levels[:-1]:
        neighbour = index ^ 1
        if neighbour < len(level):
            path.append(level[neighbour])
        index //= 2
    return path


def root_by_path(digest: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """The root that leaf and path lead to (RFC 9162, 2.1.3.2); None for a path that can't be of such a tree."""
    last, root = size - 1, hashlib.sha256(LEAF + digest).digest()
    if not 0 <= index <= last:
        return None
    for neighbour in path:
        if last == 0:
            return None
        if index & 1 or index == last:
            root = _node(neighbour, root)
            while index and not index & 1:
                index, last = index >> 1, last >> 1
        else:
            root = _node(root, neighbour)
        index, last = index >> 1, last >> 1
    return root if last == 0 else None


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(NODE + left + right).digest()


def fingerprint_of(key: Key) -> str:
    """What a key is told by: compare it with one that you have from elsewhere."""
    return hashlib.sha256(canonical({"n": key["n"], "e": key["e"]})).hexdigest()


def is_signed(key: Key, message: bytes, signature: bytes) -> bool:
    """Whether the key's owner signed (RSA PKCS #1 v1.5 with SHA-256); a weak key signs nothing."""
    modulus, exponent = int(key["n"], 16), key["e"]
    size = (modulus.bit_length() + 7) // 8
    if not LEAST_BITS <= modulus.bit_length() <= MOST_BITS or exponent != EXPONENT or len(signature) != size:
        return False
    number = int.from_bytes(signature, "big")
    info = SHA256_INFO + hashlib.sha256(message).digest()
    wanted = b"\x00\x01" + b"\xff" * (size - 3 - len(info)) + b"\x00" + info
    return number < modulus and pow(number, exponent, modulus).to_bytes(size, "big") == wanted


def head_hash(head: Mapping[str, Any]) -> str:
    """What the next head names as `previous`."""
    return hashlib.sha256(canonical(head)).hexdigest()


def head_faults(signed: Sequence[Mapping[str, Any]], key: Key) -> list[tuple[int, str]]:
    """(number, what is wrong) along a chain of signed heads that begins with the first."""
    faults = []
    previous, first = GENESIS.hex(), 1
    for number, each in enumerate(signed, 1):
        head = each["head"]
        if not is_signed(key, canonical(head), bytes.fromhex(each["signature"])):
            faults.append((number, "it is not signed by this key"))
        elif head["number"] != number or head["previous"] != previous:
            faults.append((number, "it does not follow the head before it"))
        elif head["first"] != first or head["last"] < first:
            faults.append((number, "its entries do not follow those of the head before it"))
        previous, first = head_hash(head), head["last"] + 1
    return faults


# An archive is a ZIP whose bytes follow from its members: stored, sorted, without dates. So a changed byte is
# found wherever it stands, nothing can hide between members, and nothing unpacks to more than what is there.
_LOCAL, _CENTRAL, _END = "<4s5H3I2H", "<4s6H3I5H2I", "<4s4H2IH"
_1980 = 33
_NAME = re.compile(r"[a-z0-9_]+(\.[a-z0-9]+)+")


def write_archive(members: Mapping[str, bytes]) -> bytes:
    """The ZIP of `members` by name."""
    body, directory = [], []
    offset = 0
    for name, content in sorted(members.items()):
        facts = (0, 0, 0, _1980, zlib.crc32(content), len(content), len(content), len(name), 0)
        local = struct.pack(_LOCAL, b"PK\x03\x04", 20, *facts) + name.encode()
        directory.append(
            struct.pack(_CENTRAL, b"PK\x01\x02", 0x0314, 20, *facts, 0, 0, 0, 0o100644 << 16, offset) + name.encode()
        )
        body += [local, content]
        offset += len(local) + len(content)
    listed = b"".join(directory)
    end = struct.pack(_END, b"PK\x05\x06", 0, 0, len(directory), len(directory), len(listed), offset, 0)
    return b"".join([*body, listed, end])


def read_archive(data: bytes) -> dict[str, bytes]:
    """Its members. Raises `Damaged` for anything that `write_archive` would not have written."""
    members: dict[str, bytes] = {}
    at, size = 0, struct.calcsize(_LOCAL)
    while data[at : at + 4] == b"PK\x03\x04" and at + size <= len(data):
        *_, length, _unpacked, name_length, _extra = struct.unpack_from(_LOCAL, data, at)
        start = at + size + name_length
        name = data[at + size : start].decode("ascii", "replace")
        if name in members or not _NAME.fullmatch(name) or start + length > len(data):
            raise Damaged("the archive has a member that can't be one of a bundle")
        members[name] = data[start : start + length]
        at = start + length
    if write_archive(members) != data:
        raise Damaged("the archive is not byte for byte as it was written")
    return members


def check_bundle(data: bytes, key_fingerprint: str | None = None) -> dict[str, Any]:
    """The bundle's manifest, when everything in it is as it was signed. Raises `Damaged`.

    `key_fingerprint`: of the key that must have signed; without it the bundle's own is believed.
    """
    members = read_archive(data)
    try:
        return _checked(members, key_fingerprint)
    except (KeyError, IndexError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise Damaged(f"a file of the bundle is not in its form ({type(error).__name__})") from error


def _checked(members: Mapping[str, bytes], key_fingerprint: str | None) -> dict[str, Any]:
    for name in (MANIFEST, SIGNATURE, KEY, HEADS, AUDIT):
        if name not in members:
            raise Damaged(f"{name} is missing")
    key = json.loads(members[KEY])
    if key_fingerprint not in (None, fingerprint_of(key)):
        raise Damaged("it was signed by another key than the one that was expected")
    if not is_signed(key, members[MANIFEST], members[SIGNATURE]):
        raise Damaged(f"{MANIFEST} is not signed by the bundle's key")
    manifest: dict[str, Any] = json.loads(members[MANIFEST])
    listed, present = manifest["files"], members.keys() - {MANIFEST, SIGNATURE}
    for name in sorted(listed.keys() | present):
        if name not in present:
            raise Damaged(f"{name} is missing")
        if name not in listed:
            raise Damaged(f"{name} does not belong to it")
        if hashlib.sha256(members[name]).hexdigest() != listed[name]:
            raise Damaged(f"{name} was changed")
    heads = json.loads(members[HEADS])
    for number, what in head_faults(heads, key):
        raise Damaged(f"head {number}: {what}")
    _check_entries(json.loads(members[AUDIT]), [each["head"] for each in heads], manifest["application_id"])
    return manifest


def _check_entries(
    proven: Sequence[Mapping[str, Any]], heads: Sequence[Mapping[str, Any]], application_id: str
) -> None:
    for each in proven:
        entry, position = each["entry"], each["position"]
        head = heads[each["head"] - 1]
        size = head["last"] - head["first"] + 1
        path = [bytes.fromhex(step) for step in each["path"]]
        root = root_by_path(digest_of(entry), position - head["first"], size, path)
        if root is None or root.hex() != head["root"]:
            raise Damaged(f"the entry at position {position} does not belong to head {head['number']}")
        if entry.get("application_id") != application_id:
            raise Damaged(f"the entry at position {position} is of another application")


def check_against(heads: Sequence[Mapping[str, Any]], exported: Mapping[str, bytes]) -> None:
    """Raises `Damaged` where a head that was exported (file name -> content) is another one in the bundle."""
    for name, content in sorted(exported.items()):
        try:
            kept = json.loads(content)
            number = kept["head"]["number"]
        except (KeyError, TypeError, ValueError, RecursionError) as error:
            raise Damaged(f"{name} is not a head as it was exported") from error
        if 0 < number <= len(heads) and heads[number - 1] != kept:
            raise Damaged(f"head {number} is not the one that was exported: the history was written anew")


def exported_in(folder: Path) -> dict[str, bytes]:
    """The files of exported heads in a folder."""
    return {path.name: path.read_bytes() for path in folder.glob("head-*.json")}


def main(words: Sequence[str]) -> int:
    """The command line: 0 everything holds, 1 it does not, 2 used wrongly."""
    parser = argparse.ArgumentParser(prog="verify.py", description="Checks a bundle of evidence. 检验证据包。")
    parser.add_argument("bundle", metavar="BUNDLE.zip", type=Path)
    parser.add_argument("--key", metavar="FINGERPRINT", help="of the key that must have signed it 必须由此密钥签名")
    parser.add_argument("--heads", metavar="DIR", type=Path, help="heads that were exported 导出的链头所在文件夹")
    asked = parser.parse_args(words)
    try:
        if asked.bundle.stat().st_size > MOST_BYTES:
            raise Damaged("the file is larger than any bundle")
        data = asked.bundle.read_bytes()
        manifest = check_bundle(data, asked.key)
        if asked.heads:
            check_against(json.loads(read_archive(data)[HEADS]), exported_in(asked.heads))
    except (Damaged, OSError) as error:
        sys.stdout.write(f"FAILED: {error}\n失败:证据包不可信\n")
        return 1
    said = f"{manifest['entry_count']} audit entries, {len(manifest['files'])} files, made at {manifest['made_at']}"
    sys.stdout.write(f"OK: {said}\n通过:内容与签名一致\nkey 密钥指纹: {manifest['key']}\n")
    if asked.key is None:
        sys.stdout.write("Compare the fingerprint with one from elsewhere. 请将指纹与另行取得的指纹核对。\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
