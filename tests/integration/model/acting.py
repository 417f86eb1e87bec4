"""How one act is done to the core and, if it is legal, to the model. What the acts share."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from random import Random
from typing import Any
from uuid import UUID

from app.kit.database import Actor, Database, Unit
from app.kit.errors import HuiyinError
from tests.integration.model.crash import crash_in
from tests.integration.model.stage import Stage
from tests.integration.model.world import World

taken: Counter[str] = Counter()  # what the core took, refused and lost, by act


class Acting:
    """The world beside the core, and how to act in both."""

    database: Database
    world: World
    stage: Stage
    dice: Random  # all chance in a history: Hypothesis draws its seed
    act_name: str  # of the act that is being done

    def __init__(self) -> None:
        super().__init__()
        self.names = count()
        self.ids: dict[str, UUID] = {}  # of everything, by the model's names

    def act(
        self,
        who: str,
        verb: Callable[[Unit], Any],
        then: Callable[[], None] = lambda: None,
        *,
        may: bool,
    ) -> Any:
        """Does `verb` in a unit of its own; one in ten loses its server before the commit.

        The core takes exactly what the model says it `may`, and then the model follows (`then`).
        """
        if self.seldom():
            crash_in(self.database, self._actor(who), self.world.now, verb)
            taken[f"{self.act_name} lost"] += 1
            return None
        refusal: HuiyinError | None = None
        answer: Any = None
        try:
            with self.database.unit(self._actor(who), self.world.now) as unit:
                answer = verb(unit)
        except HuiyinError as error:
            refusal = error
        assert may == (refusal is None), f"{self.act_name} is {'' if may else 'not '}legal; the core: {refusal!r}"
        taken[f"{self.act_name} {'taken' if may else 'refused'}"] += 1
        if may:
            then()
        return answer

    def _actor(self, who: str) -> Actor:
        if who == "service":
            return Actor.service()
        return Actor.candidate(self.stage.candidate) if who == "candidate" else Actor.staff(self.stage.staff[who])

    def coin(self) -> bool:
        return self.dice.random() < 1 / 2

    def seldom(self) -> bool:
        return self.dice.random() < 1 / 10

    def new(self, thing: str) -> str:
        """A name for something that is about to be made."""
        return f"{thing} {next(self.names)}"

    def some(self, likely: list[str], whole: list[str]) -> str:
        """One of the likely; once in a while any, which the core must refuse or bear."""
        return self.dice.choice(whole if not likely or self.seldom() else likely)

    def wait_for(self, name: str) -> None:
        """Mostly waits for the meeting's end, or some minutes before or after; once in a while does not."""
        before = self.dice.choice([-90, -30, 0, 0, 1, 200])
        if not self.seldom():
            self.world.now = max(self.world.now, self.world.meetings[name].end + timedelta(minutes=before))

    def named(self, *states: str) -> list[str]:
        """Meetings of these states."""
        return [name for name, meeting in self.world.meetings.items() if meeting.status in states]
