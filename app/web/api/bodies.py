"""What goes in and out as JSON: the base classes of bodies, parameters and answers, and their types.

In: unknown keys, NULs, times without zone and everything without a limit are refused. Out: a
field that was not set is not sent, so that an answer holds exactly what its reader may see.
"""

import re
import typing
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, date, datetime
from operator import methodcaller
from typing import Annotated, Any, ClassVar, Generic, Self, TypeVar
from unicodedata import category
from uuid import UUID
from zoneinfo import available_timezones

from fastapi import Query
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from app.kit import paging

T = TypeVar("T", bound="Out")
Row = TypeVar("Row")
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?([Zz]|[+-]\d{2}:?\d{2})")
UNSEEN = frozenset({"Cc", "Cf", "Zl", "Zp"})  # not Co: rare characters of names stand there
JOINERS = "\u200c\u200d"
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


# These read the text themselves: behind a validator pydantic's strictness takes no text for a time.
def _moment(value: Any) -> datetime:
    if not isinstance(value, str) or not MOMENT.fullmatch(value):
        raise PydanticCustomError("time_without_zone", "no zone")
    try:
        return datetime.fromisoformat(value.upper())
    except ValueError:
        raise PydanticCustomError("no_such_time", "no such time") from None


def _day(value: Any) -> date:
    if not isinstance(value, str) or not DAY.fullmatch(value):
        raise PydanticCustomError("bad_day", "not a day")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise PydanticCustomError("bad_day", "no such day") from None


def _in_utc(value: datetime) -> datetime:
    try:
        return value.astimezone(UTC)
    except OverflowError:
        raise PydanticCustomError("time_out_of_range", "out of range") from None


def is_one_line(text: str) -> bool:
    """Whether nothing in it breaks the line or only steers how it is shown (NUL to ESC, U+2028, marks that turn
    the direction or show nothing). Joiners stay: names in some scripts are written with them.
    """
    return not any(category(character) in UNSEEN and character not in JOINERS for character in text)


def _one_line(value: str) -> str:
    if not is_one_line(value) or not any(category(character) not in UNSEEN for character in value):
        raise PydanticCustomError("control_character", "not one line of visible characters")
    return value


def _known_zone(value: str) -> str:
    if value not in available_timezones():
        raise PydanticCustomError("unknown_zone", "unknown zone")
    return value


def _is_bare(hint: Any) -> bool:
    """Whether a time without our checks stands in the annotation."""
    if typing.get_origin(hint) is Annotated:
        is_checked = any(isinstance(note, BeforeValidator) for note in hint.__metadata__)
        return not is_checked and _is_bare(typing.get_args(hint)[0])
    return hint in (datetime, date) or any(_is_bare(part) for part in typing.get_args(hint))


Moment = Annotated[datetime, BeforeValidator(_moment), AfterValidator(_in_utc)]
Day = Annotated[date, BeforeValidator(_day)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(_one_line)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=500), AfterValidator(_one_line)]
Words = Annotated[str, StringConstraints(min_length=1, max_length=10_000)]  # what people write
Email = Annotated[str, StringConstraints(min_length=3, max_length=254)]
Phone = Annotated[str, StringConstraints(min_length=3, max_length=40)]
Zone = Annotated[str, StringConstraints(max_length=64), AfterValidator(_known_zone)]
Locale = typing.Literal["zh-CN", "en"]
Count = Annotated[int, Field(ge=0, le=1_000_000)]
When = Annotated[datetime, AfterValidator(methodcaller("astimezone", UTC))]  # on the way out


class Part(BaseModel):
    """An object inside a body."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, frozen=True, allow_inf_nan=False)

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        bare = [name for name, hint in cls.__annotations__.items() if _is_bare(hint)]
        if bare:
            raise TypeError(f"{cls.__name__}: take Moment or Day for {', '.join(bare)}")

    def given(self) -> dict[str, Any]:
        """The fields that were sent with a value; null leaves a thing as it is."""
        return {name: value for name in self.model_fields_set if (value := getattr(self, name)) is not None}


class Body(Part):
    """The body of a request. `example` is shown in the description of the API, and tested."""

    example: ClassVar[dict[str, Any]]

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        if not hasattr(cls, "example"):
            raise TypeError(f"{cls.__name__}: give an example")
        cls.model_config["json_schema_extra"] = {"examples": [cls.example]}


class Parameters(Part):
    """The parameters of an address, after the question mark."""

    model_config = ConfigDict(strict=False)


class Out(BaseModel):
    """An answer, or an object in one: names what is sent, nothing else is. `once` are fields that
    are told once and not kept for a repeated request, such as a new link's token.
    """

    model_config = ConfigDict(frozen=True)
    once: ClassVar[frozenset[str]] = frozenset()

    @classmethod
    def of(cls, source: object, *, hidden: Collection[str] = (), **more: Any) -> Self:
        """From a row or view, by the fields' names; `more` are fields that it has not (or has
        otherwise), `hidden` those that this reader may not see.
        """
        names = [name for name in cls.__pydantic_fields__ if name not in hidden]
        return cls.model_validate({name: more[name] if name in more else getattr(source, name) for name in names})

    def as_json(self, *, without: Collection[str] = ()) -> bytes:
        """What is sent."""
        return self.model_dump_json(exclude_unset=True, exclude=set(without) or None).encode()


class PageOf(Out, Generic[T]):
    """One page of a list; `next_cursor` is null on the last one."""

    items: list[T]
    next_cursor: str | None

    @classmethod
    def of_slice(cls, found: paging.Slice[Row], shown: Callable[[Row], T]) -> Self:
        """The page of what was read, each as `shown`."""
        return cls(items=[shown(row) for row in found.items], next_cursor=found.next_cursor)


class PageParameters(Parameters):
    """Which page of a list."""

    cursor: Annotated[str | None, Field(max_length=64, description="`next_cursor` of the page before")] = None
    limit: Annotated[int, Field(ge=1, le=paging.MOST, description="how many at most")] = paging.DEFAULT_LIMIT

    def read(
        self, read: Callable[[UUID | None, int], Sequence[Row]], id_of: Callable[[Row], UUID]
    ) -> paging.Slice[Row]:
        """This page of `read(after, limit)`. Raises `BadCursor`."""
        return paging.read_page(read, cursor=self.cursor, limit=self.limit, id_of=id_of)


InPages = Annotated[PageParameters, Query()]
