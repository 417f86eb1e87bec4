"""What can be wrong with a file before one row of it is judged. Each says what was found and
how to mend it; none repeats a value of the file, which may be somebody's name.
"""

from collections.abc import Sequence

from app.kit.errors import BadInput


class FileMissing(BadInput):
    code = "file_missing"
    message = "There is no file {file}."
    mend = "Check the path; the name is case-sensitive."


class FolderMissing(BadInput):
    code = "folder_missing"
    message = "There is no folder {folder}."
    mend = "Name the folder that holds the export's CSV files."


class FileUnreadable(BadInput):
    code = "file_unreadable"
    message = "The file {file} can't be read ({kind})."
    mend = "Check that it may be read and is not damaged or protected by a password."


class EmptyFile(BadInput):
    code = "empty_file"
    message = "The file {file} is empty."
    mend = "Export it again; a table without rows still has its header line."


class NotWhatItsNameSays(BadInput):
    code = "not_what_its_name_says"
    message = "The file {file} is not {expected}: its content is {found}."
    mend = "Export it again as CSV or as an Excel workbook (.xlsx), or give it the name of what it is."


class UnknownEncoding(BadInput):
    code = "unknown_encoding"
    message = "The text of {file} is neither UTF-8, nor GB18030, nor UTF-16."
    mend = "Save it as UTF-8 and import it again."


class NulBytes(BadInput):
    code = "nul_bytes"
    message = "The file {file} holds NUL bytes: it is damaged, or not a text file."
    mend = "Export it again."


class DuplicateHeaders(BadInput):
    code = "duplicate_headers"
    message = "The file {file} has more than one column named {columns}."
    mend = "Give each column a name of its own."


class UnclosedQuote(BadInput):
    code = "unclosed_quote"
    message = "In {file} a quoted value that starts at line {line} never ends."
    mend = "Look at the quotation marks around that line, or export the file again."


class SheetMissing(BadInput):
    code = "sheet_missing"
    message = "The workbook {file} has no sheet {sheet}; it has {found}."
    mend = "Correct `sheet` in the mapping (a name, or a number counted from 0)."


class MissingColumns(BadInput):
    code = "missing_columns"
    message = "The table {table} ({file}) lacks the columns {columns}; found: {found}."
    mend = "Export it again with these columns."


class MissingTables(BadInput):
    code = "missing_tables"
    message = "The folder {folder} lacks the tables {tables}; found: {found}."
    mend = "Put {files} there. Names are those of the Greenhouse connector."


def shown(names: Sequence[str], limit: int = 20) -> str:
    """`names` of columns as a list for a message. A file without a header has data where names
    should be: what looks like data is not repeated.
    """
    if not names:
        return "none"
    if any(_looks_like_data(name) for name in names):
        return f"{len(names)} values that look like data, not like names"
    more = f" and {len(names) - limit} more" if len(names) > limit else ""
    return ", ".join(names[:limit]) + more


def _looks_like_data(name: str) -> bool:
    return "@" in name or sum(letter.isdigit() for letter in name) > 4 or len(name) > 60
