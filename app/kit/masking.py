"""Masking of free text before analysis may read it: e-mails, addresses on the web, phone and
identity numbers, long digit runs, and the names that the caller knows. Pure; the same text and
names give the same mask. What it can't know (a stranger's name) stays.
"""

import re
import unicodedata
from collections.abc import Iterable

EMAIL, URL, IDENTITY, PHONE, NUMBER, NAME = "[email]", "[url]", "[id]", "[phone]", "[number]", "[name]"

_GAP = r"[\s\-.·]{0,2}"
_HOST = r"\b[a-z0-9][a-z0-9\-]*(?:\.[a-z0-9\-]+)*\.(?:com|cn|net|org|io|top|xyz|me)\b(?:/\S*)?"
_PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"[\w.+\-]+\s?@\s?[\w\-]+(?:\s?\.\s?[A-Za-z\-]{2,})+", re.ASCII), EMAIL),
    (re.compile(r"(?:https?://|www\.)[^\s，。；、）)》>\"']+", re.IGNORECASE), URL),
    (re.compile(_HOST, re.IGNORECASE | re.ASCII), URL),
    # 18 digits (the last may be X) or the old 15, also with blanks between the groups
    (re.compile(rf"(?<!\d)\d{{6}}{_GAP}\d{{8}}{_GAP}\d{{3}}[\dXx](?![\dA-Za-z])"), IDENTITY),
    (re.compile(rf"(?<!\d)(?:\+?86{_GAP}|\(\+?86\){_GAP})?1[3-9]\d{_GAP}\d{{4}}{_GAP}\d{{4}}(?!\d)"), PHONE),
    (re.compile(r"(?<!\d)\(?0\d{2,3}\)?[\s\-]?\d{7,8}(?:[\s\-转]{1,2}\d{1,5})?(?!\d)"), PHONE),
    (re.compile(r"(?<!\d)(?:400|800)[\s\-]?\d{3,4}[\s\-]?\d{3,4}(?!\d)"), PHONE),
    (re.compile(r"\+\d{1,3}[\s\-]?(?:\d[\s\-]?){6,13}\d"), PHONE),
    (re.compile(r"(?<!\d)\d{4}(?:[\s\-]\d{3,4}){2,}(?!\d)"), NUMBER),  # a card's groups
    (re.compile(r"(?<!\d)\d{7,}(?!\d)"), NUMBER),  # accounts, chat numbers
)
_SHORTEST_NAME = 2


def mask_text(text: str, names: Iterable[str] = ()) -> str:
    """`text` with what could identify somebody replaced by a label in brackets.

    Full-width letters and digits are read as their plain forms (and come out so where a digit
    or sign stood full-width); Chinese punctuation stays. `names` are masked wherever they stand,
    Latin ones as whole words in any case.
    """
    masked = _narrow(text)
    for pattern, label in _PATTERNS:
        masked = pattern.sub(label, masked)
    for name in sorted({_narrow(name).strip() for name in names}, key=len, reverse=True):
        if len(name) >= _SHORTEST_NAME:
            masked = _name_pattern(name).sub(NAME, masked)
    return masked


_ASCII_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz@.-+/:_"


def _narrow(text: str) -> str:
    """Letters, digits and the signs of addresses in their plain form; all else as it was."""
    return "".join(_plain(character) for character in text)


def _plain(character: str) -> str:
    folded = unicodedata.normalize("NFKC", character)
    return folded if len(folded) == 1 and folded in _ASCII_LETTERS and character != "：" else character


def _name_pattern(name: str) -> re.Pattern[str]:
    escaped = r"\s*".join(re.escape(part) for part in name.split())
    if name.isascii():
        return re.compile(rf"(?<![A-Za-z]){escaped}(?![A-Za-z])", re.IGNORECASE)
    return re.compile(escaped)
