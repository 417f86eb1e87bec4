"""Who listens to what: effects that go upwards from a domain to those above it.

Told by hiring: `round.decided` (decision_id, application_id, round_id), `application.ended`
(application_id, status), `interview.held` (interview_id); and what the candidate gets to know, which
may be later (app.hiring.showing): `round.shown` (decision_id), `application.end_shown`
(application_id, status). A composition root: add a line
`on(name, handler)` in `connect`, decide nothing here.
"""

from app.feedback import service as feedback
from app.kit.events import on
from app.offers import service as offers
from app.surveys import service as surveys


def connect() -> None:
    """Registers every handler; safe to repeat. Each process calls it before its first unit."""
    on("round.decided", feedback.prepare_release)
    on("round.shown", feedback.release_with)
    on("application.ended", offers.withdraw_open_offer)
    on("application.end_shown", surveys.invite_candidate)
