"""Every refusal that stems from a state names it and what is allowed, in both languages; others have a reason."""

import re
from string import Formatter

import pytest

from app.intake.errors import ImportRunning
from app.kit.errors import Conflict
from app.kit.i18n import translator
from app.kit.states import MoveNotAllowed, StateConflict
from tests.refusals import WITHOUT_STATE
from tests.unit.i18n import messages

messages.of_errors()  # imports the modules that define them
IN_APP = {ImportRunning, *(kind for kind in messages.subclasses_of(Conflict) if kind.__module__.startswith("app."))}
OF_STATES = [kind for kind in messages.subclasses_of(StateConflict) if kind not in (StateConflict, MoveNotAllowed)]


def test_a_refusal_names_its_state_or_has_a_reason_not_to() -> None:
    silent = {kind.code for kind in IN_APP if not issubclass(kind, StateConflict)}
    assert silent == set(WITHOUT_STATE), "make it a StateConflict, or write the reason into tests/refusals.py"


@pytest.mark.parametrize("locale", ["en", "zh-CN"])
@pytest.mark.parametrize("kind", OF_STATES, ids=lambda kind: kind.code)
def test_the_words_name_the_thing_its_state_and_what_is_allowed(kind: type[StateConflict], locale: str) -> None:
    taken = {name for _, name, _, _ in Formatter().parse(kind.message + kind.mend) if name}
    error = kind("one_state", ["a_state", "b_state"], **dict.fromkeys(taken - {"state", "allowed", "thing"}, 1))
    title, mend = error.said(translator(locale))
    assert all(words in mend for words in ("one state", "a state", "b state"))
    assert (kind.thing in mend) == (locale == "en")
    assert not re.search(r"[{}_]", title + mend)
    assert bool(re.search("[\u4e00-\u9fff]", title + mend)) == (locale == "zh-CN")
    assert (error.state, error.allowed) == ("one_state", ["a_state", "b_state"])
