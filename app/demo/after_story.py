"""What comes after the last round: an offer and its answer; a complaint; a survey's answers.

Drawn from a generator of its own, so that the interviews before stay as they are.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from app.complaints.models import ComplaintAbout, ComplaintOutcome
from app.demo import words
from app.demo.interview_story import Story
from app.demo.organisation import HR_LEAD
from app.demo.schemas import Event, Verb
from app.offers.models import ContractType, OfferAnswer
from app.surveys.models import QuestionsAnswered, Relationship

PLACES = ("上海", "北京", "深圳", "成都")
ENDS = frozenset({Verb.SCREEN_OUT, Verb.WITHDRAW, Verb.ACCEPT_OFFER, Verb.RECORD_OFFER})
_R = Relationship
RELATIONS = (_R.GREAT, _R.PRETTY_GOOD, _R.NEUTRAL, _R.NEGATIVE)
# How the four points fall by how it ended and whether the candidate waited long.
HIRED, ANSWERED, SILENT = (60, 30, 9, 1), (22, 34, 32, 12), (6, 16, 38, 40)
LONG_WAIT = timedelta(days=7)


def tell_offer(story: Story, decided_at: datetime) -> None:
    """From the last round's advance to the candidate's answer; one in seven declines and goes."""
    pace, chance = story.pace, story.pace.chance
    drafted_at = pace.soon(decided_at, 2, 12)
    approved_at = pace.reaction(story.requisition.hiring_manager, drafted_at, scale=0.8)
    sent_at = pace.soon(approved_at, 0.5, 6)
    answered_at = pace.soon(sent_at, 3, 40)
    expires_at = max(sent_at + timedelta(days=7), answered_at + timedelta(days=1))
    terms = _terms(story, chance, expires_at)
    story.tell(drafted_at, Verb.DRAFT_OFFER, story.recruiter, terms=terms, approver=story.requisition.hiring_manager)
    story.tell(approved_at, Verb.APPROVE_OFFER, story.requisition.hiring_manager)
    story.tell(sent_at, Verb.SEND_OFFER, story.recruiter)
    if story.happens(0.14):
        story.tell(answered_at, Verb.DECLINE_OFFER, None, reason=chance.choice(words.DECLINES))
        at = answered_at + timedelta(minutes=20)
        story.tell(at, Verb.WITHDRAW, None, reason=chance.choice(words.REASONS["withdraw"]))
    elif story.happens(0.15):
        story.tell(
            answered_at,
            Verb.RECORD_OFFER,
            story.recruiter,
            answer=OfferAnswer.ACCEPTED,
            on_whose_word=chance.choice(words.ON_WHOSE_WORD),
        )
    else:
        story.tell(answered_at, Verb.ACCEPT_OFFER, None)


def _terms(story: Story, chance: Random, expires_at: datetime) -> dict[str, Any]:
    begins = (expires_at + timedelta(days=chance.randint(20, 60))).date()
    return {
        "position_title": story.requisition.title,
        "place": chance.choice(PLACES),
        "contract_type": ContractType.FIXED_TERM,
        "starts_on": date(begins.year, begins.month, 1),
        "currency": "CNY",
        "monthly_salary": Decimal(chance.randrange(12_000, 42_000, 500)),
        "months_per_year": Decimal(chance.choice((12, 13, 14))),
        "bonus": Decimal(chance.randrange(0, 60_000, 5_000)),
        "allowances": chance.choice(words.ALLOWANCES),
        "other_terms": chance.choice(words.OTHER_TERMS),
        "expires_at": expires_at,
    }


def tell_afterwards(story: Story, chance: Random) -> None:
    """A complaint now and then, oftener after a long wait; and for a third of those asked, a survey."""
    events = sorted(story.events, key=lambda event: event.at)
    waited = _longest_wait(events)
    held = [event for event in events if event.verb is Verb.HOLD]
    if held and chance.random() < (0.10 if waited > LONG_WAIT else 0.04):
        _complain(story, chance, held[-1], is_silence=waited > LONG_WAIT)
    end = next((event for event in events if event.verb in ENDS or event.data.get("decision") == "reject"), None)
    if end is not None and chance.random() < 0.35:
        _answer_survey(story, chance, end, has_waited=waited > LONG_WAIT, was_met=bool(held))


def _longest_wait(events: list[Event]) -> timedelta:
    """The longest time from the end of an interview to the decision on its round."""
    ends = [event.data["ended_at"] for event in events if event.verb is Verb.HOLD]
    decisions = [event.at for event in events if event.verb is Verb.DECIDE]
    waits = [min((at for at in decisions if at > end), default=end) - end for end in ends]
    return max(waits, default=timedelta(0))


def _complain(story: Story, chance: Random, held: Event, *, is_silence: bool) -> None:
    about = ComplaintAbout.SILENCE if is_silence else chance.choice(list(words.COMPLAINTS))
    made_at = story.pace.calendar.add_business_hours(held.data["ended_at"], chance.uniform(20, 60))
    made_at = max(made_at, held.at).replace(second=0, microsecond=0) + timedelta(minutes=1)
    story.tell(
        made_at, Verb.COMPLAIN, None, interview=held.interview, about=about, text=chance.choice(words.COMPLAINTS[about])
    )
    told_at = story.pace.calendar.add_business_hours(made_at, chance.uniform(3, 50)).replace(second=0, microsecond=0)
    outcome = chance.choices(list(ComplaintOutcome), (5, 2, 3))[0]
    story.tell(told_at, Verb.RESOLVE, HR_LEAD[0], outcome=outcome, text=words.RESOLUTIONS[outcome])


def _answer_survey(story: Story, chance: Random, end: Event, *, has_waited: bool, was_met: bool) -> None:
    is_hired = end.verb in {Verb.ACCEPT_OFFER, Verb.RECORD_OFFER}
    weights = HIRED if is_hired else SILENT if has_waited else ANSWERED
    relation = chance.choices(RELATIONS, weights)[0]
    best = 5 - RELATIONS.index(relation)
    given: dict[str, Any] = {"relationship": relation}
    if was_met:
        given["had_chance_to_ask"] = chance.random() < 0.9
        given["questions_answered"] = chance.choices(list(QuestionsAnswered), (6, 3, 1, 2))[0]
        given["clarity"] = min(5, max(1, best + chance.choice((-1, 0, 0))))
        given["respect"] = min(5, max(1, best + chance.choice((0, 0, 1))))
    if chance.random() < 0.4:
        given["comment"] = chance.choice(words.SURVEY_COMMENTS[relation])
    at = (end.at + timedelta(hours=chance.uniform(12, 200))).replace(second=0, microsecond=0)
    story.tell(at, Verb.ANSWER_SURVEY, None, **given)
