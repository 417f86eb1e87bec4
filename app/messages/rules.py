"""What a message is: pure functions over its text and its writer."""

import re
from uuid import UUID

from app.kit.database import Actor
from app.messages.errors import NotInThread, NotYourThread, StaffOnly, TextMissing, TextTooLong
from app.messages.models import MessageKind, ReaderKind

LONGEST_BODY = 10_000
FOR_CANDIDATE = (MessageKind.FROM_CANDIDATE, MessageKind.FROM_STAFF)

# Asking for the result or for where things stand; asking how the process goes in general is not
# a chase. Narrow on purpose: a flag that cries wolf would make the chase rate worthless.
_STATUS_REQUEST = re.compile(
    r"""
    (结果|进展|进度|消息|音信|答复|回复|反馈|下文)[^。！!\n]{0,12}(吗|嘛|呢|么|没有|没|如何|怎么样|怎样|了\?|？|\?|出来)
    | (有|出).{0,2}(结果|进展|消息|反馈|下文)
    | (什么时候|何时|多久|几时|几天|哪天)[^。！!\n]{0,12}(结果|消息|答复|回复|通知|反馈)
    | (还没|一直没|没有)[^。！!\n]{0,6}(收到|等到|接到)[^。！!\n]{0,8}(消息|通知|结果|回复|反馈|答复)
    | (过了|通过)(没|吗|了吗|没有)
    | \b(any|an)\s+(update|news|feedback|progress)\b
    | \b(status|outcome|result)s?\s+of\s+(my|the)\b
    | \bhear(d)?\s+(back|from\s+you|anything)\b
    | \bwhen\s+(will|can|could|should|would|do)\s+i\s+(hear|know|expect|be\s+told)\b
    | \bfollow(ing)?[\s-]*up\s+on\s+my\b
    """,
    re.IGNORECASE | re.VERBOSE,
)


def asks_for_status(body: str) -> bool:
    """Whether the text asks for the result or the state of the application (Chinese, English)."""
    return _STATUS_REQUEST.search(body) is not None


def require_body(body: str, *, has_files: bool = False) -> str:
    """The text without blanks around it; files may come without. Raises `TextMissing`, `TextTooLong`."""
    stripped = body.strip()
    if not stripped and not has_files:
        raise TextMissing
    if len(stripped) > LONGEST_BODY:
        raise TextTooLong(limit=LONGEST_BODY)
    return stripped


def visible_kinds(actor: Actor) -> tuple[MessageKind, ...]:
    """What of a thread this reader may see: the candidate neither notes nor logged contacts."""
    return FOR_CANDIDATE if actor.kind == "candidate" else tuple(MessageKind)


def reader_of(actor: Actor) -> tuple[ReaderKind, UUID]:
    """The person who reads or uploads; raises `NotInThread` for the service, which is nobody."""
    if actor.id is None:
        raise NotInThread
    return ReaderKind(actor.kind), actor.id


def require_own_thread(actor: Actor, candidate_id: UUID) -> None:
    """Raises `NotYourThread` for a candidate in another's thread; staff are judged by the edge."""
    if actor.kind == "candidate" and actor.id != candidate_id:
        raise NotYourThread


def require_staff(actor: Actor) -> UUID:
    """The member of staff who writes; raises `StaffOnly`."""
    if actor.kind != "staff" or actor.id is None:
        raise StaffOnly
    return actor.id
