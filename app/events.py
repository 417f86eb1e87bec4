"""Who listens to what: effects that go upwards from a domain to those above it.

Told by hiring: `round.decided` (decision_id, application_id, round_id), `application.ended`
(application_id, status), `interview.held` (interview_id). A composition root: add a line
`on(name, handler)` in `connect`, decide nothing here.
"""


def connect() -> None:
    """Registers every handler; safe to repeat. Each process calls it before its first unit."""
