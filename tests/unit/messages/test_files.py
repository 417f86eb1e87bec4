"""What a file is by its content, and what its name may be."""

import re
import zipfile

import pytest

from app.messages.errors import AttachmentEmpty, AttachmentTooLarge, AttachmentTypeRefused
from app.messages.files import LARGEST, LONGEST_NAME, MediaType, clean_filename, download_headers, require_file
from tests.factories import files


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (files.PDF, MediaType.PDF),
        (files.PNG, MediaType.PNG),
        (files.JPEG, MediaType.JPEG),
        (files.WEBP, MediaType.WEBP),
        (files.DOCX, MediaType.DOCX),
        (files.XLSX, MediaType.XLSX),
        (files.TXT, MediaType.TXT),
        ("工作样例".encode("gb18030"), MediaType.TXT),
        ("工作样例".encode("utf-16"), MediaType.TXT),
        (b"\xef\xbb\xbfname,score\r\n", MediaType.TXT),
    ],
)
def test_a_file_is_what_its_content_says(content: bytes, kind: MediaType) -> None:
    assert require_file(content) is kind


@pytest.mark.parametrize(
    "content",
    [
        b"MZ\x90\x00\x03\x00\x00\x00",  # a program
        b"\x7fELF\x02\x01\x01\x00",
        b"GIF89a\x01\x00\x01\x00\x00\x00\x00;",
        b"<!DOCTYPE html><script>alert(1)</script>",
        b"\n <svg onload='x()'></svg>",
        b"<?xml version='1.0'?><x/>",
        b"#!/bin/sh\nrm -rf .",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(64),  # the old Word
        b"text with \x00 in it",
        b"\x89PNG\r\n\x1a\n" + bytes(20),  # a mark and no picture
        b"PK\x03\x04" + bytes(100),  # no directory
        files.office("word/notes.xml"),  # neither document nor workbook
        files.office("word/document.xml", "word/vbaProject.bin"),  # macros
        files.office("word/document.xml", "../../etc/passwd"),
        files.office("word/document.xml", "/etc/passwd"),
    ],
)
def test_what_is_not_on_the_list_is_refused_whatever_it_is_called(content: bytes) -> None:
    with pytest.raises(AttachmentTypeRefused):
        require_file(content)


def test_a_bomb_is_refused_by_its_directory_and_never_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = files.office("word/document.xml", content=bytes(8_000_000))
    many = files.office("word/document.xml", *(f"word/{n}.xml" for n in range(2_001)), content=b"")

    def unpack(*_: object) -> None:
        raise AssertionError("something was unpacked")

    for name in ("open", "read", "extract", "extractall"):
        monkeypatch.setattr(zipfile.ZipFile, name, unpack)
    for content in (bomb, many):
        with pytest.raises(AttachmentTypeRefused):
            require_file(content)


def test_an_office_file_with_a_password_is_refused() -> None:
    flagged = bytearray(files.DOCX)
    at = flagged.rindex(b"PK\x01\x02")
    flagged[at + 8] |= 1
    with pytest.raises(AttachmentTypeRefused):
        require_file(bytes(flagged))


def test_a_file_has_content_and_an_end() -> None:
    with pytest.raises(AttachmentEmpty):
        require_file(b"")
    with pytest.raises(AttachmentTooLarge, match="10 MB"):
        require_file(files.PDF + bytes(LARGEST))
    assert require_file(files.PDF + bytes(LARGEST - len(files.PDF))) is MediaType.PDF


@pytest.mark.parametrize(
    ("given", "clean"),
    [
        ("简历.pdf", "简历.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\li\\简历.PDF", "简历.pdf"),
        ("cv\u202efdp.exe", "cvfdp.exe.pdf"),
        ("a\x00b\nc\u200b.pdf", "abc.pdf"),
        ("", "file.pdf"),
        (" ... ", "file.pdf"),
        (".pdf", "file.pdf"),
        ("con.pdf", "_con.pdf"),
        ('what<is>"this"|.pdf', "what_is__this__.pdf"),
        ("report.docx", "report.docx.pdf"),
        ("x" * 400 + ".pdf", "x" * (LONGEST_NAME - 4) + ".pdf"),
    ],
)
def test_a_name_is_harmless_and_ends_as_the_content_is(given: str, clean: str) -> None:
    assert clean_filename(given, MediaType.PDF) == clean


def test_it_is_served_as_a_download_that_runs_nothing() -> None:
    headers = download_headers('简历"\r\nX: 1.pdf', MediaType.PDF)
    assert headers["Content-Disposition"].startswith("attachment; ")
    assert "filename*=UTF-8''%E7%AE%80%E5%8E%86" in headers["Content-Disposition"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in headers["Content-Security-Policy"]
    assert not [value for value in headers.values() if re.search(r"[\r\n]", value)]
