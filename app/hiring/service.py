"""Hiring's face to other domains and to the edges: its verbs and its views, in one place.

The verbs live in modules by their thing; nothing else of hiring is imported from outside but
the enums in models and the data in schemas.
"""

from app.hiring.applications import (
    apply,
    decide_round,
    hire_application,
    move_to_round,
    reject_application,
    withdraw_application,
)
from app.hiring.interviews import (
    cancel_interview,
    confirm_interview,
    hold_interview,
    mark_no_show,
    note_question,
    start_interview,
)
from app.hiring.panels import add_panel_member, declare_conflict, remove_panel_member, replace_panel_member
from app.hiring.requisitions import (
    copy_plan,
    move_requisition,
    open_requisition,
    save_plan_template,
    save_requisition_plan,
)
from app.hiring.scheduling import reschedule_interview, schedule_interview
from app.hiring.schemas import (
    ApplicationContext,
    DimensionInput,
    InterviewContext,
    PanelSeat,
    RoundInput,
    RoundInterview,
    RoundView,
    ScoringSeat,
    SeatOverview,
)
from app.hiring.scoring import interviews_of_round, scoring_seat, seats_held_by
from app.hiring.sessions import open_sessions
from app.hiring.shared import cancel_session, change_session, join_session, move_session
from app.hiring.views import (
    application_context,
    existing_applications,
    has_passed_rounds,
    hold_application,
    interview_context,
    plan_name_of,
    requisition_by_code,
    rounds_of,
    scorecard_of,
    seat_overviews,
    upcoming_interviews_of,
)
from app.hiring.wishes import ask_to_move, cannot_come, keep_time

__all__ = [
    "ApplicationContext",
    "DimensionInput",
    "InterviewContext",
    "PanelSeat",
    "RoundInput",
    "RoundInterview",
    "RoundView",
    "ScoringSeat",
    "SeatOverview",
    "add_panel_member",
    "application_context",
    "apply",
    "ask_to_move",
    "cancel_interview",
    "cancel_session",
    "cannot_come",
    "change_session",
    "confirm_interview",
    "copy_plan",
    "decide_round",
    "declare_conflict",
    "existing_applications",
    "has_passed_rounds",
    "hire_application",
    "hold_application",
    "hold_interview",
    "interview_context",
    "interviews_of_round",
    "join_session",
    "keep_time",
    "mark_no_show",
    "move_requisition",
    "move_session",
    "move_to_round",
    "note_question",
    "open_requisition",
    "open_sessions",
    "plan_name_of",
    "reject_application",
    "remove_panel_member",
    "replace_panel_member",
    "requisition_by_code",
    "reschedule_interview",
    "rounds_of",
    "save_plan_template",
    "save_requisition_plan",
    "schedule_interview",
    "scorecard_of",
    "scoring_seat",
    "seat_overviews",
    "seats_held_by",
    "start_interview",
    "upcoming_interviews_of",
    "withdraw_application",
]
