"""Webhooks: who else is told of what happens here. For administrators."""

from typing import Annotated, Any, ClassVar
from uuid import UUID

from fastapi import Query
from pydantic import Field, StringConstraints

from app.kit.egress import Egress
from app.people.models import Role
from app.web.api.bodies import Body, InPages, Out, PageOf, PageParameters, When
from app.web.api.call import ApiCall, Call
from app.web.api.objects import require_role_in
from app.web.api.route import ApiRouter
from app.web.policies import ADMINISTRATORS
from app.webhooks import service as webhooks
from app.webhooks.models import DisabledBecause, HookStatus
from app.webhooks.schemas import DeliveryView, NewSecret, SubscriptionView

router = ApiRouter("webhooks")
Address = Annotated[str, StringConstraints(min_length=8, max_length=2000)]
Pattern = Annotated[str, StringConstraints(min_length=1, max_length=100)]
Patterns = Annotated[list[Pattern], Field(min_length=1, max_length=50)]


class SubscriptionIn(Body):
    """`events` are names of acts, or beginnings with a star: `interview.*`."""

    url: Address
    events: Patterns

    example: ClassVar[dict[str, Any]] = {"url": "https://hr.bank.example/hooks/huiyin", "events": ["interview.*"]}


class SubscriptionChange(Body):
    url: Address | None = None
    events: Patterns | None = None
    is_active: bool | None = None

    example: ClassVar[dict[str, Any]] = {"is_active": False}


class RotationIn(Body):
    overlap_hours: Annotated[int, Field(ge=0, le=168)] = 24

    example: ClassVar[dict[str, Any]] = {"overlap_hours": 24}


class WhichDeliveries(PageParameters):
    status: HookStatus | None = None


class SubscriptionOut(Out):
    """`secret` is told when it is made and never again."""

    once = frozenset({"secret"})

    id: UUID
    url: str
    events: list[str]
    is_active: bool
    disabled_at: When | None
    disabled_because: DisabledBecause | None
    failing_since: When | None
    previous_secret_until: When | None
    created_by: UUID | None
    created_at: When
    secret: str | None = None


class DeliveryOut(Out):
    id: UUID
    subscription_id: UUID
    event: str
    subject_id: UUID
    status: HookStatus
    status_reason: str | None
    attempts: int
    next_attempt_at: When | None
    last_status_code: int | None
    settled_at: When | None
    created_at: When
    payload: dict[str, Any]


@router.post("/webhooks", ADMINISTRATORS, "Subscribe", status=201)
def subscribe_webhook(call: Call, body: SubscriptionIn) -> SubscriptionOut:
    """Of every act of the company from now on. Where may be sent to is the setting HUIYIN_WEBHOOK_HOSTS."""
    require_role_in(call, None, Role.ADMINISTRATOR)
    return _with_secret(webhooks.subscribe(call.unit, url=body.url, events=body.events, egress=_egress(call)))


@router.get("/webhooks", ADMINISTRATORS, "Subscriptions")
def list_webhooks(call: Call, page: InPages) -> PageOf[SubscriptionOut]:
    found = page.read(
        lambda after, limit: webhooks.subscriptions(call.unit, after=after, limit=limit), lambda view: view.id
    )
    return PageOf[SubscriptionOut].of_slice(found, _out)


@router.get("/webhooks/{subscription_id}", ADMINISTRATORS, "One subscription")
def read_webhook(call: Call, subscription_id: UUID) -> SubscriptionOut:
    return _out(webhooks.subscription(call.unit, subscription_id))


@router.patch("/webhooks/{subscription_id}", ADMINISTRATORS, "Change a subscription", takes_match=True)
def update_webhook(call: Call, subscription_id: UUID, body: SubscriptionChange) -> SubscriptionOut:
    """Switched on again, it is sent what it missed."""
    require_role_in(call, None, Role.ADMINISTRATOR)
    call.require_match("webhook_subscriptions", subscription_id, lambda: read_webhook(call, subscription_id))
    return _out(webhooks.update_subscription(call.unit, subscription_id, egress=_egress(call), **body.given()))


@router.delete("/webhooks/{subscription_id}", ADMINISTRATORS, "End a subscription for good", takes_match=True)
def unsubscribe_webhook(call: Call, subscription_id: UUID) -> None:
    require_role_in(call, None, Role.ADMINISTRATOR)
    call.require_match("webhook_subscriptions", subscription_id, lambda: read_webhook(call, subscription_id))
    webhooks.unsubscribe(call.unit, subscription_id)


@router.post("/webhooks/{subscription_id}/rotate-secret", ADMINISTRATORS, "A new secret", takes_match=True)
def rotate_webhook_secret(call: Call, subscription_id: UUID, body: RotationIn) -> SubscriptionOut:
    """For `overlap_hours` deliveries are signed with the old one too."""
    require_role_in(call, None, Role.ADMINISTRATOR)
    call.require_match("webhook_subscriptions", subscription_id, lambda: read_webhook(call, subscription_id))
    return _with_secret(webhooks.rotate_secret(call.unit, subscription_id, overlap_hours=body.overlap_hours))


@router.post("/webhooks/{subscription_id}/ping", ADMINISTRATORS, "Send a webhook.ping", status=201)
def ping_webhook(call: Call, subscription_id: UUID) -> DeliveryOut:
    require_role_in(call, None, Role.ADMINISTRATOR)
    return _delivery(webhooks.ping(call.unit, subscription_id))


@router.get("/webhooks/{subscription_id}/deliveries", ADMINISTRATORS, "What it was told, and is to be told")
def list_webhook_deliveries(
    call: Call, subscription_id: UUID, which: Annotated[WhichDeliveries, Query()]
) -> PageOf[DeliveryOut]:
    found = which.read(
        lambda after, limit: webhooks.deliveries_of(
            call.unit, subscription_id, after=after, limit=limit, status=which.status
        ),
        lambda view: view.id,
    )
    return PageOf[DeliveryOut].of_slice(found, _delivery)


@router.post("/webhook-deliveries/{delivery_id}/redeliver", ADMINISTRATORS, "Send it once more")
def redeliver_webhook(call: Call, delivery_id: UUID) -> DeliveryOut:
    require_role_in(call, None, Role.ADMINISTRATOR)
    return _delivery(webhooks.redeliver(call.unit, delivery_id))


def _egress(call: ApiCall) -> Egress:
    return Egress.of(call.web.installation.settings.webhook_hosts)


def _out(view: SubscriptionView) -> SubscriptionOut:
    return SubscriptionOut.of(view, hidden={"secret"}, events=list(view.events))


def _with_secret(made: NewSecret) -> SubscriptionOut:
    return SubscriptionOut.of(made.subscription, events=list(made.subscription.events), secret=made.secret)


def _delivery(view: DeliveryView) -> DeliveryOut:
    return DeliveryOut.of(view)
