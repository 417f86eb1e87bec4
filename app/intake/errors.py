"""What stops an import before it writes anything. (What is wrong with one row is no error: the
row goes to quarantine with a reason, see rules.)
"""

from http import HTTPStatus

from app.kit.errors import BadInput, Conflict


class MappingMissing(BadInput):
    code = "mapping_missing"
    message = "There is no mapping file {file}."
    mend = "Start from docs/examples/questions_sheet.yml."


class MappingInvalid(BadInput):
    code = "mapping_invalid"
    message = "The mapping {file} is not valid: {fault}."
    mend = "docs/imports.md says what it holds; docs/examples/questions_sheet.yml is one that works."


class MappedColumnsMissing(BadInput):
    code = "mapped_columns_missing"
    message = "The mapping names columns that {file} does not have: {columns}. It has: {found}."
    mend = "Correct the names in the mapping{closest}."


class NothingToAttachTo(BadInput):
    """Questions are imported for interviews that are known; none of the candidates is."""

    code = "nothing_to_attach_to"
    message = "None of the {count} rows names a candidate that is known here; nothing was imported."
    mend = "Import the interviews first: `huiyin import greenhouse DIR`. Then import this file again."


class ImportRunning(Conflict):
    code = "import_running"
    status = HTTPStatus.CONFLICT
    message = "Another import is running."
    mend = "Wait until it has ended; what it has imported will be recognised."
