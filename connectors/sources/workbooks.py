"""Excel (and OpenDocument) sheets to records, by calamine. Cells become text: dates in ISO
form, whole numbers without a decimal point.
"""

import io
from datetime import date, datetime
from typing import Any

from connectors.sources.errors import FileUnreadable, NotWhatItsNameSays, SheetMissing
from connectors.sources.rows import RawRow


def read_sheet(data: bytes, file_name: str, sheet: str | int | None) -> list[RawRow]:
    """Records of a sheet (the first if `sheet` is None; a number counts from 0); empty rows
    are left out. Raises `SheetMissing`, `NotWhatItsNameSays`, `FileUnreadable`.
    """
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = list(book.sheet_names)
        name = _sheet_name(names, sheet, file_name)
        cells = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except PasswordError as error:
        raise FileUnreadable(file=file_name, kind="protected by a password") from error
    except (CalamineError, OSError) as error:
        raise NotWhatItsNameSays(file=file_name, expected="a workbook", found="damaged or something else") from error
    records = [RawRow(number, tuple(map(_text, row))) for number, row in enumerate(cells, start=1)]
    return [record for record in records if any(record.values)]


def _sheet_name(names: list[str], sheet: str | int | None, file_name: str) -> str:
    if sheet is None:
        sheet = 0
    if isinstance(sheet, int) and 0 <= sheet < len(names):
        return names[sheet]
    if sheet in names:
        return str(sheet)
    raise SheetMissing(file=file_name, sheet=sheet, found=", ".join(names) or "none")


def _text(cell: Any) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell)
