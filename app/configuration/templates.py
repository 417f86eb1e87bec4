"""The words of nudges as a file, in both languages. The product's hold until a company writes its own."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from app.configuration.files import Block, Document, Problems
from app.configuration.names import Names
from app.configuration.schemas import LanguagesSpec, TemplatesFile, Wanted
from app.configuration.sections import Known, Running, Section, Stays, Value, in_use
from app.kit.database import Unit
from app.nudges import wording
from app.nudges.default_words import DEFAULTS, Words
from app.nudges.templates import LANGUAGES, faults_of
from app.sla import service as sla

FILE = "templates.yml"
HEADER = """What nudges say. due_soon and overdue go to who owes a promise, before and after its date; heads_up and
escalated to the others whom a ladder names. A ladder may name a template of the company's own instead.
Placeholders: {{ recipient }}, {{ owner }}, {{ what }}, {{ about }}, {{ due }}, {{ zone }}, {{ link }}; no logic.
Put a text that begins with a placeholder in quotes, or on lines of its own after |-."""


def held(unit: Unit, _names: Names) -> dict[str, Value]:
    """The words that hold now, the product's among them."""
    return {name: _value(name, words) for name, words in wording.templates(unit).items()}


def _value(name: str, words: Mapping[str, Words]) -> Value:
    return {"name": name} | {each: asdict(words[each]) for each in LANGUAGES}


def wanted(file: TemplatesFile, document: Document, _known: Known, problems: Problems) -> dict[str, Wanted]:
    """What the file asks for, each checked; what is at fault is said."""
    found = {}
    for name, spec in file.templates.items():
        place: list[int | str] = ["templates", name]
        words = dict(DEFAULTS.get(name, {})) | _given(spec)
        for each in LANGUAGES:
            if each not in words:
                problems.add(
                    document.where(place), f"{name} has no words in {each}; one of your own needs both languages"
                )
                continue
            for key, fault in faults_of(words[each]):
                problems.add(document.where([*place, each, key]), f"{name}.{each}.{key} {fault}")
        if all(each in words for each in LANGUAGES):
            found[name] = Wanted(_value(name, words), document.where(place))
    return found


def _given(spec: LanguagesSpec) -> dict[str, Words]:
    given = {"en": spec.en, "zh-CN": spec.zh_cn}
    # A text on lines of its own ends with a line break that nobody means.
    return {
        each: Words(**{key: text.rstrip("\n") for key, text in words.model_dump().items()})
        for each, words in given.items()
        if words is not None
    }


def shape(values: Mapping[str, Value]) -> dict[str, dict[str, Any]]:
    """The file's data: the product's names first."""
    names = [*(name for name in DEFAULTS if name in values), *sorted(values.keys() - DEFAULTS.keys())]
    return {FILE: {"templates": {name: {each: Block(values[name][each]) for each in LANGUAGES} for name in names}}}


def put(unit: Unit, _names: Names, value: Value, _running: Running) -> None:
    wording.write_template(unit, value["name"], {each: Words(**value[each]) for each in LANGUAGES})


def drop(unit: Unit, _names: Names, value: Value) -> None:
    """Ends the company's own words: the product's hold again where it has some."""
    wording.retire_template(unit, value["name"])


def stays(unit: Unit, value: Value) -> Stays | None:
    if value["name"] not in DEFAULTS:
        return in_use(sla.users_of_template(unit, value["name"]))
    is_own = value["name"] in wording.own_templates(unit)
    return None if is_own else Stays("the product's own words stay")


SECTION = Section("template", FILE, HEADER, TemplatesFile, held, wanted, shape, put, drop, stays)
