"""Every string that a page may show has its Chinese, and the two take the same values."""

import re
import string

import pytest

from app.kit.i18n import translator
from app.kit.states import NOTHING, STANDING
from tests.unit.i18n import messages
from tests.unit.i18n.states import of_states

PLACE = re.compile(r"\{(\w+)")


def test_every_source_string_of_the_pages_has_a_chinese_translation() -> None:
    catalogue = translator("zh-CN").messages
    wanted = (
        {STANDING, NOTHING}
        | messages.of_templates()
        | messages.of_calls()
        | messages.of_tables()
        | messages.of_errors()
        | of_states()
    )
    missing = sorted(wanted - catalogue.keys())
    assert not missing, "add to app/kit/locales/zh_CN/:\n" + "\n".join(missing)


def test_a_translation_takes_the_values_of_its_source() -> None:
    for source, translated in translator("zh-CN").messages.items():
        taken = {name for _, name, _, _ in string.Formatter().parse(translated) if name}
        assert taken <= set(PLACE.findall(source)), f"{source!r} does not offer what {translated!r} uses"


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
def test_a_message_without_translation_is_shown_in_its_source(locale: str) -> None:
    assert translator(locale)("Nobody wrote this {n}.", n=3) == "Nobody wrote this 3."
