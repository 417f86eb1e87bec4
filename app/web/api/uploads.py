"""Reading an uploaded file from a multipart form: one file in the field `file`, short fields beside it.

How large a body may be is the route's policy, and the gate's to enforce.
"""

from starlette.datastructures import UploadFile
from starlette.requests import Request

from app.web.api.faults import InvalidInput, fault
from app.web.api.reading import Upload

MOST_FIELDS = 10


async def read_upload(request: Request) -> Upload | None:
    """The file; None when there is none. Raises `InvalidInput` for NULs in names and fields."""
    async with request.form(max_files=1, max_fields=MOST_FIELDS) as form:
        file = form.get("file")
        if not isinstance(file, UploadFile):
            return None
        fields = {name: value for name, value in form.items() if isinstance(value, str)}
        name = file.filename or ""
        if any("\0" in text for text in (name, *fields, *fields.values())):
            raise InvalidInput([fault("nul", "/file")])
        return Upload(name[:255], await file.read(), fields)
