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
from app.hiring.calendar_files import calendar_event_of, panel_shown_to_candidate
from app.hiring.interview_schemas import Place, SessionInput
from app.hiring.interview_views import (
    active_applications_in,
    interview_view,
    interviews_of_application,
    interviews_of_departments,
    interviews_of_interviewer,
    interviews_of_requisition,
    open_slots_of_round,
    planned_interview_of,
    require_round,
    session_view,
    sessions_of_event,
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
from app.hiring.reach import (
    application_view,
    applications_of_candidate,
    applications_within,
    sits_in_application,
    stages_of,
)
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
    RoundView,
    SeatOverview,
)
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
    staff_involved,
    upcoming_interviews_of,
)
from app.hiring.wishes import ask_to_move, cannot_come, keep_time

__all__ = [
    "ApplicationContext",
    "DimensionInput",
    "InterviewContext",
    "PanelSeat",
    "Place",
    "RoundInput",
    "RoundView",
    "SeatOverview",
    "SessionInput",
    "active_applications_in",
    "add_panel_member",
    "application_context",
    "application_view",
    "applications_of_candidate",
    "applications_within",
    "apply",
    "ask_to_move",
    "calendar_event_of",
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
    "interview_view",
    "interviews_of_application",
    "interviews_of_departments",
    "interviews_of_interviewer",
    "interviews_of_requisition",
    "join_session",
    "keep_time",
    "mark_no_show",
    "move_requisition",
    "move_session",
    "move_to_round",
    "note_question",
    "open_requisition",
    "open_sessions",
    "open_slots_of_round",
    "panel_shown_to_candidate",
    "plan_name_of",
    "planned_interview_of",
    "reject_application",
    "remove_panel_member",
    "replace_panel_member",
    "require_round",
    "requisition_by_code",
    "reschedule_interview",
    "rounds_of",
    "save_plan_template",
    "save_requisition_plan",
    "schedule_interview",
    "scorecard_of",
    "seat_overviews",
    "session_view",
    "sessions_of_event",
    "sits_in_application",
    "staff_involved",
    "stages_of",
    "start_interview",
    "upcoming_interviews_of",
    "withdraw_application",
]
