"""One interview of a history: proposed, moved or called off, asked about, closed, scored, answered."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from app.demo import words
from app.demo.behaviour import Diary, Pace
from app.demo.question_texts import QUESTIONS, WEIGHTS
from app.demo.rounds import PlannedRound
from app.demo.schemas import Event, PlannedRequisition, Verb
from app.feedback.models import Recommendation

_TOPICS = list(QUESTIONS)
_TOPIC_WEIGHTS = [WEIGHTS.get(topic, 1) for topic in _TOPICS]


@dataclass
class Story:
    """A history in the making: its people, its events so far, and the numbers of its things."""

    requisition: PlannedRequisition
    candidate_name: str
    candidate_email: str
    pace: Pace
    diary: Diary
    events: list[Event]
    interviews: int = 0
    questions: int = 0

    @property
    def recruiter(self) -> str:
        return self.requisition.recruiter

    def tell(
        self,
        at: datetime,
        verb: Verb,
        by: str | None = None,
        *,
        interview: int | None = None,
        question: int | None = None,
        **data: Any,
    ) -> None:
        self.events.append(Event(at, verb, by, interview, question, data))

    def happens(self, share: float) -> bool:
        return self.pace.chance.random() < share


@dataclass(frozen=True)
class Told:
    """How an interview went: whether it took place, its end, when all required feedback is in."""

    is_held: bool
    end: datetime
    complete_at: datetime
    leaning: float  # mean score, 1 to 10


def tell_interview(story: Story, plan: PlannedRound, panel: list[tuple[str, bool]], since: datetime) -> Told:
    """Tells one interview of the round from `since` (the advance) on."""
    pace, number = story.pace, story.interviews
    story.interviews += 1
    people = [who for who, _ in panel]
    proposed_at = pace.reaction(story.recruiter, since, scale=1.2)
    earliest = pace.soon(proposed_at, 8, 36)
    length = timedelta(minutes=plan.minutes)
    start, end = story.diary.book(people, earliest, length, pace.chance)
    story.tell(
        proposed_at,
        Verb.SCHEDULE,
        story.recruiter,
        interview=number,
        round=plan.position,
        start=start,
        end=end,
        panel=panel,
        location=pace.chance.choice(("总行大楼 12 层 3 号会议室", "视频面试", "科技园 B 座 5 层", "分行 2 层贵宾室")),
    )
    settled_at = pace.soon(proposed_at, 0.3, 4)
    story.tell(settled_at, Verb.CONFIRM, story.recruiter, interview=number)
    if story.happens(0.10):
        settled_at = pace.soon(settled_at, 0.2, 3)
        start, end = _move(story, number, people, (start, end), settled_at)
    called_off = _call_off(story, number, settled_at, start)
    if called_off is not None:
        return Told(is_held=False, end=called_off, complete_at=called_off, leaning=0)
    real_end = max(start + length / 2, end + timedelta(minutes=round(pace.chance.gauss(2, 9))))
    _ask_and_close(story, plan, number, start, real_end)
    return _score(story, number, panel, start, real_end)


def _move(
    story: Story, number: int, people: list[str], times: tuple[datetime, datetime], moved_at: datetime
) -> tuple[datetime, datetime]:
    start, end = times
    new_start, new_end = story.diary.book(people, story.pace.soon(start, 4, 20), end - start, story.pace.chance)
    reason = story.pace.chance.choice(words.REASONS["reschedule"])
    story.tell(
        moved_at, Verb.RESCHEDULE, story.recruiter, interview=number, start=new_start, end=new_end, reason=reason
    )
    return new_start, new_end


def _call_off(story: Story, number: int, settled_at: datetime, start: datetime) -> datetime | None:
    """A cancellation or a no-show: when it was entered, else None."""
    if story.happens(0.05):
        at = min(story.pace.soon(settled_at, 0.5, 8), start - timedelta(minutes=30))
        if at > settled_at:
            reason = story.pace.chance.choice(words.REASONS["cancel"])
            story.tell(at, Verb.CANCEL, story.recruiter, interview=number, reason=reason)
            return at
    if story.happens(0.03):
        at = start + timedelta(minutes=40)
        by = "candidate" if story.happens(0.8) else "interviewer"
        story.tell(at, Verb.NO_SHOW, story.recruiter, interview=number, absent=by)
        return at
    return None


def _ask_and_close(story: Story, plan: PlannedRound, number: int, start: datetime, real_end: datetime) -> None:
    """Questions around the end, then the closing: soon, days later for some, with its chance to ask."""
    pace = story.pace
    is_late = story.happens(0.07)
    closed_at = pace.soon(real_end, 6, 40) if is_late else real_end + timedelta(minutes=pace.chance.randint(1, 25))
    closing: dict[str, Any] = {"ended_at": real_end}
    kind = pace.chance.random()
    if kind < 0.12:
        story.tell(real_end, Verb.ASK_NOTHING, None, interview=number)
    elif kind < 0.16:
        closing["no_chance_reason"] = pace.chance.choice(words.REASONS["no_chance"])
    else:
        for _ in range(plan.min_questions + pace.chance.choice((0, 0, 1, 2))):
            minutes = pace.chance.randint(1, max(2, int((real_end - start).total_seconds() // 120)))
            _ask(story, plan, number, real_end - timedelta(minutes=minutes))
    if story.happens(0.10):
        _ask(story, plan, number, real_end + timedelta(hours=pace.chance.randint(1, 20)))
    story.tell(closed_at, Verb.HOLD, story.recruiter, interview=number, **closing)


def _ask(story: Story, plan: PlannedRound, interview: int, at: datetime) -> None:
    pace, question = story.pace, story.questions
    story.questions += 1
    topic = pace.chance.choices(_TOPICS, _TOPIC_WEIGHTS)[0]
    text = pace.chance.choice(QUESTIONS[topic]).format(name=story.candidate_name, email=story.candidate_email)
    owner = story.recruiter if plan.is_hr else story.requisition.question_owner
    story.tell(at, Verb.ASK, None, interview=interview, question=question, text=text)
    answered_at = pace.reaction(owner, at, scale=0.9)
    if story.happens(0.06):
        held_at = pace.soon(at, 0.5, 5)
        if held_at < answered_at:
            story.tell(held_at, Verb.ANSWER, owner, question=question, text=words.HOLDING_REPLY, is_holding_reply=True)
    story.tell(answered_at, Verb.ANSWER, owner, question=question, text=pace.chance.choice(words.ANSWERS))
    if story.happens(0.35):
        rated_at = answered_at + timedelta(hours=pace.chance.randint(1, 30))
        rating = pace.chance.choices((1, 2, 3, 4, 5), (1, 2, 4, 8, 7))[0]
        story.tell(rated_at, Verb.RATE, None, question=question, rating=rating)
        if rating <= 2 and story.happens(0.6):
            again_at = rated_at + timedelta(minutes=5)
            story.tell(again_at, Verb.REOPEN, None, question=question)
            answer = pace.chance.choice(words.ANSWERS)
            story.tell(pace.reaction(owner, again_at), Verb.ANSWER, owner, question=question, text=answer)


def _score(story: Story, number: int, panel: list[tuple[str, bool]], start: datetime, real_end: datetime) -> Told:
    """Everyone's scorecard: mostly after the end, some while it runs, one in sixty excused."""
    pace = story.pace
    level, scored, complete_at = pace.chance.gauss(6.2, 1.5), [], real_end
    for who, is_required in panel:
        if not is_required and story.happens(0.4):
            continue
        at = pace.reaction(who, real_end)
        if story.happens(0.03):
            at = max(start + timedelta(minutes=10), real_end - timedelta(minutes=5))
        if is_required and story.happens(0.015):
            at = pace.soon(real_end, 30, 60)
            reason = pace.chance.choice(words.REASONS["excuse"])
            story.tell(at, Verb.EXCUSE, None, interview=number, who=who, reason=reason)
        else:
            scored.append(_fill_in(story, number, who, (real_end, at), level))
        complete_at = max(complete_at, at) if is_required else complete_at
    leaning = sum(scored) / len(scored) if scored else level
    return Told(is_held=True, end=real_end, complete_at=complete_at, leaning=leaning)


def _fill_in(story: Story, number: int, who: str, times: tuple[datetime, datetime], level: float) -> float:
    pace, (real_end, at) = story.pace, times
    mark = min(10, max(1, round(pace.chance.gauss(level, 1.0))))
    given: dict[str, Any] = {
        "mark": mark,
        "jitter": pace.chance.randint(0, 5),
        "recommendation": recommendation(mark),
        "text_for_panel": pace.chance.choice(words.FOR_PANEL),
        "text_for_candidate": pace.chance.choice(words.FOR_CANDIDATE) if story.happens(0.5) else None,
    }
    if story.happens(0.15) and at - real_end > timedelta(hours=1):
        story.tell(real_end + timedelta(minutes=20), Verb.DRAFT, who, interview=number, **given)
    story.tell(at, Verb.SUBMIT, who, interview=number, **given)
    if story.happens(0.04):
        changed = {**given, "text_for_panel": pace.chance.choice(words.FOR_PANEL)}
        story.tell(pace.soon(at, 0.5, 6), Verb.AMEND, who, interview=number, **changed)
    return mark


def recommendation(mark: int) -> Recommendation:
    """What a mark of 1 to 10 amounts to."""
    if mark <= 3:
        return Recommendation.STRONG_NO
    if mark <= 5:
        return Recommendation.NO
    return Recommendation.YES if mark <= 8 else Recommendation.STRONG_YES
