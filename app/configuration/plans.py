"""Templates of interview plans, each a file: rounds, scorecards, questions, what the candidate sees.

Applying a changed one writes its next version; requisitions keep the copies that they have.
"""

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from app.configuration.files import Document, Inline, Problems
from app.configuration.names import Names
from app.configuration.schemas import PlanFile, ReleaseSpec, RoundSpec, Wanted
from app.configuration.sections import Known, Running, Section, Stays, Value
from app.hiring import service as hiring
from app.hiring.models import PanelShown, PanelShownFrom
from app.hiring.plan_errors import PlanInvalid
from app.hiring.rules import require_plan
from app.hiring.schemas import DimensionInput, RoundInput
from app.kit.database import Unit
from app.people.errors import BadEmail
from app.people.rules import fold_email

MOST_TEMPLATES = 10_000
FILES = "plans/*.yml"
HEADER = """A template of interview rounds. What is left out is as usual (docs/configuration.md).
Applying a change writes the template's next version; requisitions keep the copies that they have."""
USUAL = RoundSpec(name="-").model_dump(mode="json")


def held(unit: Unit, names: Names) -> dict[str, Value]:
    """The current templates."""
    owners = {staff_id: key for key, staff_id in names.people.items()}
    found = {}
    for template in hiring.plan_templates(unit, limit=MOST_TEMPLATES):
        rounds = [_round_value(entry, owners) for entry in hiring.inputs_of(unit, template.plan_id)]
        found[template.name] = {"name": template.name, "job_family": template.job_family, "rounds": rounds}
    return found


def _round_value(entry: RoundInput, owners: Mapping[UUID, str]) -> Value:
    return {
        "name": entry.name,
        "duration_minutes": entry.duration_minutes,
        "min_questions": entry.min_questions,
        "question_owner": owners.get(entry.question_owner_id) if entry.question_owner_id else None,
        "suggested_questions": list(entry.suggested_questions),
        "panel_size": entry.panel_size,
        "panel_shown": str(entry.panel_shown),
        "panel_shown_from": str(entry.panel_shown_from),
        "what_to_bring": entry.what_to_bring,
        "release": {
            "decision": entry.releases_decision,
            "scores": entry.releases_scores,
            "text": entry.releases_text,
            "text_needs_approval": entry.text_needs_approval,
            "hold_hours": entry.release_hold_hours,
        },
        "scorecard": [
            {
                "name": line.name,
                "guidance": line.guidance,
                "weight": line.weight,
                "required": line.is_required,
                "released": line.released_to_candidate,
            }
            for line in entry.dimensions
        ],
    }


def wanted(file: PlanFile, document: Document, known: Known, problems: Problems) -> dict[str, Wanted]:
    """The template that the file asks for, checked."""
    value = file.model_dump(mode="json")
    for number, each in enumerate(value["rounds"]):
        each["name"] = each["name"].strip()
        each["suggested_questions"] = [text.strip() for text in each["suggested_questions"]]
        for line in each["scorecard"]:
            line["name"] = line["name"].strip()
        if each["question_owner"] is not None:
            where = document.where(["rounds", number, "question_owner"])
            each["question_owner"] = _owner(each["question_owner"], known, where, problems)
    try:
        require_plan([_input(each, {}) for each in value["rounds"]])
    except PlanInvalid as error:
        problems.add(document.where(["rounds"]), error.text)
    return {file.name: Wanted(value, document.where(["name"]))}


def _owner(email: str, known: Known, where: str, problems: Problems) -> str | None:
    try:
        key = fold_email(email)
    except BadEmail as error:
        problems.add(where, error.text)
        return None
    if key not in known.names.people:
        problems.add(where, "nobody with this e-mail works here")
    return key


def _input(value: Mapping[str, Any], people: Mapping[str, UUID]) -> RoundInput:
    release = value["release"]
    return RoundInput(
        name=value["name"],
        dimensions=tuple(
            DimensionInput(line["name"], line["guidance"], line["weight"], line["required"], line["released"])
            for line in value["scorecard"]
        ),
        duration_minutes=value["duration_minutes"],
        min_questions=value["min_questions"],
        question_owner_id=people.get(value["question_owner"]) if value["question_owner"] else None,
        suggested_questions=tuple(value["suggested_questions"]),
        panel_size=value["panel_size"],
        panel_shown=PanelShown(value["panel_shown"]),
        panel_shown_from=PanelShownFrom(value["panel_shown_from"]),
        what_to_bring=value["what_to_bring"],
        releases_decision=release["decision"],
        releases_scores=release["scores"],
        releases_text=release["text"],
        text_needs_approval=release["text_needs_approval"],
        release_hold_hours=release["hold_hours"],
    )


def shape(values: Mapping[str, Value]) -> dict[str, dict[str, Any]]:
    """A file for each template; what is as usual is left out."""
    files: dict[str, dict[str, Any]] = {}
    for name in sorted(values):
        value = values[name]
        family = {"job_family": value["job_family"]} if value["job_family"] else {}
        files[_file_name(name, files)] = {
            "name": name,
            **family,
            "rounds": [_short_round(each) for each in value["rounds"]],
        }
    return files


def _short_round(value: Mapping[str, Any]) -> dict[str, Any]:
    kept = {key: each for key, each in value.items() if each != USUAL[key]}
    if "release" in kept:
        usual = ReleaseSpec().model_dump(mode="json")
        kept["release"] = Inline({key: each for key, each in kept["release"].items() if each != usual[key]})
    if "scorecard" in kept:
        kept["scorecard"] = [Inline(_short_line(line)) for line in kept["scorecard"]]
    return kept


def _short_line(line: Mapping[str, Any]) -> dict[str, Any]:
    usual = {"guidance": None, "weight": 1, "required": True, "released": True}
    return {key: each for key, each in line.items() if key == "name" or each != usual[key]}


def _file_name(name: str, taken: Mapping[str, Any]) -> str:
    """A path that is the same each time, and no other template's."""
    stem = re.sub(r"[^\w-]+", "-", name.casefold())[:50].strip("-") or "plan"
    paths = [f"plans/{stem}.yml", *(f"plans/{stem}-{number}.yml" for number in range(2, len(taken) + 3))]
    return next(path for path in paths if path not in taken)


def put(unit: Unit, names: Names, value: Value, _running: Running) -> None:
    """Writes the template, or its next version."""
    rounds = [_input(each, names.people) for each in value["rounds"]]
    hiring.save_plan_template(unit, name=value["name"], job_family=value["job_family"], rounds=rounds)


def drop(unit: Unit, _names: Names, value: Value) -> None:
    """Retires the template: requisitions keep their copies."""
    hiring.retire_plan_template(unit, value["name"])


def stays(_unit: Unit, _value: Value) -> Stays | None:
    return None


SECTION = Section("plan", FILES, HEADER, PlanFile, held, wanted, shape, put, drop, stays)
