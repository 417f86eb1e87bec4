"""From the requisition to the round decision: plans, applications, interviews, panels.

Feedback, questions, messages and offers are domains of their own above this one.
"""

from app.hiring.models.applications import Application, ApplicationStage, RoundDecision
from app.hiring.models.interviews import (
    Interview,
    InterviewRequest,
    InterviewReschedule,
    InterviewSession,
    PanelMember,
    SessionSeat,
)
from app.hiring.models.plans import InterviewPlan, Requisition, Round, ScoreDimension
from app.hiring.models.states import (
    ApplicationStatus,
    ChanceToAsk,
    Decision,
    InterviewStatus,
    NoShowBy,
    RequisitionStatus,
    SessionStatus,
    Side,
)

__all__ = [
    "Application",
    "ApplicationStage",
    "ApplicationStatus",
    "ChanceToAsk",
    "Decision",
    "Interview",
    "InterviewPlan",
    "InterviewRequest",
    "InterviewReschedule",
    "InterviewSession",
    "InterviewStatus",
    "NoShowBy",
    "PanelMember",
    "Requisition",
    "RequisitionStatus",
    "Round",
    "RoundDecision",
    "ScoreDimension",
    "SessionSeat",
    "SessionStatus",
    "Side",
]
