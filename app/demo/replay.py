"""A planned history, done: each event becomes the service call that a person would have made."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import event

from app.complaints import service as complaints
from app.complaints.schemas import ComplaintInput
from app.demo import words
from app.demo.organisation import ANALYST, HR_LEAD, LEADERS
from app.demo.rounds import ROUNDS
from app.demo.schemas import Event, History, Verb
from app.feedback import service as feedback
from app.feedback.schemas import FeedbackInput
from app.hiring import service as hiring
from app.hiring.models import Decision, NoShowBy, ScreeningResult
from app.hiring.schemas import PanelSeat
from app.kit.database import Actor, Unit
from app.messages import service as messages
from app.offers import service as offers
from app.offers.schemas import OfferTerms
from app.people import service as people
from app.privacy import service as privacy
from app.privacy.models import Purpose
from app.questions import service as questions
from app.sla import service as sla
from app.sla.models import ClockKind
from app.surveys import service as surveys
from app.surveys.schemas import SurveyAnswers


@dataclass(frozen=True)
class Ground:
    """The ids that histories stand on, by the plan's keys."""

    staff: Mapping[str, UUID]
    requisitions: Mapping[str, UUID]
    rounds: Mapping[str, tuple[UUID, ...]]  # by requisition code, in order
    notice_version: int  # of the privacy notice; 0 where there is none


@dataclass
class Stage:
    """One history while it is done: its ids so far."""

    unit: Unit
    ground: Ground
    history: History
    candidate_id: UUID
    interviews: dict[int, UUID] = field(default_factory=dict)
    seats: dict[tuple[int, str], UUID] = field(default_factory=dict)
    rounds_of: dict[int, int] = field(default_factory=dict)
    questions: dict[int, UUID] = field(default_factory=dict)
    offer_id: UUID | None = None
    complaint_id: UUID | None = None

    @property
    def application_id(self) -> UUID:
        return self.history.application_id

    def round_id(self, position: int) -> UUID:
        return self.ground.rounds[self.history.requisition_code][position - 1]

    def acting(self, event: Event) -> Unit:
        """The unit at the event's moment, acted in by who did it."""
        actor = Actor.staff(self.ground.staff[event.by]) if event.by else Actor.candidate(self.candidate_id)
        return self.unit.at(event.at, actor)


def replay(unit: Unit, ground: Ground, history: History) -> None:
    """Does the whole history in one transaction."""
    _keep_rows(unit)
    first = history.events[0]
    candidate = people.create_candidate(
        unit.at(first.at), name=history.candidate_name, email=history.candidate_email, locale=history.locale
    )
    stage = Stage(unit, ground, history, candidate.id)
    for each in history.events:
        _DEEDS[each.verb](stage, stage.acting(each), each, each.data)


def _keep_rows(unit: Unit) -> None:
    """Rows stay in the session as long as the unit: each verb of the history reads the same few again."""
    kept: list[object] = []
    for moment in ("loaded_as_persistent", "pending_to_persistent"):
        event.listen(unit.session, moment, lambda _, row: kept.append(row))


Deed = Callable[[Stage, Unit, Event, Mapping[str, Any]], object]


def _apply(stage: Stage, unit: Unit, _: Event, data: Mapping[str, Any]) -> None:
    hiring.apply(
        unit,
        requisition_id=stage.ground.requisitions[stage.history.requisition_code],
        candidate_id=stage.candidate_id,
        source=data["source"],
        application_id=stage.application_id,
    )


def _schedule(stage: Stage, unit: Unit, event: Event, data: Mapping[str, Any]) -> None:
    assert event.interview is not None
    seats = [PanelSeat(stage.ground.staff[who], is_required) for who, is_required in data["panel"]]
    made = hiring.schedule_interview(
        unit,
        stage.application_id,
        stage.round_id(data["round"]),
        data["start"],
        data["end"],
        seats,
        location=data["location"],
    )
    stage.interviews[event.interview] = made.id
    stage.rounds_of[event.interview] = data["round"]
    by_staff = {seat.staff_id: seat.panel_member_id for seat in hiring.interview_context(unit, made.id).panel}
    for who, _ in data["panel"]:
        stage.seats[event.interview, who] = by_staff[stage.ground.staff[who]]


def _interview(stage: Stage, event: Event) -> UUID:
    assert event.interview is not None
    return stage.interviews[event.interview]


def _question(stage: Stage, event: Event) -> UUID:
    assert event.question is not None
    return stage.questions[event.question]


def _seat(stage: Stage, event: Event, who: str | None) -> UUID:
    assert event.interview is not None
    assert who is not None
    return stage.seats[event.interview, who]


def _ask(stage: Stage, unit: Unit, event: Event, data: Mapping[str, Any]) -> None:
    assert event.question is not None
    stage.questions[event.question] = questions.ask_question(unit, _interview(stage, event), data["text"]).id


def _scorecard(stage: Stage, event: Event, data: Mapping[str, Any]) -> FeedbackInput:
    """The filled form: each line near the mark, spread by the plan's jitter."""
    assert event.interview is not None
    dimensions = ROUNDS[stage.rounds_of[event.interview] - 1].dimensions
    scores = {
        name: min(10, max(1, data["mark"] + (data["jitter"] + number) % 3 - 1))
        for number, (name, _) in enumerate(dimensions)
    }
    return FeedbackInput(data["recommendation"], scores, data["text_for_panel"], data["text_for_candidate"])


def _excuse(stage: Stage, unit: Unit, event: Event, data: Mapping[str, Any]) -> None:
    excuser = HR_LEAD[0] if data["who"] != HR_LEAD[0] else LEADERS[0][0]
    clock = sla.clock_of(unit, ClockKind.FEEDBACK, _seat(stage, event, data["who"]))
    if clock is not None:
        sla.excuse_clock(unit.at(event.at, Actor.staff(stage.ground.staff[excuser])), clock.id, data["reason"])


def _consent(stage: Stage, unit: Unit, _: Event, __: Mapping[str, Any]) -> None:
    if stage.ground.notice_version:
        privacy.give_consent(unit, stage.candidate_id, Purpose.SURVEY, stage.ground.notice_version)


def _draft_offer(stage: Stage, unit: Unit, _: Event, data: Mapping[str, Any]) -> None:
    stage.offer_id = offers.draft_offer(unit, stage.application_id, OfferTerms(**data["terms"])).id
    offers.submit_offer(unit, stage.offer_id, [stage.ground.staff[data["approver"]]])


def _offer(stage: Stage) -> UUID:
    assert stage.offer_id is not None
    return stage.offer_id


def _complain(stage: Stage, unit: Unit, event: Event, data: Mapping[str, Any]) -> None:
    given = ComplaintInput(data["about"], data["text"], interview_id=_interview(stage, event))
    stage.complaint_id = complaints.make_complaint(unit, stage.candidate_id, given).id


def _resolve(stage: Stage, unit: Unit, event: Event, data: Mapping[str, Any]) -> None:
    """By the HR lead; where they sat on the panel themselves, by somebody who did not."""
    complaint_id = stage.complaint_id
    assert complaint_id is not None
    able = [stage.ground.staff[key] for key in (HR_LEAD[0], LEADERS[0][0], LEADERS[1][0], ANALYST[0])]
    by = next(staff_id for staff_id in able if complaints.may_look_after(unit, complaint_id, staff_id))
    acting = unit.at(event.at, Actor.staff(by))
    complaints.resolve_complaint(acting, complaint_id, data["outcome"], data["text"])


def _answer_survey(stage: Stage, unit: Unit, _: Event, data: Mapping[str, Any]) -> None:
    """Not everybody is asked: who withdrew without consent to a contact has no survey."""
    for survey in surveys.surveys_of_candidate(unit):
        surveys.answer_survey(unit, survey.survey_id, SurveyAnswers(**data))


_DEEDS: Mapping[Verb, Deed] = {
    Verb.APPLY: _apply,
    Verb.SCREEN_OUT: lambda s, u, e, d: hiring.screen_application(
        u, s.application_id, ScreeningResult.REJECT, d["reason"]
    ),
    Verb.SCREEN_IN: lambda s, u, e, d: hiring.screen_application(
        u, s.application_id, ScreeningResult.ADVANCE, words.SCREENED_IN
    ),
    Verb.SCHEDULE: _schedule,
    Verb.CONFIRM: lambda s, u, e, d: hiring.confirm_interview(u, _interview(s, e)),
    Verb.RESCHEDULE: lambda s, u, e, d: hiring.reschedule_interview(
        u, _interview(s, e), d["start"], d["end"], d["reason"]
    ),
    Verb.CANCEL: lambda s, u, e, d: hiring.cancel_interview(u, _interview(s, e), d["reason"]),
    Verb.NO_SHOW: lambda s, u, e, d: hiring.mark_no_show(u, _interview(s, e), NoShowBy(d["absent"])),
    Verb.HOLD: lambda s, u, e, d: hiring.hold_interview(u, _interview(s, e), **d),
    Verb.ASK: _ask,
    Verb.ASK_NOTHING: lambda s, u, e, d: hiring.nothing_to_ask(u, _interview(s, e)),
    Verb.ANSWER: lambda s, u, e, d: questions.answer_question(u, _question(s, e), **d),
    Verb.RATE: lambda s, u, e, d: questions.rate_answer(u, _question(s, e), d["rating"]),
    Verb.REOPEN: lambda s, u, e, d: questions.reopen_question(u, _question(s, e)),
    Verb.DRAFT: lambda s, u, e, d: feedback.save_draft(u, _seat(s, e, e.by), _scorecard(s, e, d)),
    Verb.SUBMIT: lambda s, u, e, d: feedback.submit_feedback(u, _seat(s, e, e.by), _scorecard(s, e, d)),
    Verb.AMEND: lambda s, u, e, d: feedback.amend_feedback(u, _seat(s, e, e.by), _scorecard(s, e, d)),
    Verb.EXCUSE: _excuse,
    Verb.DECIDE: lambda s, u, e, d: hiring.decide_round(
        u, s.application_id, s.round_id(d["round"]), Decision(d["decision"]), d["reason"]
    ),
    Verb.CANDIDATE_WRITES: lambda s, u, e, d: messages.send_message(u, s.application_id, d["text"]),
    Verb.STAFF_WRITES: lambda s, u, e, d: messages.send_message(u, s.application_id, d["text"]),
    Verb.NOTE: lambda s, u, e, d: messages.write_note(u, s.application_id, d["text"]),
    Verb.CONTACT: lambda s, u, e, d: messages.log_contact(
        u, s.application_id, d["text"], is_status_request=d["is_status_request"]
    ),
    Verb.WITHDRAW: lambda s, u, e, d: hiring.withdraw_application(u, s.application_id, d["reason"]),
    Verb.CONSENT: _consent,
    Verb.DRAFT_OFFER: _draft_offer,
    Verb.APPROVE_OFFER: lambda s, u, e, d: offers.approve_offer(u, _offer(s)),
    Verb.SEND_OFFER: lambda s, u, e, d: offers.send_offer(u, _offer(s)),
    Verb.ACCEPT_OFFER: lambda s, u, e, d: offers.accept_offer(u, _offer(s)),
    Verb.DECLINE_OFFER: lambda s, u, e, d: offers.decline_offer(u, _offer(s), d["reason"]),
    Verb.RECORD_OFFER: lambda s, u, e, d: offers.record_decision(
        u, _offer(s), d["answer"], on_whose_word=d["on_whose_word"]
    ),
    Verb.COMPLAIN: _complain,
    Verb.RESOLVE: _resolve,
    Verb.ANSWER_SURVEY: _answer_survey,
}
