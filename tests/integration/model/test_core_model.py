"""The core beside a small model of it: random histories of one application, with crashes in between.

After every step the clocks of the application are the model's, no more and no fewer.
"""

import inspect
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from app.feedback import service as feedback
from app.hiring import service as hiring
from app.hiring.models import Decision, NoShowBy
from app.hiring.schemas import PanelSeat
from app.kit.database import Actor, Database, Unit
from app.kit.errors import HuiyinError
from app.messages import service as messages
from app.questions import service as questions
from tests.integration.model.after import SELDOM, After
from tests.integration.model.crash import crash_in
from tests.integration.model.stage import FULL_OF_CARD, ROUNDS, found
from tests.integration.model.truth import clocks_of, company_calendar, lone_events
from tests.integration.model.world import HOUR, World

STEPS, EXAMPLES = 100, 12
taken: Counter[str] = Counter()  # what the core took, refused and lost, by rule


class CoreMachine(After, RuleBasedStateMachine):
    """Each rule does one thing to the core and, if the core took it, to the model."""

    database: Database

    def __init__(self) -> None:
        super().__init__()
        self.names = count()
        self.ids: dict[str, UUID] = {}  # interviews and questions by the model's names
        self.seats: dict[tuple[str, str], UUID] = {}
        self.questions: dict[str, str] = {}  # the interview that each is about
        self.complaints: dict[str, str] = {}  # open, resolved or over

    @initialize(day=st.integers(0, 300), hour=st.integers(0, 23))
    def begin(self, day: int, hour: int) -> None:
        now = datetime(2026, 1, 5, hour, tzinfo=UTC) + timedelta(days=day)
        with self.database.unit(Actor.service(), now) as unit:
            self.stage = found(unit)
            self.world = World(company_calendar(unit), len(ROUNDS), now)
        self.connection = self.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        self.world.applied()

    def act(
        self,
        who: str,
        verb: Callable[[Unit], Any],
        then: Callable[[], None],
        *,
        crashes: bool = False,
    ) -> Any:
        """Does `verb` in a unit of its own. Taken: the model follows. Refused or torn off: it does not."""
        what = inspect.stack()[1].function
        if crashes:
            crash_in(self.database, self._actor(who), self.world.now, verb)
            taken[f"{what} lost"] += 1
            return None
        try:
            with self.database.unit(self._actor(who), self.world.now) as unit:
                answer = verb(unit)
        except HuiyinError:
            taken[f"{what} refused"] += 1
            return None
        then()
        taken[f"{what} taken"] += 1
        return answer

    def _actor(self, who: str) -> Actor:
        return Actor.candidate(self.stage.candidate) if who == "candidate" else Actor.staff(self.stage.staff[who])

    @rule(data=st.data(), minutes=st.sampled_from([0, 1, 20, 61, 180, 600]))
    def step(self, data: st.DataObject, minutes: int) -> None:
        """One act after a while: one rule for all, so that every history has all kinds (rules of their own are
        switched off by the dozen, and then hardly any history reaches a scorecard)."""
        self.world.now += timedelta(minutes=minutes)
        data.draw(st.sampled_from(self._possible()))(data)

    def _possible(self) -> list[Callable[[st.DataObject], None]]:
        """What may come next, the likely more often. Illegal acts come from choosing the wrong object now and then."""
        world, meets = self.world, bool(self.world.meetings)
        likely = [self.write]
        likely += [self.move_into_first_round] * 3 if world.round is None else [self.decide, self.propose, self.propose]
        if self._named("scheduled"):
            likely += [self.confirm] * 4
        if self._named("confirmed"):
            likely += [self.close] * 3 + [self.submit] * 4 + [self.reschedule, self.call_off, self.miss]
        if meets:
            likely += [self.ask, self.submit]
        if self.questions:
            likely += [self.answer, self.answer, self.reopen]
        if any(meeting.given for meeting in self.world.meetings.values()):
            likely += [self.amend]
        likely += [self.answer_offer] * 2 if self.world.offer else [self.offer]
        likely += [self.complain, *([self.end_complaint] * bool(self.complaints))]
        return [*likely, self.withdraw] if len(likely) > 18 else likely

    def _until(self, data: st.DataObject, name: str) -> None:
        """Mostly waits for the meeting's end, or some minutes before or after; once in a while does not."""
        before = data.draw(st.sampled_from([-90, -30, 0, 0, 1, 200]))
        if not data.draw(SELDOM):
            self.world.now = max(self.world.now, self.world.meetings[name].end + timedelta(minutes=before))

    def _named(self, *states: str) -> list[str]:
        return [name for name, meeting in self.world.meetings.items() if meeting.status in states]

    # the application

    def move_into_first_round(self, data: st.DataObject) -> None:
        self.act(
            "recruiter",
            lambda unit: hiring.move_to_round(unit, self.stage.application, self.stage.rounds[0]),
            lambda: self.world.entered(0),
            crashes=data.draw(SELDOM),
        )

    def decide(self, data: st.DataObject) -> None:
        decision = data.draw(st.sampled_from(["advance", "advance", "advance", "hold", "hold", "reject"]))
        round_id = self.stage.rounds[self.world.round or 0]
        self.act(
            "manager",
            lambda unit: hiring.decide_round(unit, self.stage.application, round_id, Decision(decision), "as seen"),
            lambda: self.world.decided(decision),
            crashes=data.draw(SELDOM),
        )

    def withdraw(self, data: st.DataObject) -> None:
        self.act(
            "candidate",
            lambda unit: hiring.withdraw_application(unit, self.stage.application),
            lambda: self.world.ended("withdrawn"),
        )

    # interviews

    def propose(self, data: st.DataObject) -> None:
        start = self.world.now + data.draw(st.integers(1, 60)) * HOUR
        panel = data.draw(st.lists(st.sampled_from(["anna", "ben", "chen"]), min_size=1, max_size=3, unique=True))
        required = data.draw(st.integers(1, 3))
        seats = {person: place < required for place, person in enumerate(panel)}
        name = f"interview {next(self.names)}"
        made = self.act(
            "recruiter",
            lambda unit: self._propose(unit, start, seats),
            lambda: self.world.proposed(name, start, seats),
            crashes=data.draw(SELDOM),
        )
        if made is not None:
            self.ids[name], found_seats = made
            self.seats |= {(name, person): seat for person, seat in found_seats.items()}

    def _propose(self, unit: Unit, start: datetime, seats: dict[str, bool]) -> tuple[UUID, dict[str, UUID]]:
        panel = [PanelSeat(self.stage.staff[person], is_required) for person, is_required in seats.items()]
        round_id = self.stage.rounds[self.world.round or 0]
        made = hiring.schedule_interview(unit, self.stage.application, round_id, start, start + HOUR, panel)
        unit.session.flush()  # the panel is asked of the database
        by_person = {seat.staff_id: seat.panel_member_id for seat in hiring.interview_context(unit, made.id).panel}
        return made.id, {person: by_person[self.stage.staff[person]] for person in seats}

    def _some(self, data: st.DataObject, *states: str) -> str:
        """An interview of these states; once in a while any, which the core must refuse or bear."""
        any_of_them = data.draw(SELDOM) or not self._named(*states)
        return data.draw(st.sampled_from(sorted(self.world.meetings) if any_of_them else self._named(*states)))

    def confirm(self, data: st.DataObject) -> None:
        name = self._some(data, "scheduled")
        self.act(
            "recruiter",
            lambda unit: hiring.confirm_interview(unit, self.ids[name]),
            lambda: self.world.confirmed(name),
            crashes=data.draw(SELDOM),
        )

    def reschedule(self, data: st.DataObject) -> None:
        name = self._some(data, "scheduled", "confirmed")
        start = self.world.now + data.draw(st.integers(1, 90)) * HOUR
        self.act(
            "recruiter",
            lambda unit: hiring.reschedule_interview(unit, self.ids[name], start, start + HOUR, "away"),
            lambda: self.world.moved(name, start),
        )

    def close(self, data: st.DataObject) -> None:
        way = data.draw(st.sampled_from(["questions", "nothing", "reason"]))
        name = self._some(data, "confirmed")
        self._until(data, name)
        self.act(
            "recruiter",
            lambda unit: hiring.hold_interview(
                unit,
                self.ids[name],
                nothing_to_ask=way == "nothing",
                no_chance_reason="line was bad" if way == "reason" else None,
            ),
            lambda: self.world.held(name),
            crashes=data.draw(SELDOM),
        )

    def call_off(self, data: st.DataObject) -> None:
        name = self._some(data, "scheduled", "confirmed")
        self.act(
            "recruiter",
            lambda unit: hiring.cancel_interview(unit, self.ids[name], "ill"),
            lambda: self.world.fell_through(name, "cancelled"),
        )

    def miss(self, data: st.DataObject) -> None:
        name = self._some(data, "confirmed")
        self._until(data, name)
        self.act(
            "recruiter",
            lambda unit: hiring.mark_no_show(unit, self.ids[name], NoShowBy.CANDIDATE),
            lambda: self.world.fell_through(name, "no_show"),
        )

    # feedback

    def submit(self, data: st.DataObject) -> None:
        name = self._some(data, "confirmed", "held")
        self._until(data, name)
        person = data.draw(st.sampled_from(sorted(self.world.meetings[name].seats)))
        self.act(
            person,
            lambda unit: feedback.submit_feedback(unit, self.seats[name, person], FULL_OF_CARD),
            lambda: self._submitted(name, person),
            crashes=data.draw(SELDOM),
        )

    def _submitted(self, name: str, person: str) -> None:
        self.world.meetings[name].given.add(person)
        self.world.stop("feedback", (name, person))

    def amend(self, data: st.DataObject) -> None:
        """A new version moves no clock."""
        names = sorted(name for name, meeting in self.world.meetings.items() if meeting.given)
        name = data.draw(st.sampled_from(names))
        person = data.draw(st.sampled_from(sorted(self.world.meetings[name].seats)))
        self.act(
            person,
            lambda unit: feedback.amend_feedback(unit, self.seats[name, person], FULL_OF_CARD),
            lambda: None,
            crashes=data.draw(SELDOM),
        )

    # questions and messages

    def ask(self, data: st.DataObject) -> None:
        interview = self._some(data, "scheduled", "confirmed", "held")
        name = f"question {next(self.names)}"
        asked = self.act(
            "candidate",
            lambda unit: questions.ask_question(unit, self.ids[interview], "What does the team do?").id,
            lambda: self.world.start("answer", (interview, name), self.world.now),
            crashes=data.draw(SELDOM),
        )
        if asked is not None:
            self.ids[name], self.questions[name] = asked, interview
            self.world.meetings[interview].asked += 1

    def answer(self, data: st.DataObject) -> None:
        is_holding = data.draw(st.booleans())
        name = data.draw(st.sampled_from(sorted(self.questions)))
        self.act(
            "owner",
            lambda unit: questions.answer_question(unit, self.ids[name], "It settles trades.", is_holding),
            lambda: None if is_holding else self.world.stop("answer", (self.questions[name], name)),
            crashes=data.draw(SELDOM),
        )

    def reopen(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(self.questions)))
        self.act(
            "candidate",
            lambda unit: questions.reopen_question(unit, self.ids[name]),
            lambda: self.world.start("answer", (self.questions[name], name), self.world.now),
        )

    def write(self, data: st.DataObject) -> None:
        from_candidate = data.draw(st.booleans())
        who = "candidate" if from_candidate else "recruiter"
        self.act(
            who,
            lambda unit: messages.send_message(unit, self.stage.application, "Thank you."),
            lambda: self._written(from_candidate),
            crashes=data.draw(SELDOM),
        )

    def _written(self, from_candidate: bool) -> None:
        if not from_candidate and self.world.waiting is not None:
            self.world.stop("reply", self.world.waiting)
            self.world.waiting = None
        if from_candidate and self.world.waiting is None:
            self.world.waiting = f"message {next(self.names)}"
            self.world.start("reply", self.world.waiting, self.world.now)

    @invariant()
    def the_clocks_are_the_models(self) -> None:
        if not hasattr(self, "world"):
            return
        ours, model = clocks_of(self.connection, self.stage.application), self.world.bag()
        assert ours == model, f"only in the core: {ours - model}; only in the model: {model - ours}"

    def teardown(self) -> None:
        if hasattr(self, "world"):
            with self.connection:
                assert lone_events(self.connection, self.stage.application) == []


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_no_clock_without_its_event_and_no_event_without_its_clock(database: Database) -> None:
    CoreMachine.database = database
    run_state_machine_as_test(
        CoreMachine,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert taken.total() >= 1_000, taken
