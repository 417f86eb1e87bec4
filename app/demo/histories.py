"""One application's whole story, from its receipt on; what lies after `now` is cut off by the plan."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

from app.demo import words
from app.demo.after_story import tell_afterwards, tell_offer
from app.demo.behaviour import Diary, Pace, Temper
from app.demo.interview_story import Story, Told, tell_interview
from app.demo.rounds import ROUNDS, PlannedRound, panel_for
from app.demo.schemas import History, PlannedRequisition, Verb
from app.kit.worktime import WorkCalendar

_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕张孔曹严华金魏陶姜谢邹章苏潘葛范彭鲁韦马苗方俞任袁柳"
_GIVEN = (
    *("子涵", "雨桐", "浩然", "梓萱", "宇航", "思远", "佳怡", "晨曦", "文博", "若溪", "嘉琪", "俊杰"),
    *("诗雨", "明哲", "欣怡", "一诺", "天佑", "静怡", "泽宇", "雅琪", "云帆", "可心", "致远", "清扬"),
)
# Of all applications this share came in the last forty days: a demo lives from what is open now.
LATELY = 0.45
_ENGLISH = ["Anna", "Kevin", "Grace", "Leo", "Iris", "Oscar", "Mia", "Felix", "Cora", "Ivan"]


def tell_history(
    *,
    seed: int,
    scope: str,
    index: int,
    applied_at: datetime,
    requisition: PlannedRequisition,
    calendar: WorkCalendar,
    diary: Diary,
    tempers: Mapping[str, Temper],
    eagerness: float,
) -> History:
    """The story of application number `index`; the same for the same arguments."""
    chance = Random(f"{seed}:{scope}:{index}")
    name, locale = _name(chance)
    email = f"candidate{index:05d}@mail.example"
    story = Story(requisition, name, email, Pace(calendar, chance, tempers, eagerness), diary, [])
    story.tell(applied_at, Verb.APPLY, None, source=chance.choices(words.SOURCES, (4, 2, 2, 5, 1))[0])
    later = Random(f"{seed}:{scope}:{index}:after")
    if later.random() < 0.6:
        story.tell(applied_at, Verb.CONSENT, None)
    _screen(story, applied_at)
    tell_afterwards(story, later)
    return History(
        application_id=_application_id(f"{seed}:{scope}:{index}", applied_at),
        requisition_code=requisition.code,
        candidate_name=name,
        candidate_email=email,
        locale=locale,
        events=tuple(sorted(story.events, key=lambda event: event.at)),
    )


def _name(chance: Random) -> tuple[str, str]:
    surname, given = chance.choice(_SURNAMES), chance.choice(_GIVEN)
    if chance.random() < 0.12:
        return f"{chance.choice(_ENGLISH)} {surname}", "en"
    return surname + given, "zh-CN"


def _application_id(label: str, applied_at: datetime) -> UUID:
    """A UUIDv7 of that moment whose random part comes from the label: a second build finds the first's."""
    milliseconds = int(applied_at.timestamp() * 1000)
    noise = int.from_bytes(hashlib.sha256(label.encode()).digest()[:10])
    value = milliseconds << 80 | noise & ((1 << 80) - 1)
    value = value & ~(0xF << 76) | 0x7 << 76  # version 7
    return UUID(int=value & ~(0x3 << 62) | 0x2 << 62)  # RFC 9562 variant


def _screen(story: Story, applied_at: datetime) -> None:
    at = story.pace.reaction(story.recruiter, applied_at, scale=2.0)
    if story.happens(0.32):
        reason = story.pace.chance.choice(words.REASONS["screening"])
        story.tell(at, Verb.SCREEN_OUT, story.recruiter, reason=reason)
        return
    story.tell(at, Verb.SCREEN_IN, story.recruiter)
    _tell_round(story, ROUNDS[0], at)


def _tell_round(story: Story, round_: PlannedRound, since: datetime) -> None:
    """Interviews of a round until one is held, then its decision and what follows from it."""
    told = tell_interview(story, round_, panel_for(round_, story.requisition, story.pace.chance), since)
    if not told.is_held:
        if story.happens(0.25):
            _withdraw(story, story.pace.soon(told.end, 4, 24))
        else:
            _tell_round(story, round_, told.end)
        return
    _wait_and_decide(story, round_, told)


def _wait_and_decide(story: Story, round_: PlannedRound, told: Told) -> None:
    pace = story.pace
    decided_at = pace.reaction(story.recruiter, told.complete_at, scale=1.5)
    waited = pace.calendar.seconds_between(told.end, decided_at) / 3600
    _talk(story, told.end, decided_at, waited)
    if waited > 30 and story.happens(0.15):
        _withdraw(story, pace.soon(told.end, 27, waited))
        return
    if story.happens(0.05):
        reason = pace.chance.choice(words.REASONS["hold"])
        story.tell(decided_at, Verb.DECIDE, story.recruiter, round=round_.position, decision="hold", reason=reason)
        decided_at = pace.soon(decided_at, 9, 30)
    passes = told.leaning + pace.chance.gauss(0, 0.8) >= (5.6, 6.3, 5.8)[round_.position - 1]
    decision = "advance" if passes else "reject"
    by = story.recruiter if round_.is_hr else story.requisition.hiring_manager
    reason = pace.chance.choice(words.REASONS[decision])
    story.tell(decided_at, Verb.DECIDE, by, round=round_.position, decision=decision, reason=reason)
    if passes and round_.position < len(ROUNDS):
        _tell_round(story, ROUNDS[round_.position], decided_at)
    elif passes:
        tell_offer(story, decided_at)


def _withdraw(story: Story, at: datetime) -> None:
    story.tell(at, Verb.WITHDRAW, None, reason=story.pace.chance.choice(words.REASONS["withdraw"]))


def _talk(story: Story, end: datetime, decided_at: datetime, waited: float) -> None:
    """Messages while the candidate waits: the longer, the likelier they ask where things stand."""
    pace = story.pace
    if waited > 20 and story.happens(0.45):
        asked_at = pace.soon(end, 18, waited)
        _exchange(story, asked_at, pace.chance.choice(words.STATUS_REQUESTS), pace.chance.choice(words.STATUS_REPLIES))
        if story.happens(0.25):
            text = pace.chance.choice(words.CONTACTS)
            story.tell(pace.soon(asked_at, 2, 9), Verb.CONTACT, story.recruiter, text=text, is_status_request=True)
    elif story.happens(0.10):
        _exchange(
            story,
            pace.soon(end, 1, 8),
            pace.chance.choice(words.OTHER_MESSAGES),
            pace.chance.choice(words.OTHER_REPLIES),
        )
    if story.happens(0.08):
        story.tell(pace.soon(end, 0.5, 6), Verb.NOTE, story.recruiter, text=pace.chance.choice(words.NOTES))
    if decided_at - end > timedelta(days=14):
        text = pace.chance.choice(words.CONTACTS)
        story.tell(pace.soon(end, 40, 60), Verb.CONTACT, story.recruiter, text=text, is_status_request=True)


def _exchange(story: Story, at: datetime, message: str, reply: str) -> None:
    story.tell(at, Verb.CANDIDATE_WRITES, None, text=message)
    story.tell(story.pace.reaction(story.recruiter, at, scale=0.6), Verb.STAFF_WRITES, story.recruiter, text=reply)


def applied_moments(seed: int, scope: str, now: datetime, count: int) -> list[datetime]:
    """When the year's applications come in: every day of the year, denser lately, oldest first."""
    chance = Random(f"{seed}:{scope}:applied")
    ages = [chance.uniform(1, 40 if chance.random() < LATELY else 365) for _ in range(count)]
    moments = [now - timedelta(days=age) for age in ages]
    return sorted(moment.astimezone(UTC).replace(second=0, microsecond=0) for moment in moments)
