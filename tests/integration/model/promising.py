"""Acts on promises themselves: dates that move, excuses, rests."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import Connection

from app.sla import service as sla
from app.sla.models import PauseReason
from tests.integration.model.acting import Acting
from tests.integration.model.ledger import RESTFUL, Promise
from tests.integration.model.truth import clock_ids


class Promising(Acting):
    """What is done to promises by hand."""

    connection: Connection

    def _promise(self, *, wanted: frozenset[str] | None = None) -> tuple[Promise, UUID]:
        """A promise, mostly one that runs, with its id: the model's places are the core's."""
        promises = self.world.ledger.promises
        likely = [place for place, each in enumerate(promises) if each.runs and (wanted is None or each.kind in wanted)]
        whole = list(range(len(promises)))
        place = self.dice.choice(whole if not likely or self.dice.randint(0, 9) == 7 else likely)
        return promises[place], clock_ids(self.connection, self.stage.application)[place]

    def move_promise(self) -> None:
        """By who owes it, or by HR. What the candidate owes has the offer's date, and moves with the offer."""
        promise, clock_id = self._promise()
        to = self.world.now + timedelta(minutes=self.dice.randint(-60, 6000))
        who = self.dice.choice(["recruiter", "recruiter", "lead", "anna", "owner"])
        is_theirs = who in {"recruiter", "lead", promise.owner} and promise.kind != "offer_decision"
        self.act(
            who,
            lambda unit: sla.move_promise(unit, clock_id, to, "away"),
            lambda: self.world.ledger.move(promise, to),
            may=is_theirs and self.world.ledger.may_move(promise, to, self.world.now, by_owner=who == promise.owner),
        )

    def excuse(self) -> None:
        """Never by the owner, never by the candidate."""
        promise, clock_id = self._promise()
        who = self.dice.choice(["manager", "lead", promise.owner or "candidate", "candidate"])
        self.act(
            who,
            lambda unit: sla.excuse_clock(unit, clock_id, "an outage"),
            lambda: self.world.ledger.end(promise, "excused", self.world.now),
            may=promise.runs and who not in {promise.owner, "candidate"},
        )

    def pause(self) -> None:
        """By who owes it, or by HR."""
        promise, clock_id = self._promise(wanted=RESTFUL)
        who = self.dice.choice(["recruiter", "recruiter", "lead", "anna", "owner"])
        self.act(
            who,
            lambda unit: sla.pause_clock(unit, clock_id, PauseReason.WAITING_FOR_CANDIDATE, "Which team?"),
            lambda: self.world.ledger.pause(promise, self.world.now),
            may=who in {"recruiter", "lead", promise.owner} and self.world.ledger.may_pause(promise, self.world.now),
        )

    def resume(self) -> None:
        resting = [place for place, each in enumerate(self.world.ledger.promises) if each.rests_since is not None]
        places = resting or list(range(len(self.world.ledger.promises)))
        place = self.dice.choice(places)
        promise, ids = self.world.ledger.promises[place], clock_ids(self.connection, self.stage.application)
        self.act(
            "recruiter",
            lambda unit: sla.resume_clock(unit, ids[place]),
            lambda: self.world.ledger.resume(promise, self.world.now),
            may=promise.rests_since is not None,
        )
