"""Offers' face to other domains and to the edges: its verbs and its views, in one place.

A candidate's question about an offer is a message in the application's thread (app.messages).
"""

from app.offers.copied import copies_of
from app.offers.deciding import (
    accept_offer,
    decline_offer,
    expire_due,
    record_decision,
    send_offer,
    withdraw_offer,
    withdraw_open_offer,
)
from app.offers.drafting import approve_offer, draft_offer, edit_offer, refuse_offer, submit_offer
from app.offers.schemas import ApprovalView, CandidateOffer, OfferLine, OfferTerms, OfferView, VersionView
from app.offers.views import (
    approvals_waiting_for,
    list_offers,
    offer_for_candidate,
    offer_view,
    offers_for_candidate,
)

__all__ = [
    "ApprovalView",
    "CandidateOffer",
    "OfferLine",
    "OfferTerms",
    "OfferView",
    "VersionView",
    "accept_offer",
    "approvals_waiting_for",
    "approve_offer",
    "copies_of",
    "decline_offer",
    "draft_offer",
    "edit_offer",
    "expire_due",
    "list_offers",
    "offer_for_candidate",
    "offer_view",
    "offers_for_candidate",
    "record_decision",
    "refuse_offer",
    "send_offer",
    "submit_offer",
    "withdraw_offer",
    "withdraw_open_offer",
]
