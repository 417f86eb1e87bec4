"""The core beside a small model of it: random histories of one application, with crashes in between.

Each act is taken by the core exactly when the model says that it may be; after each the clocks of the application
are the model's, in their order, no more and no fewer; and what the database holds at the end is whole.

Other histories than those of the suite, and ten times as many, with what was taken, refused and lost of each act:
`pytest tests/integration/model --deeper 10 -n 0 --log-cli-level info`.
"""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import zip_longest
from random import Random
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from app.kit.database import Actor, Database
from tests.integration.model.acting import taken
from tests.integration.model.after import After
from tests.integration.model.ledger import RESTFUL, Ledger
from tests.integration.model.promising import Promising
from tests.integration.model.rounds import Rounds
from tests.integration.model.stage import ROUNDS, company_calendar, found, found_company
from tests.integration.model.truth import clocks_of, lone_events, mark, shown_to_candidate, unrecorded, versions_of
from tests.integration.model.words import Words
from tests.integration.model.world import World

log = logging.getLogger(__name__)
STEPS, EXAMPLES = 100, 105
# What an act needs before it can be tried at all, legal or not.
NEEDS = {
    "": "write complain engage screen decide move_to_round leave propose draft_offer move_promise excuse pause resume",
    "meetings": "confirm reschedule begin_it close call_off miss wish add_seat ask ask_nothing",
    "seats": "submit replace_seat give_up_seat",
    "given": "amend",
    "questions": "answer rate reopen",
    "offers": "forward_offer refuse_offer edit_offer answer_offer withdraw_offer expire_offers",
    "complaints": "look_into_complaint resolve_complaint withdraw_complaint reopen_complaint",
    "held back": "release",
}
ACTS = [act for acts in NEEDS.values() for act in acts.split()]


class CoreMachine(Rounds, Words, After, Promising, RuleBasedStateMachine):
    """Each step does one thing to the core and, if it is legal, to the model."""

    company: UUID

    @initialize(dice=st.randoms(use_true_random=True))
    def begin(self, dice: Random) -> None:
        self.dice = dice
        now = datetime(2026, 1, 5, tzinfo=UTC) + timedelta(days=dice.randint(0, 300), hours=dice.randint(0, 23))
        with self.database.unit(Actor.service(), now) as unit:
            self.stage = found(unit, self.company)
            self.world = World(Ledger(company_calendar(unit)), len(ROUNDS), now)
        self.connection = self.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        self.people = {staff_id: name for name, staff_id in self.stage.staff.items()}
        self.world.applied()

    @rule()
    def step(self) -> None:
        """One act after a while: one rule for all, so that every history has all kinds (rules of their own are
        switched off by the dozen, and then hardly any history reaches a scorecard)."""
        self.world.now += timedelta(minutes=self.dice.choice([0, 1, 20, 61, 180, 600]))
        self.act_name = self.dice.choice(self._possible())
        note(f"{self.world.now:%Y-%m-%d %H:%M} {self.act_name}")
        act: Callable[[], None] = getattr(self, self.act_name)
        act()

    def _possible(self) -> list[str]:
        """Names of acts: mostly what fits the state of things, the likely more often; now and then any."""
        there = self._there()
        if self.seldom():
            return [act for need, acts in NEEDS.items() if there.get(need, True) for act in acts.split()]
        fitting = [acts for is_fitting, acts in self._fitting(there) if is_fitting]
        return " ".join(fitting).split()

    def _there(self) -> dict[str, bool]:
        world = self.world
        return {
            "meetings": bool(world.meetings),
            "seats": bool(self.seated()),
            "given": bool(world.given),
            "questions": bool(world.questions),
            "offers": bool(world.offers),
            "complaints": bool(world.complaints),
            "held back": bool(world.held_back),
        }

    def _fitting(self, there: dict[str, bool]) -> list[tuple[bool, str]]:
        world, promises = self.world, self.world.ledger.promises
        offers, confirmed = (
            {each.status for each in world.offers.values()},
            bool(self.named("confirmed", "in_progress")),
        )
        return [
            (True, "write write engage move_promise move_promise excuse"),
            (len(world.complaints) < len(world.meetings), "complain"),
            (world.is_active and len(promises) > 25, "leave"),
            (world.is_active and len(promises) > 20 and self._is_owed_an_outcome(), "leave"),
            (world.is_active and world.round is None, "screen " * 6),
            (
                world.is_active and world.round is not None,
                "propose propose propose propose decide decide move_to_round",
            ),
            (there["meetings"], "ask ask ask_nothing wish add_seat call_off"),
            (there["seats"], "submit replace_seat give_up_seat"),
            (bool(self.named("scheduled")), "reschedule " + "confirm " * 4),
            (confirmed, "close close close begin_it begin_it reschedule miss"),
            (confirmed and there["seats"], "submit " * 4),
            (there["given"], "amend"),
            (world.would_hold_back, "decide " * 12),
            (there["held back"], "release " * 8),
            (there["held back"] and not world.is_active, "leave"),
            (there["questions"], "answer answer"),
            ("answered" in world.questions.values(), "rate rate reopen reopen"),
            (world.is_active and world.open_offer is None, "draft_offer draft_offer"),
            (
                world.open_offer is not None,
                "edit_offer " + "forward_offer " * 8,
            ),
            ("submitted" in offers, "refuse_offer " * 3),
            ("sent" in offers, "expire_offers withdraw_offer withdraw_offer withdraw_offer " + "answer_offer " * 8),
            (there["complaints"], "look_into_complaint resolve_complaint withdraw_complaint"),
            ("resolved" in world.complaints.values(), "reopen_complaint"),
            (any(each.runs and each.kind in RESTFUL for each in promises), "pause pause"),
            (any(each.rests_since is not None for each in promises), "resume resume"),
        ]

    def _is_owed_an_outcome(self) -> bool:
        return any(each.runs for each in self.world.ledger.of("outcome", self.world.stay))

    @invariant()
    def the_clocks_are_the_models(self) -> None:
        if not hasattr(self, "world"):
            return
        ours, model = clocks_of(self.connection, self.stage.application, self.people), self.world.ledger.shown()
        differing = [pair for pair in zip_longest(ours, model) if pair[0] != pair[1]]
        assert not differing, f"(core, model) after {self.act_name}: {differing}"
        shown = shown_to_candidate(self.connection, self.stage.application)
        assert shown == self.world.shown, f"after {self.act_name} the candidate sees {shown}, not {self.world.shown}"

    def teardown(self) -> None:
        """Nothing stands alone, and every version of what was said is there as it was said."""
        if hasattr(self, "world"):
            with self.connection:
                versions = versions_of(self.connection, self.stage.application)
                assert versions == {self.ids[name]: said for name, said in self.world.said.items()}
                assert lone_events(self.connection, self.stage.application) == []


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_no_clock_without_its_event_and_no_event_without_its_clock(database: Database, deeper: int) -> None:
    CoreMachine.database = database
    with database.unit(Actor.service(), datetime(2026, 1, 4, tzinfo=UTC)) as unit:
        CoreMachine.company = found_company(unit)
    with database.engine.connect() as connection:
        before = mark(connection)
    run_state_machine_as_test(
        CoreMachine,
        settings=settings(
            max_examples=EXAMPLES * deeper,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=deeper == 1,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
    with database.engine.connect() as connection:
        assert unrecorded(connection, before) == []
    log.info("%s acts: %s", taken.total(), ", ".join(f"{act} {number}" for act, number in sorted(taken.items())))
    assert taken.total() >= 10_000, taken
    seldom = [act for act in ACTS if taken[f"{act} taken"] < 20]
    assert not seldom, f"hardly ever taken, so hardly tested: {seldom} of {taken}"
