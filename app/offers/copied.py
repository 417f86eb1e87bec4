"""What evidence about an application shows of its offers: every version, who approved it, how it ended. Reads only."""

from uuid import UUID

from app.kit.copies import Copies, copies, ids
from app.kit.database import Unit
from app.offers.models import Offer, OfferApproval, OfferVersion


def copies_of(unit: Unit, application_id: UUID) -> Copies:
    """Rows about the application, by table."""
    offers = copies(unit, Offer, "application_id", [application_id])
    versions = copies(unit, OfferVersion, "offer_id", ids(offers))
    return {
        "offers": offers,
        "offer_versions": versions,
        "offer_approvals": copies(unit, OfferApproval, "offer_version_id", ids(versions)),
    }
