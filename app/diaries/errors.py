"""What the diaries refuse. No name of a person: which kind of resource is said, not who."""

from collections.abc import Sequence

from app.diaries.schemas import Wanted
from app.kit.errors import Conflict, Invalid
from app.kit.states import StateConflict


class DoubleBooked(Conflict):
    """An interviewer, the candidate or the room is taken at that time. Value: who (the kind); `taken` is
    all that was wanted and not free, for who asked for much at once.
    """

    code = "double_booked"
    message = "The {who} already has an interview at that time."
    mend = "Choose another time, another person or another room."

    def __init__(self, who: str, taken: Sequence[Wanted] = ()) -> None:
        self.taken = tuple(taken)
        super().__init__(who=who)


class SearchInvalid(Invalid):
    code = "search_invalid"
    message = "The search must end after it begins."
    mend = "Check both times."


class RoomDisabled(StateConflict):
    thing = "room"
    code = "room_disabled"
    message = "This room is not used any more."
    mend = "Choose another room."


class RoomNameTaken(Conflict):
    code = "room_name_taken"
    message = "There is a room of this name already."
    mend = "Choose another name, or use that room."


class RoomInvalid(Invalid):
    code = "room_invalid"
    message = "A room needs a name of at most {limit} characters and, if it has one, a capacity above 0."
    mend = "Check name and capacity."


class RoomTooSmall(Conflict):
    """Values: capacity, wanted."""

    code = "room_too_small"
    message = "The room holds {capacity} people; {wanted} are expected."
    mend = "Choose a larger room or fewer people."
