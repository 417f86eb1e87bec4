"""From bytes to text: which of the encodings that HR's files come in. Nothing about tables.

Order: byte order mark, UTF-16 without one, UTF-8, GB18030. A character that the end of the
file cuts in two is no reason to give up: it is reported, and the last row is judged.
"""

import codecs
from dataclasses import dataclass

from connectors.sources.errors import NulBytes, UnknownEncoding

MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
COMMON_SHARE = 0.7  # of the letters outside ASCII, in text that really is Chinese in GB18030


@dataclass(frozen=True)
class Decoded:
    """The text, its encoding, and whether the file ends in the middle of a character."""

    text: str
    encoding: str
    is_cut: bool


def decode(data: bytes, file_name: str) -> Decoded:
    """`data` as text without byte order mark. Raises `UnknownEncoding`, `NulBytes`."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return _checked(_strictly(data[len(mark) :], encoding), file_name)
    wide = _wide_encoding(data)
    if wide:
        return _checked(_strictly(data, wide), file_name)
    if b"\x00" in data:
        raise NulBytes(file=file_name)
    utf8 = _strictly(data, "utf-8")
    if utf8:
        return _checked(utf8, file_name)
    gb18030 = _strictly(data, "gb18030")
    if gb18030 and not _is_plausible_chinese(gb18030.text):
        gb18030 = None
    return _checked(gb18030, file_name)


def _checked(decoded: Decoded | None, file_name: str) -> Decoded:
    if decoded is None:
        raise UnknownEncoding(file=file_name)
    if "\x00" in decoded.text:
        raise NulBytes(file=file_name)
    return decoded


def _strictly(data: bytes, encoding: str) -> Decoded | None:
    """`data` decoded without a single replacement, or None. Incremental, to tell a cut at the
    end (bytes left over) from a wrong encoding (an error).
    """
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    try:
        text = decoder.decode(data, final=False)
    except UnicodeDecodeError:
        return None
    rest = decoder.getstate()[0]
    return Decoded(text.removeprefix("\ufeff"), encoding, is_cut=bool(rest))


def _wide_encoding(data: bytes) -> str | None:
    """UTF-16 without a mark: line ends and separators are two bytes with a NUL at one side."""
    head = data[:4000]
    little = sum(head[1::2].count(byte) for byte in b"\x00")
    big = sum(head[0::2].count(byte) for byte in b"\x00")
    if b"\n\x00" in data and little > big * 4:
        return "utf-16-le"
    if b"\x00\n" in data and big > little * 4:
        return "utf-16-be"
    return None


def _is_plausible_chinese(text: str) -> bool:
    """GB18030 decodes nearly anything: real text is mostly letters of the common set GB2312."""
    letters = [letter for letter in text[:200_000] if ord(letter) > 127]
    if not letters:
        return True
    common = sum(1 for letter in letters if _is_common(letter))
    return common / len(letters) >= COMMON_SHARE


def _is_common(letter: str) -> bool:
    try:
        letter.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True
