"""Acts on what comes after the rounds: the offer and its decision, complaints. Part of the machine."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from app.complaints import service as complaints
from app.complaints.models import ComplaintAbout, ComplaintOutcome
from app.complaints.schemas import ComplaintInput
from app.kit.database import Actor, Unit
from app.offers import service as offers
from app.offers.models import ContractType
from app.offers.schemas import OfferTerms
from tests.integration.model.stage import Stage
from tests.integration.model.world import HOUR, World

SELDOM = st.integers(0, 9).map(lambda drawn: drawn == 7)


class After:
    """What these acts share with the machine."""

    world: World
    stage: Stage
    ids: dict[str, UUID]
    complaints: dict[str, str]
    names: Any
    act: Any

    # the offer

    def offer(self, data: st.DataObject) -> None:
        """Drafted, approved and sent in one go, so that what is left is the candidate's to decide."""
        until = self.world.now + data.draw(st.integers(1, 96)) * HOUR
        name = f"offer {next(self.names)}"
        made = self.act(
            "recruiter",
            lambda unit: self._offer(unit, until),
            lambda: self.world.offered(name, until),
            crashes=data.draw(SELDOM),
        )
        if made is not None:
            self.ids[name] = made

    def _offer(self, unit: Unit, until: datetime) -> UUID:
        terms = OfferTerms("Analyst", "Shanghai", ContractType.FIXED_TERM, until.date(), "CNY", Decimal(20000), until)
        made = offers.draft_offer(unit, self.stage.application, terms, early_reason="a rare find")
        offers.submit_offer(unit, made.id, [self.stage.staff["manager"]])
        offers.approve_offer(unit.at(unit.now, Actor.staff(self.stage.staff["manager"])), made.id)
        offers.send_offer(unit, made.id)
        return made.id

    def answer_offer(self, data: st.DataObject) -> None:
        assert self.world.offer is not None
        offer_id = self.ids[self.world.offer]
        is_accepted = not data.draw(st.integers(0, 3))  # an accepted one ends the history
        verb = offers.accept_offer if is_accepted else offers.decline_offer
        self.act(
            "candidate",
            lambda unit: verb(unit, offer_id),
            lambda: self.world.offer_answered(is_accepted=is_accepted),
            crashes=data.draw(SELDOM),
        )

    # complaints

    def complain(self, data: st.DataObject) -> None:
        name = f"complaint {next(self.names)}"
        given = ComplaintInput(ComplaintAbout.SILENCE, "Nobody tells me.", application_id=self.stage.application)
        made = self.act(
            "candidate",
            lambda unit: complaints.make_complaint(unit, self.stage.candidate, given).id,
            lambda: self.world.start("complaint", name, self.world.now),
            crashes=data.draw(SELDOM),
        )
        if made is not None:
            self.ids[name], self.complaints[name] = made, "open"

    def end_complaint(self, data: st.DataObject) -> None:
        """Resolved by the lead, or taken back by the candidate."""
        name = data.draw(st.sampled_from(sorted(self.complaints)))
        if data.draw(st.booleans()):
            self.act(
                "lead",
                lambda unit: complaints.resolve_complaint(unit, self.ids[name], ComplaintOutcome.UPHELD, "Sorry."),
                lambda: self.world.stop("complaint", name),
                crashes=data.draw(SELDOM),
            )
        else:
            self.act(
                "candidate",
                lambda unit: complaints.withdraw_complaint(unit, self.ids[name]),
                lambda: self.world.cancel("complaint", name),
            )
