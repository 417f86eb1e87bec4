"""What can be refused about messages, threads and attachments."""

from http import HTTPStatus

from app.kit.errors import Conflict, Forbidden, Invalid
from app.kit.states import StateConflict


class NotYourThread(Forbidden):
    code = "not_your_thread"
    message = "This conversation is another candidate's."
    mend = "Open your own."


class NotInThread(Forbidden):
    code = "not_in_thread"
    message = "You do not take part in this conversation."
    mend = "Ask the recruiter to bring you in."


class StaffOnly(Forbidden):
    code = "staff_only"
    message = "Only staff can write this."
    mend = "Send a message instead."


class TextMissing(Invalid):
    code = "text_missing"
    message = "There is no text."
    mend = "Write it and send again."


class TextTooLong(Invalid):
    """Values: limit."""

    code = "text_too_long"
    message = "The text is longer than {limit} characters."
    mend = "Shorten it."


class ParticipantUnknown(Invalid):
    code = "participant_unknown"
    message = "This is not an active member of staff."
    mend = "Choose somebody who can log in."


class AlreadyInThread(Conflict):
    code = "already_in_thread"
    message = "This person takes part in the conversation already."
    mend = "Nothing needs to be done."


class NotParticipating(Conflict):
    code = "not_participating"
    message = "This person was not brought into the conversation."
    mend = "The recruiter and the candidate are always part of it."


class AttachmentEmpty(Invalid):
    code = "attachment_empty"
    message = "The file is empty."
    mend = "Choose another file."


class AttachmentTooLarge(Invalid):
    """Values: limit_mb."""

    code = "attachment_too_large"
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    message = "The file is larger than {limit_mb} MB."
    mend = "Make it smaller, or send it in parts."


class AttachmentTypeRefused(Invalid):
    code = "attachment_type_refused"
    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    message = "The file's content is none of PDF, PNG, JPEG, WebP, Word (DOCX), Excel (XLSX) or plain text."
    mend = "Save it as one of these, without macros or a password."


class TooManyAttachments(Invalid):
    """Values: limit."""

    code = "too_many_attachments"
    message = "A message takes {limit} files at most."
    mend = "Send them with several messages."


class TooManyUnsent(Conflict):
    """Values: limit."""

    code = "too_many_unsent_attachments"
    message = "{limit} files wait here to be sent already."
    mend = "Send them, or wait until they are cleared away."


class AttachmentSent(StateConflict):
    thing = "file"
    code = "attachment_already_sent"
    message = "This file was sent with another message."
    mend = "Upload it again to send it again."


class AttachmentExpired(StateConflict):
    thing = "file"
    code = "attachment_expired"
    message = "This file waited for more than a day and was cleared away."
    mend = "Upload it again."
