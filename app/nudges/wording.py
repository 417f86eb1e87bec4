"""Verbs on the words of nudges: a company writes its own, as versions, or goes back to the product's."""

from collections.abc import Mapping
from dataclasses import asdict

from app.evidence.service import record
from app.kit.database import Unit
from app.kit.ids import new_id
from app.nudges import repository
from app.nudges.default_words import DEFAULTS, Words
from app.nudges.errors import BadTemplate, NoSuchTemplate, TemplateInUse
from app.nudges.models import NudgeTemplate
from app.nudges.templates import LANGUAGES, faults_of, language
from app.sla import service as sla

InLanguages = Mapping[str, Words]


def templates(unit: Unit) -> dict[str, InLanguages]:
    """The words that hold now, by name and language: the company's, else the product's."""
    return {**DEFAULTS, **{row.name: _words(row) for row in repository.current_templates(unit)}}


def own_templates(unit: Unit) -> set[str]:
    """The names that the company words itself."""
    return {row.name for row in repository.current_templates(unit)}


def words_for(unit: Unit, template: str, tone: str, locale: str) -> Words:
    """The words of a nudge. A ladder's template with a name of the company's own is taken as it is;
    for any other the tone decides, which fits the moment and the reader.
    """
    row = repository.current_template(unit, template) if template not in DEFAULTS else None
    row = row or repository.current_template(unit, tone)
    return (_words(row) if row else DEFAULTS[tone])[language(locale)]


def write_template(unit: Unit, name: str, words: InLanguages) -> None:
    """Words a template from now on: its next version. The product's own words are no version, they
    are the end of the company's. Raises `BadTemplate`.
    """
    require_sendable(name, words)
    repository.lock_templates(unit)
    held = repository.current_template(unit, name)
    if words == (_words(held) if held is not None else DEFAULTS.get(name)):
        return
    if held is not None:
        _supersede(unit, held)
    if words == DEFAULTS.get(name):
        return
    made = NudgeTemplate(
        id=new_id(),
        name=name,
        version=repository.last_template_version(unit, name) + 1,
        words={each: asdict(words[each]) for each in LANGUAGES},
        created_at=unit.now,
    )
    unit.session.add(made)
    record(unit, "nudge_template.written", made, name=name, version=made.version)


def retire_template(unit: Unit, name: str) -> None:
    """Ends the company's own words under that name; versions stay. One of the product's names is
    worded by the product again. Raises `NoSuchTemplate`, `TemplateInUse`.
    """
    repository.lock_templates(unit)
    held = repository.current_template(unit, name)
    if held is None:
        raise NoSuchTemplate(template=name)
    policy_count, clock_count = sla.users_of_template(unit, name)
    if name not in DEFAULTS and (policy_count or clock_count):
        raise TemplateInUse(template=name, policy_count=policy_count, clock_count=clock_count)
    _supersede(unit, held)


def require_sendable(name: str, words: InLanguages) -> None:
    """Raises `BadTemplate` unless every language is there and may be sent."""
    for each in LANGUAGES:
        if each not in words:
            raise BadTemplate(why=f"{name} has no words in {each}")
        for key, fault in faults_of(words[each]):
            raise BadTemplate(why=f"{name}.{each}.{key} {fault}")


def _supersede(unit: Unit, held: NudgeTemplate) -> None:
    held.superseded_at = unit.now
    unit.session.flush()  # only one may be current
    record(unit, "nudge_template.ended", held, name=held.name, version=held.version)


def _words(row: NudgeTemplate) -> InLanguages:
    return {each: Words(**words) for each, words in row.words.items()}
