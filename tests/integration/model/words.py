"""Acts of words: feedback and its release, questions and answers, messages."""

from datetime import timedelta

from app.feedback import service as feedback
from app.hiring import service as hiring
from app.kit.database import Unit
from app.messages import service as messages
from app.questions import service as questions
from tests.integration.model.acting import Acting, taken
from tests.integration.model.stage import card
from tests.integration.model.world import OFF, OWING


class Words(Acting):
    """What is said about an application."""

    # feedback

    def submit(self) -> None:
        """A draft is saved on the way now and then, and stops nothing."""
        seated = [name for name in self.named(*OWING) if self.world.meetings[name].seats]
        name = self.some(seated, [each for each, meeting in self.world.meetings.items() if meeting.seats])
        self.wait_for(name)
        person = self.dice.choice(sorted(self.world.meetings[name].seats))
        seat, _ = self.world.meetings[name].seats[person]
        is_drafted, text = self.coin(), self.new("card")

        def then() -> None:
            self.world.given[seat], self.world.said[seat] = person, [text]
            self.world.ledger.stop("feedback", (name, seat), self.world.now)

        self.act(
            person,
            lambda unit: self._submit(unit, seat, text, is_drafted=is_drafted),
            then,
            may=self.world.may_submit(name, person),
        )

    def _submit(self, unit: Unit, seat: str, text: str, *, is_drafted: bool) -> None:
        if is_drafted:
            feedback.save_draft(unit, self.ids[seat], card("not yet"))
        feedback.submit_feedback(unit, self.ids[seat], card(text))

    def amend(self) -> None:
        """A new version moves no clock, and the old ones stay. Only one's own."""
        seat, text = self.dice.choice(sorted(self.world.given)), self.new("card")
        person = self.dice.choice([self.world.given[seat]] * 4 + ["recruiter"])
        self.act(
            person,
            lambda unit: feedback.amend_feedback(unit, self.ids[seat], card(text)),
            lambda: self.world.said[seat].append(text),
            may=person == self.world.given[seat],
        )

    def release(self) -> None:
        """Some time passes, mostly not enough; the job shows what was held back until then, in units of its own."""
        self.world.now += timedelta(hours=self.dice.choice([0, 0, 1, self.dice.randint(0, 20)]))
        feedback.release_due(self.database, self.world.now)
        self.world.shown_to_candidate()
        taken["release taken"] += 1

    # questions

    def ask(self) -> None:
        interview = self.dice.choice(list(self.world.meetings))
        name, meeting = self.new("question"), self.world.meetings[interview]

        def then() -> None:
            self.world.questions[name], self.world.about[name] = "open", interview
            meeting.asked += 1
            self.world.ledger.start("answer", name, "owner", self.world.now)

        asked = self.act(
            "candidate",
            lambda unit: questions.ask_question(unit, self.ids[interview], "What does the team do?").id,
            then,
            may=meeting.status not in OFF,
        )
        if asked is not None:
            self.ids[name] = asked

    def ask_nothing(self) -> None:
        name = self.dice.choice(list(self.world.meetings))
        meeting = self.world.meetings[name]
        is_over = meeting.status == "held" and self.world.now > meeting.end + timedelta(hours=24)
        self.act(
            "candidate",
            lambda unit: hiring.nothing_to_ask(unit, self.ids[name]),
            lambda: setattr(meeting, "has_nothing_to_ask", True),
            may=meeting.status not in OFF and not is_over,
        )

    def answer(self) -> None:
        """A holding reply stops nothing and belongs to a question that waits; a later answer corrects."""
        is_holding = self.dice.randint(0, 2) == 0
        name, text = self.dice.choice(sorted(self.world.questions)), self.new("answer")

        def then() -> None:
            self.world.said.setdefault(name, []).append(text)
            if not is_holding and self.world.questions[name] != "answered":
                self.world.questions[name] = "answered"
                self.world.ledger.stop("answer", name, self.world.now)

        self.act(
            self.dice.choice(["owner", "recruiter"]),
            lambda unit: questions.answer_question(unit, self.ids[name], text, is_holding),
            then,
            may=not is_holding or self.world.questions[name] != "answered",
        )

    def rate(self) -> None:
        name = self.dice.choice(sorted(self.world.questions))
        self.act(
            "candidate",
            lambda unit: questions.rate_answer(unit, self.ids[name], 4),
            may=self.world.questions[name] == "answered",
        )

    def reopen(self) -> None:
        """The first answer's clock stays as it was; a second one starts."""
        name = self.dice.choice(sorted(self.world.questions))

        def then() -> None:
            self.world.questions[name] = "reopened"
            self.world.ledger.start("answer", name, "owner", self.world.now)

        self.act(
            "candidate",
            lambda unit: questions.reopen_question(unit, self.ids[name]),
            then,
            may=self.world.questions[name] == "answered",
        )

    # messages

    def write(self) -> None:
        """The candidate, or staff: a reply, a note that answers nobody, a call that was logged."""
        way = self.dice.choice(["candidate", "candidate", "reply", "note", "call"])
        verb = {"note": messages.write_note, "call": messages.log_contact}.get(way, messages.send_message)
        name = self.new("message")
        self.act(
            "candidate" if way == "candidate" else "recruiter",
            lambda unit: verb(unit, self.stage.application, "Thank you."),
            lambda: self.world.written(name, way),
            may=True,
        )
