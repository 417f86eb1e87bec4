"""Who owes what at the end of a plan: chooses the people worth logging in as. Pure."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from app.demo.organisation import ADMINISTRATOR, ANALYST, HR_LEAD, LEADERS, MAIL_DOMAIN
from app.demo.schemas import CompanyPlan, DemoLogIn, Event, History, Verb


def email_of(key: str) -> str:
    """A member of staff's address."""
    return f"{key}@{MAIL_DOMAIN}"


def owed_feedback(plan: CompanyPlan) -> Counter[str]:
    """Required scorecards of ended interviews that are not in, per interviewer."""
    return Counter(who for history in plan.histories for who, _ in _missing_scorecards(plan, history))


def owed_longest(plan: CompanyPlan) -> list[str]:
    """Who owes feedback, the one whose interview ended longest ago first: something of theirs is overdue."""
    missing = [missed for history in plan.histories for missed in _missing_scorecards(plan, history)]
    return [who for who, _ in sorted(missing, key=lambda each: (each[1], each[0]))]


def _missing_scorecards(plan: CompanyPlan, history: History) -> Iterator[tuple[str, datetime]]:
    """Who owes a scorecard, and when the interview ended."""
    for number, schedule in _of(history, Verb.SCHEDULE).items():
        moved = _of(history, Verb.RESCHEDULE).get(number)
        is_off = number in _of(history, Verb.CANCEL) or number in _of(history, Verb.NO_SHOW)
        is_promised = number in _of(history, Verb.CONFIRM) and not is_off
        end: datetime = (moved or schedule).data["end"]
        if not is_promised or end > plan.now:
            continue
        done = {
            event.by or event.data["who"]
            for event in history.events
            if event.interview == number and event.verb in {Verb.SUBMIT, Verb.EXCUSE}
        }
        yield from ((who, end) for who, is_required in schedule.data["panel"] if is_required and who not in done)


def _of(history: History, verb: Verb) -> dict[int, Event]:
    return {event.interview: event for event in history.events if event.verb is verb and event.interview is not None}


def open_questions(plan: CompanyPlan) -> Counter[str]:
    """Questions of business and executive rounds without a real answer, per owner."""
    owners = {job.code: job.question_owner for job in plan.requisitions}
    found: Counter[str] = Counter()
    for history in plan.histories:
        later_rounds = {n for n, event in _of(history, Verb.SCHEDULE).items() if event.data["round"] > 1}
        answered = {e.question for e in history.events if e.verb is Verb.ANSWER and not e.data.get("is_holding_reply")}
        asked = [e for e in history.events if e.verb is Verb.ASK and e.interview in later_rounds]
        found[owners[history.requisition_code]] += sum(event.question not in answered for event in asked)
    return found


def log_ins(plan: CompanyPlan) -> list[DemoLogIn]:
    """One person per role, chosen so that there is something to see."""
    active = Counter(_recruiter(plan, history) for history in plan.histories if not has_ended(history))
    owing = owed_longest(plan)
    owner = (open_questions(plan).most_common(1) or [(plan.requisitions[0].question_owner, 0)])[0][0]
    recruiter = (active.most_common(1) or [(plan.requisitions[0].recruiter, 0)])[0][0]
    plain = {person.key for person in plan.staff if person.department in {job.department for job in plan.requisitions}}
    interviewer = next((key for key in owing if key in plain and key != owner), plan.staff[-1].key)
    chosen = (
        ("interviewer", interviewer, "owes feedback now"),
        ("question_owner", owner, "has open questions"),
        ("recruiter", recruiter, "sees the nudge list"),
        ("hr_lead", HR_LEAD[0], "sees the whole of HR"),
        ("leadership", LEADERS[1][0], "sees the overview"),
        ("analyst", ANALYST[0], "works on the warehouse"),
        ("administrator", ADMINISTRATOR[0], "configures"),
    )
    names = {person.key: person.name for person in plan.staff}
    return [DemoLogIn(role, names[key], email_of(key), why) for role, key, why in chosen]


def _recruiter(plan: CompanyPlan, history: History) -> str:
    return next(job.recruiter for job in plan.requisitions if job.code == history.requisition_code)


def has_ended(history: History) -> bool:
    """Whether nothing more will happen in it."""
    ends = {Verb.SCREEN_OUT, Verb.WITHDRAW, Verb.ACCEPT_OFFER, Verb.RECORD_OFFER}
    return any(event.verb in ends or event.data.get("decision") == "reject" for event in history.events)
