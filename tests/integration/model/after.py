"""Acts on what comes after the rounds: the offer and its decision, complaints."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

from app.complaints import service as complaints
from app.complaints.models import ComplaintAbout, ComplaintOutcome
from app.complaints.schemas import ComplaintInput
from app.kit.database import Unit
from app.offers import service as offers
from app.offers.models import ContractType, OfferAnswer
from app.offers.schemas import OfferTerms
from tests.integration.model.acting import Acting
from tests.integration.model.ledger import HOUR

OPEN = frozenset({"received", "in_review", "reopened"})


def terms(until: datetime, title: str = "Analyst") -> OfferTerms:
    return OfferTerms(title, "Shanghai", ContractType.FIXED_TERM, until.date(), "CNY", Decimal(20000), until)


class After(Acting):
    """Offers and complaints."""

    # the offer

    def draft_offer(self) -> None:
        until, name = self.world.now + self.dice.randint(1, 240) * HOUR, self.new("offer")
        made = self.act(
            "recruiter",
            lambda unit: (
                offers.draft_offer(unit, self.stage.application, terms(until, name), early_reason="a rare find").id
            ),
            lambda: self.world.add_offer(name, until),
            may=self.world.is_active and self.world.open_offer is None,
        )
        if made is not None:
            self.ids[name] = made

    def _offer(self, *likely: str) -> str:
        wanted = [name for name, each in self.world.offers.items() if each.status in likely]
        return self.some(wanted, list(self.world.offers))

    def forward_offer(self) -> None:
        """The next step inside the house: submitted, approved, sent; or another step out of turn."""
        name = self._offer("draft", "submitted", "approved")
        offer, manager = self.world.offers[name], self.stage.staff["manager"]
        steps: dict[str, tuple[str, Callable[[Unit], Any], bool]] = {
            "submitted": (
                "recruiter",
                lambda unit: offers.submit_offer(unit, self.ids[name], [manager]),
                offer.status == "draft" and offer.is_new,
            ),
            "approved": (
                "manager",
                lambda unit: offers.approve_offer(unit, self.ids[name]),
                offer.status == "submitted",
            ),
            "sent": (
                "recruiter",
                lambda unit: offers.send_offer(unit, self.ids[name]),
                offer.status == "approved" and offer.until > self.world.now,
            ),
        }
        legal = [step for step, (_, _, may) in steps.items() if may]
        step = self.some(legal, list(steps))
        who, verb, may = steps[step]
        self.act(who, verb, lambda: self.world.offer_forwarded(name, step), may=may)

    def refuse_offer(self) -> None:
        """Back to its author; what was submitted once must be changed before it is submitted again."""
        name = self._offer("submitted")
        self.act(
            "manager",
            lambda unit: offers.refuse_offer(unit, self.ids[name], "too much"),
            lambda: setattr(self.world.offers[name], "status", "draft"),
            may=self.world.offers[name].status == "submitted",
        )

    def edit_offer(self) -> None:
        name = self._offer("draft", "submitted", "approved", "sent")
        until, title = self.world.now + self.dice.randint(1, 240) * HOUR, self.new("title")
        self.act(
            "recruiter",
            lambda unit: offers.edit_offer(unit, self.ids[name], terms(until, title)),
            lambda: self.world.offer_edited(name, until, title),
            may=name == self.world.open_offer,
        )

    def answer_offer(self) -> None:
        """By the candidate's own hand, or by their word that staff wrote down. Accepting hires."""
        name = self._offer("sent")
        answer = self.dice.choice([OfferAnswer.ACCEPTED, OfferAnswer.DECLINED, OfferAnswer.DECLINED])
        is_own = self.coin()
        own = offers.accept_offer if answer is OfferAnswer.ACCEPTED else offers.decline_offer
        self.act(
            "candidate" if is_own else "recruiter",
            lambda unit: (
                own(unit, self.ids[name])
                if is_own
                else offers.record_decision(unit, self.ids[name], answer, on_whose_word="by telephone")
            ),
            lambda: self.world.offer_ended(name, str(answer)),
            may=self.world.may_answer_offer(name),
        )

    def withdraw_offer(self) -> None:
        name = self._offer("draft", "submitted", "approved", "sent")
        self.act(
            "recruiter",
            lambda unit: offers.withdraw_offer(unit, self.ids[name], "no budget"),
            lambda: self.world.offer_ended(name, "withdrawn"),
            may=name == self.world.open_offer,
        )

    def expire_offers(self) -> None:
        """Time passes until the offer's own date, or not quite; the job ends what is over."""
        sent = [each.until for each in self.world.offers.values() if each.status == "sent"]
        if sent and self.coin():
            self.world.now = max(self.world.now, sent[0])
        self.world.now += self.dice.randint(0, 1) * HOUR
        self.act("service", offers.expire_due, self.world.offers_expired, may=True)

    # complaints

    def complain(self) -> None:
        name = self.new("complaint")
        given = ComplaintInput(ComplaintAbout.SILENCE, "Nobody tells me.", application_id=self.stage.application)

        def then() -> None:
            self.world.complaints[name] = "received"
            self.world.ledger.start("complaint", name, "lead", self.world.now)

        made = self.act(
            "candidate",
            lambda unit: complaints.make_complaint(unit, self.stage.candidate, given).id,
            then,
            may=sum(state in OPEN for state in self.world.complaints.values()) < 20,
        )
        if made is not None:
            self.ids[name] = made

    def look_into_complaint(self) -> None:
        """By the lead; never by whom it is about."""
        name, who = self.dice.choice(sorted(self.world.complaints)), self._lead()
        self.act(
            who,
            lambda unit: complaints.review_complaint(unit, self.ids[name]),
            lambda: self.world.complaints.__setitem__(name, "in_review"),
            may=who == "lead" and self.world.complaints[name] == "received",
        )

    def _lead(self) -> str:
        return self.dice.choice(["lead"] * 5 + ["recruiter"])

    def _complaint(self) -> str:
        likely = [name for name, state in self.world.complaints.items() if state in OPEN]
        return self.some(likely, sorted(self.world.complaints))

    def resolve_complaint(self) -> None:
        name, who = self._complaint(), self._lead()

        def then() -> None:
            self.world.complaints[name] = "resolved"
            self.world.ledger.stop("complaint", name, self.world.now)

        self.act(
            who,
            lambda unit: complaints.resolve_complaint(unit, self.ids[name], ComplaintOutcome.UPHELD, "Sorry."),
            then,
            may=who == "lead" and self.world.complaints[name] in OPEN,
        )

    def withdraw_complaint(self) -> None:
        name = self._complaint()

        def then() -> None:
            self.world.complaints[name] = "withdrawn"
            self.world.ledger.cancel("complaint", name, self.world.now)

        self.act(
            "candidate",
            lambda unit: complaints.withdraw_complaint(unit, self.ids[name]),
            then,
            may=self.world.complaints[name] in OPEN,
        )

    def reopen_complaint(self) -> None:
        """Once; a new clock starts."""
        name = self.some(
            [name for name, state in self.world.complaints.items() if state == "resolved"],
            sorted(self.world.complaints),
        )

        def then() -> None:
            self.world.complaints[name] = "reopened"
            self.world.reopened.add(name)
            self.world.ledger.start("complaint", name, "lead", self.world.now)

        self.act(
            "candidate",
            lambda unit: complaints.reopen_complaint(unit, self.ids[name], "not enough"),
            then,
            may=self.world.complaints[name] == "resolved" and name not in self.world.reopened,
        )
