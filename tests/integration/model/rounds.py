"""Acts on the way through the rounds: screening, moves, decisions, interviews and their panels."""

from datetime import datetime
from functools import partial
from uuid import UUID

from app.diaries.errors import DoubleBooked
from app.hiring import service as hiring
from app.hiring.models import Decision, NoShowBy, ScreeningResult
from app.hiring.schemas import PanelSeat
from app.kit.database import Unit
from tests.integration.model.acting import Acting
from tests.integration.model.ledger import DAY, HOUR
from tests.integration.model.stage import PANEL
from tests.integration.model.world import OFF, PLANNED

Seats = dict[str, tuple[str, bool]]


class Rounds(Acting):
    """The application and its interviews."""

    def screen(self) -> None:
        result = self.dice.choice([ScreeningResult.ADVANCE] * 14 + [ScreeningResult.REJECT])
        is_on = result is ScreeningResult.ADVANCE
        self.act(
            "recruiter",
            lambda unit: hiring.screen_application(unit, self.stage.application, result, "as read"),
            lambda: self.world.entered(0) if is_on else self.world.ended("rejected"),
            may=self.world.is_active and self.world.round is None,
        )

    def move_to_round(self) -> None:
        """Into any round, also back into one that it has left."""
        to = self.dice.randint(0, len(self.stage.rounds) - 1)
        self.act(
            "recruiter",
            lambda unit: hiring.move_to_round(unit, self.stage.application, self.stage.rounds[to]),
            lambda: self.world.moved_on(to),
            may=self.world.is_active,
        )

    def decide(self) -> None:
        decision = self.dice.choice(["advance"] * 9 + ["hold"] * 3 + ["reject"])
        round_id = self.stage.rounds[self.world.round or 0]
        self.act(
            "manager",
            lambda unit: hiring.decide_round(unit, self.stage.application, round_id, Decision(decision), "as seen"),
            lambda: self.world.decided(decision),
            may=self.world.may_decide(decision),
        )

    def leave(self) -> None:
        """Withdrawn by the candidate, or rejected outside a decision."""
        is_own = self.coin()
        self.act(
            "candidate" if is_own else "recruiter",
            lambda unit: (
                hiring.withdraw_application(unit, self.stage.application)
                if is_own
                else hiring.reject_application(unit, self.stage.application, "filled")
            ),
            lambda: self.world.left("withdrawn" if is_own else "rejected"),
            may=self.world.is_active or (is_own and bool(self.world.held_back)),
        )

    # interviews

    def propose(self) -> None:
        """At one of two times: `DoubleBooked` leaves the unit usable for the second."""
        start = self.world.now + self.dice.randint(1, 40) * HOUR
        people = self.dice.sample(PANEL, self.dice.randint(1, 3))
        required = self.dice.randint(1, 3)
        seats = {person: (self.new("seat"), place < required) for place, person in enumerate(people)}
        name, free = self.new("interview"), [at for at in (start, start + DAY) if self.world.is_free(people, at)]
        made = self.act(
            "recruiter",
            lambda unit: self._propose(unit, start, seats),
            lambda: self.world.proposed(name, free[0], seats),
            may=self.world.is_active and self.world.round is not None and bool(free),
        )
        if made is not None:
            self.ids[name], found = made
            self.ids |= {seats[person][0]: seat for person, seat in found.items()}

    def _propose(self, unit: Unit, start: datetime, seats: Seats) -> tuple[UUID, dict[str, UUID]]:
        panel = [PanelSeat(self.stage.staff[person], is_required) for person, (_, is_required) in seats.items()]
        round_id = self.stage.rounds[self.world.round or 0]
        schedule = partial(hiring.schedule_interview, unit, self.stage.application, round_id)
        try:
            made = schedule(start, start + HOUR, panel)
        except DoubleBooked:
            made = schedule(start + DAY, start + DAY + HOUR, panel)
        unit.session.flush()  # the panel is asked of the database
        by_person = {seat.staff_id: seat.panel_member_id for seat in hiring.interview_context(unit, made.id).panel}
        return made.id, {person: by_person[self.stage.staff[person]] for person in seats}

    def engage(self) -> None:
        """Somebody of the panel is wanted elsewhere: a session that has no candidate yet."""
        person = self.dice.choice(PANEL)
        start = self.world.now + self.dice.randint(1, 30) * HOUR
        wanted = hiring.SessionInput(start, start + HOUR, (PanelSeat(self.stage.staff[person]),))
        self.act(
            "recruiter",
            lambda unit: hiring.open_sessions(unit, self.stage.rounds[0], [wanted]),
            lambda: self.world.engaged.append((person, start)),
            may=self.world.is_person_free(person, start),
        )

    def _meeting(self, *states: str) -> str:
        return self.some(self.named(*states), list(self.world.meetings))

    def confirm(self) -> None:
        name = self._meeting("scheduled")
        meeting = self.world.meetings[name]
        self.act(
            self.dice.choice(["recruiter", "candidate"]),
            lambda unit: hiring.confirm_interview(unit, self.ids[name]),
            lambda: self.world.confirmed(name),
            may=meeting.status == "scheduled" and bool(meeting.seats),
        )

    def reschedule(self) -> None:
        name = self._meeting("scheduled", "confirmed")
        start = self.world.now + self.dice.randint(1, 60) * HOUR
        meeting = self.world.meetings[name]
        times = (start, start + DAY)
        free = [at for at in times if self.world.is_free(meeting.seats, at, besides=name)]
        self.act(
            "recruiter",
            lambda unit: self._reschedule(unit, name, start),
            lambda: self.world.moved(name, free[0]),
            may=meeting.status in {"scheduled", "confirmed"} and bool(free),
        )

    def _reschedule(self, unit: Unit, name: str, start: datetime) -> None:
        try:
            hiring.reschedule_interview(unit, self.ids[name], start, start + HOUR, "away")
        except DoubleBooked:
            hiring.reschedule_interview(unit, self.ids[name], start + DAY, start + DAY + HOUR, "away")

    def begin_it(self) -> None:
        name = self._meeting("confirmed")
        self.act(
            "recruiter",
            lambda unit: hiring.start_interview(unit, self.ids[name]),
            lambda: setattr(self.world.meetings[name], "status", "in_progress"),
            may=self.world.meetings[name].status == "confirmed",
        )

    def close(self) -> None:
        way = self.dice.choice(["questions", "questions", "reason"])
        name = self._meeting("confirmed", "in_progress")
        self.wait_for(name)
        self.act(
            "recruiter",
            lambda unit: hiring.hold_interview(
                unit,
                self.ids[name],
                no_chance_reason="line was bad" if way == "reason" else None,
            ),
            lambda: self.world.held(name),
            may=self.world.may_hold(name, way),
        )

    def call_off(self) -> None:
        """By us, or by the candidate who can't come."""
        name = self._meeting("scheduled", "confirmed")
        is_own = self.coin()
        verb = hiring.cannot_come if is_own else hiring.cancel_interview
        self.act(
            "candidate" if is_own else "recruiter",
            lambda unit: verb(unit, self.ids[name], "ill"),
            lambda: self.world.fell_through(name, "cancelled"),
            may=self.world.meetings[name].status in PLANNED,
        )

    def miss(self) -> None:
        name = self._meeting("confirmed", "in_progress")
        self.wait_for(name)
        meeting = self.world.meetings[name]
        self.act(
            "recruiter",
            lambda unit: hiring.mark_no_show(unit, self.ids[name], NoShowBy.CANDIDATE),
            lambda: self.world.fell_through(name, "no_show"),
            may=meeting.status in {"confirmed", "in_progress"} and self.world.now >= meeting.start,
        )

    def wish(self) -> None:
        """The candidate wishes another time, or the wish is answered with no: neither moves anything."""
        name = self._meeting("scheduled", "confirmed")
        is_asked = self.coin()
        self.act(
            "candidate" if is_asked else "recruiter",
            lambda unit: (
                hiring.ask_to_move(unit, self.ids[name], "exam") if is_asked else hiring.keep_time(unit, self.ids[name])
            ),
            may=self.world.meetings[name].status in {"scheduled", "confirmed"},
        )

    # the panel

    def add_seat(self) -> None:
        name, person, seat = self._meeting(*PLANNED), self.dice.choice(PANEL), self.new("seat")
        is_required = self.coin()
        made = self.act(
            "recruiter",
            lambda unit: (
                hiring.add_panel_member(unit, self.ids[name], PanelSeat(self.stage.staff[person], is_required)).id
            ),
            lambda: self.world.seat_taken(name, person, seat, is_required=is_required),
            may=self._may_take(name, person),
        )
        if made is not None:
            self.ids[seat] = made

    def _may_take(self, name: str, person: str) -> bool:
        meeting = self.world.meetings[name]
        is_free = meeting.status not in PLANNED or self.world.is_person_free(person, meeting.start)
        return meeting.status not in OFF and person not in meeting.seats and is_free

    def replace_seat(self) -> None:
        name = self.some([each for each in self.named(*PLANNED) if self.world.meetings[each].seats], self.seated())
        meeting = self.world.meetings[name]
        person, successor = self.dice.choice(sorted(meeting.seats)), self.dice.choice(PANEL)
        old, is_required = meeting.seats[person]
        seat = self.new("seat")

        def then() -> None:
            self.world.seat_given_up(name, person)
            self.world.seat_taken(name, successor, seat, is_required=is_required)

        made = self.act(
            "recruiter",
            lambda unit: hiring.replace_panel_member(unit, self.ids[old], self.stage.staff[successor], "away").id,
            then,
            may=self._may_take(name, successor) or (person == successor and meeting.status not in OFF),
        )
        if made is not None:
            self.ids[seat] = made

    def give_up_seat(self) -> None:
        """Taken away, which leaves at least one, or given up by the person's own word, which may leave none."""
        name = self.dice.choice(self.seated())
        meeting = self.world.meetings[name]
        person = self.dice.choice(sorted(meeting.seats))
        is_own = self.coin()
        verb = hiring.declare_conflict if is_own else hiring.remove_panel_member
        self.act(
            person if is_own else "recruiter",
            lambda unit: verb(unit, self.ids[meeting.seats[person][0]], "a cousin"),
            lambda: self.world.seat_given_up(name, person),
            may=meeting.status not in OFF if is_own else len(meeting.seats) > 1,
        )

    def seated(self) -> list[str]:
        return [name for name, meeting in self.world.meetings.items() if meeting.seats]
