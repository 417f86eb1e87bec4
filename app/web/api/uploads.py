"""Reading an uploaded file from a multipart form: one file in the field `file`, short fields beside it.

How large a body may be is the route's policy, and the gate's to enforce.
"""

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from app.web.api.bodies import is_one_line
from app.web.api.faults import InvalidInput, MalformedForm, fault
from app.web.api.reading import Upload

MOST_FIELDS = 10


async def read_upload(request: Request) -> Upload | None:
    """The file; None when there is none. Raises `MalformedForm` for what is no such form or has more than
    one file, `InvalidInput` for a name or field that no text can be.
    """
    try:
        return await _read(request)
    except HTTPException as error:  # what Starlette says of it names no field and no code
        raise MalformedForm from error


async def _read(request: Request) -> Upload | None:
    async with request.form(max_files=1, max_fields=MOST_FIELDS) as form:
        file = form.get("file")
        if not isinstance(file, UploadFile):
            return None
        fields = {name: value for name, value in form.items() if isinstance(value, str)}
        name = file.filename or ""
        if any("\0" in text for text in (name, *fields, *fields.values())):
            raise InvalidInput([fault("nul", "/file")])
        if not is_one_line(name):
            raise InvalidInput([fault("control_character", "/file")])
        return Upload(name[:255], await file.read(), fields)
