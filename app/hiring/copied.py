"""What evidence about an application shows of hiring: its way, its interviews with their moves, the settings
that held. Reads only.
"""

from uuid import UUID

from app.hiring.models import (
    Application,
    ApplicationStage,
    Interview,
    InterviewRequest,
    InterviewReschedule,
    PanelMember,
    Requisition,
    Round,
    RoundDecision,
    RoundVersion,
    ScoreDimension,
    ScreeningDecision,
)
from app.kit.copies import Copies, copies, ids
from app.kit.database import Unit


def copies_of(unit: Unit, application_id: UUID) -> Copies:
    """Rows about the application, by table."""
    own = [application_id]
    applications = copies(unit, Application, "id", own)
    interviews = copies(unit, Interview, "application_id", own)
    stages = copies(unit, ApplicationStage, "application_id", own)
    decisions = copies(unit, RoundDecision, "application_id", own)
    rounds = {*ids(interviews, "round_id"), *ids(stages, "round_id"), *ids(decisions, "round_id")}
    versions = copies(unit, RoundVersion, "id", ids(interviews, "round_version_id"))
    return {
        "applications": applications,
        "requisitions": copies(unit, Requisition, "id", ids(applications, "requisition_id")),
        "application_stages": stages,
        "screening_decisions": copies(unit, ScreeningDecision, "application_id", own),
        "round_decisions": decisions,
        "rounds": copies(unit, Round, "id", rounds),
        "round_versions": versions,
        "score_dimensions": copies(unit, ScoreDimension, "round_version_id", ids(versions)),
        "interviews": interviews,
        "interview_reschedules": copies(unit, InterviewReschedule, "interview_id", ids(interviews)),
        "interview_requests": copies(unit, InterviewRequest, "interview_id", ids(interviews)),
        "panel_members": copies(unit, PanelMember, "interview_id", ids(interviews)),
    }
