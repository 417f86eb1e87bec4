"""All resources of the API in one list: a new one is imported and added here."""

from app.web.api import (
    applications,
    campus,
    candidates,
    complaints,
    consents,
    decisions,
    departments,
    feedback,
    interviews,
    library,
    links,
    messages,
    nudges,
    offers,
    plans,
    postings,
    privacy_requests,
    questions,
    releases,
    requisitions,
    rooms,
    sessions,
    sla,
    staff,
    standing_in,
    surveys,
    webhooks,
)
from app.web.api.openapi import description_route
from app.web.api.route import ApiRoute

ROUTERS = (
    sessions.router,
    departments.router,
    staff.router,
    candidates.router,
    standing_in.router,
    requisitions.router,
    plans.router,
    postings.router,
    applications.router,
    decisions.router,
    links.router,
    sla.router,
    rooms.router,
    interviews.router,
    campus.router,
    feedback.router,
    releases.router,
    questions.router,
    library.router,
    messages.router,
    offers.router,
    complaints.router,
    surveys.router,
    consents.router,
    privacy_requests.router,
    nudges.router,
    webhooks.router,
)


def api_routes() -> list[ApiRoute]:
    """Every route of the API, and the one that describes them."""
    routes = [route for router in ROUTERS for route in router.routes]
    return [*routes, *description_route(routes)]
