"""All tables of the core in one place: importing this knows every domain's models."""

import app.campus.models
import app.complaints.models
import app.diaries.models
import app.evidence.models
import app.feedback.models
import app.hiring.models
import app.intake.models
import app.kit.changes
import app.kit.idempotency
import app.messages.models
import app.nudges.models
import app.offers.models
import app.outbox.models
import app.people.models
import app.privacy.models
import app.questions.models
import app.sla.models
import app.surveys.models
import app.webhooks.models  # noqa: F401  all of these are imported for what they declare
from app.kit.records import Base

metadata = Base.metadata
