"""What a file is, by its content, and what its name may be: pure functions, nothing is unpacked.

Names and media types that a browser tells are never believed. A DOCX or XLSX is known by its
central directory alone, so a bomb inside it stays folded; what is served is served as a download.
"""

import enum
import io
import re
import struct
import unicodedata
import zipfile
from urllib.parse import quote

from app.messages.errors import AttachmentEmpty, AttachmentTooLarge, AttachmentTypeRefused

LARGEST_MB = 10
LARGEST = LARGEST_MB * 1024 * 1024
LONGEST_NAME = 120
MOST_ENTRIES = 2_000  # in an office file
MOST_UNPACKED, MOST_RATIO = 200 * 1024 * 1024, 300  # as its directory declares them
ENCRYPTED = 0x1  # flag of an entry


class MediaType(enum.StrEnum):
    """What is taken. The value is what it is served as."""

    PDF = "application/pdf"
    PNG = "image/png"
    JPEG = "image/jpeg"
    WEBP = "image/webp"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    TXT = "text/plain"


SUFFIXES: dict[MediaType, tuple[str, ...]] = {
    MediaType.PDF: (".pdf",),
    MediaType.PNG: (".png",),
    MediaType.JPEG: (".jpg", ".jpeg"),
    MediaType.WEBP: (".webp",),
    MediaType.DOCX: (".docx",),
    MediaType.XLSX: (".xlsx",),
    MediaType.TXT: (".txt", ".csv", ".md"),
}
_OFFICE = {"word/document.xml": MediaType.DOCX, "xl/workbook.xml": MediaType.XLSX}
_MACROS = ("vbaproject.bin", "vbadata.xml")
# Text that a browser or a shell might run if it were ever opened as what it says.
_ACTIVE = re.compile(r"\s*(<!doctype|<html|<head|<body|<script|<svg|<\?xml|<\?php|<%|#!|@echo)", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


def require_file(content: bytes) -> MediaType:
    """What the content is. Raises `AttachmentEmpty`, `AttachmentTooLarge`, `AttachmentTypeRefused`."""
    if not content:
        raise AttachmentEmpty
    if len(content) > LARGEST:
        raise AttachmentTooLarge(limit_mb=LARGEST_MB)
    found = _detect(content)
    if found is None:
        raise AttachmentTypeRefused
    return found


def _detect(content: bytes) -> MediaType | None:
    if content.startswith(b"%PDF-"):
        return MediaType.PDF
    if content.startswith(b"\x89PNG\r\n\x1a\n") and content[12:16] == b"IHDR":
        return MediaType.PNG
    if content.startswith(b"\xff\xd8\xff"):
        return MediaType.JPEG
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return MediaType.WEBP
    if content.startswith(b"PK\x03\x04"):
        return _office(content)
    return MediaType.TXT if _is_text(content) else None


def _office(content: bytes) -> MediaType | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()  # the central directory; nothing is unpacked
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error, OSError, EOFError):
        return None
    names = [entry.filename for entry in entries]
    if "[Content_Types].xml" not in names or not _is_harmless(entries):
        return None
    return next((kind for name, kind in _OFFICE.items() if name in names), None)


def _is_harmless(entries: list[zipfile.ZipInfo]) -> bool:
    if len(entries) > MOST_ENTRIES or any(entry.flag_bits & ENCRYPTED for entry in entries):
        return False
    if any(entry.filename.lower().endswith(_MACROS) for entry in entries):
        return False
    if any(entry.filename.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", entry.filename) for entry in entries):
        return False
    packed, unpacked = sum(entry.compress_size for entry in entries), sum(entry.file_size for entry in entries)
    return unpacked <= MOST_UNPACKED and unpacked <= MOST_RATIO * max(packed, 1)


def _is_text(content: bytes) -> bool:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            decoded = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return not _CONTROLS.search(decoded) and not _ACTIVE.match(decoded)
    return False


def clean_filename(filename: str, media_type: MediaType) -> str:
    """A name that is safe to show and to save: no path, no control or direction-changing
    characters, at most LONGEST_NAME characters, with an ending that says what the content is.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", filename))[-1]
    visible = "".join(
        c for c in last if unicodedata.category(c)[0] != "C" and unicodedata.category(c) not in {"Zl", "Zp"}
    )
    plain = re.sub(r'[<>:"|?*]', "_", visible).rstrip(" .").lstrip()
    plain = re.sub(r"\s+", " ", plain)
    endings = SUFFIXES[media_type]
    stem, ending = plain, endings[0]
    for known in endings:
        if plain.lower().endswith(known):
            stem, ending = plain[: -len(known)], known
    stem = stem.strip(" .")[: LONGEST_NAME - len(ending)].rstrip(" .") or "file"
    return f"_{stem}{ending}" if _RESERVED.match(stem) else f"{stem}{ending}"


def download_headers(filename: str, media_type: str) -> dict[str, str]:
    """Headers under which a browser saves the file and runs nothing of it."""
    ascii_name = re.sub(r"[^A-Za-z0-9._ -]", "_", filename)
    return {
        "Content-Type": media_type,
        "Content-Disposition": f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(filename, safe='')}",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "private, no-store",
    }
