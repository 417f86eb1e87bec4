"""From the requisition to the round decision: plans, applications, interviews, panels.

Feedback, questions, messages and offers are domains of their own above this one.
"""

from app.hiring.models.applications import Application, ApplicationStage, RoundDecision, ScreeningDecision
from app.hiring.models.interviews import (
    Interview,
    InterviewRequest,
    InterviewReschedule,
    InterviewSession,
    PanelMember,
    SessionSeat,
)
from app.hiring.models.plans import InterviewPlan, Round, RoundVersion, ScoreDimension
from app.hiring.models.requisitions import Posting, Requisition, RequisitionApproval
from app.hiring.models.states import (
    ApplicationStatus,
    ApprovalDecision,
    ChanceToAsk,
    Decision,
    InterviewStatus,
    NoShowBy,
    PanelShown,
    PanelShownFrom,
    RequisitionStatus,
    ScreeningResult,
    SessionStatus,
    Side,
)

__all__ = [
    "Application",
    "ApplicationStage",
    "ApplicationStatus",
    "ApprovalDecision",
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
    "PanelShown",
    "PanelShownFrom",
    "Posting",
    "Requisition",
    "RequisitionApproval",
    "RequisitionStatus",
    "Round",
    "RoundDecision",
    "RoundVersion",
    "ScoreDimension",
    "ScreeningDecision",
    "ScreeningResult",
    "SessionSeat",
    "SessionStatus",
    "Side",
]
