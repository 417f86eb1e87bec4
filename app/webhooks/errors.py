"""What webhooks' verbs may refuse. Addresses are refused by app.kit.egress."""

from app.kit.errors import Conflict, Invalid
from app.kit.states import StateConflict


class BadEventPattern(Invalid):
    code = "bad_event_pattern"
    message = "{pattern} is no event and no pattern of events."
    mend = "Write an event (interview.confirmed), all of one kind (interview.*), or everything (*)."


class NoEvents(Invalid):
    code = "no_events"
    message = "A subscription needs 1 to {most} events or patterns."


class TooManySubscriptions(Conflict):
    code = "too_many_subscriptions"
    message = "There are {most} subscriptions already."
    mend = "End one that nobody needs any more."


class SubscriptionOff(StateConflict):
    thing = "subscription"
    code = "subscription_off"
    message = "This subscription is switched off."
    mend = "Switch it on first; what it missed is then sent by itself."


class DeliveryUnderWay(StateConflict):
    thing = "delivery"
    code = "delivery_under_way"
    message = "This delivery is still under way."
    mend = "Wait until it was delivered or given up."


class BadOverlap(Invalid):
    code = "bad_overlap"
    message = "The old secret may go on for 0 to {most} hours."
