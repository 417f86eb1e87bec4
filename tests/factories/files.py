"""Small files of each kind that threads take, and some that they don't."""

import io
import zipfile

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(17)
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(20) + b"\xff\xd9"
WEBP = b"RIFF\x1a\x00\x00\x00WEBPVP8 " + bytes(16)
TXT = "工作样例\n第二行".encode()


def office(*names: str, content: bytes = b"<x/>") -> bytes:
    """A zip with these entries and the table of content types that office files have."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("[Content_Types].xml", *names):
            archive.writestr(name, content)
    return held.getvalue()


DOCX = office("word/document.xml")
XLSX = office("xl/workbook.xml")
