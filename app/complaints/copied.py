"""What evidence about an application shows of complaints: what was said, looked into and told. Reads only."""

from uuid import UUID

from app.complaints.models import Complaint, ComplaintConcern, ComplaintNote, ComplaintResolution
from app.kit.copies import Copies, copies, ids
from app.kit.database import Unit


def copies_of(unit: Unit, application_id: UUID) -> Copies:
    """Rows about the application, by table."""
    complaints = copies(unit, Complaint, "application_id", [application_id])
    return {
        "complaints": complaints,
        "complaint_concerns": copies(unit, ComplaintConcern, "complaint_id", ids(complaints)),
        "complaint_notes": copies(unit, ComplaintNote, "complaint_id", ids(complaints)),
        "complaint_resolutions": copies(unit, ComplaintResolution, "complaint_id", ids(complaints)),
    }
