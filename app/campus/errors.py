"""What campus days refuse. A row is named by its line and what is wrong, never by an address in it."""

from collections.abc import Sequence

from app.campus.schemas import RowFault
from app.kit.errors import BadInput, Invalid

SHOWN = 20


class EventInvalid(Invalid):
    code = "campus_event_invalid"
    message = "A campus day needs a name of at most {limit} characters and must not end before it starts."
    mend = "Check name and days."


class SheetInvalid(BadInput):
    """Nothing was planned. `faults` holds all of them; the message shows the first. Values: count, faults."""

    code = "campus_sheet_invalid"
    message = "{count} faults in the sheet, nothing was planned. {faults}"
    mend = "Mend these lines and plan again."

    def __init__(self, faults: Sequence[RowFault]) -> None:
        self.faults = tuple(faults)
        said = "; ".join(f"line {fault.line}: {fault.problem}" for fault in self.faults[:SHOWN])
        super().__init__(count=len(self.faults), faults=said)


class SheetColumnsMissing(BadInput):
    code = "campus_columns_missing"
    message = "The sheet has no column {columns}."
    mend = "Name the columns as the operations page says."


class SheetEmpty(BadInput):
    code = "campus_sheet_empty"
    message = "The sheet has no row below its heading."
    mend = "Add one row per session, or per candidate."
