"""SLA policies with their ladders as a file: for the company, departments, and rounds of templates."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from app.configuration import repository
from app.configuration.files import Document, Inline, Problems
from app.configuration.names import Names
from app.configuration.schemas import Policies, PoliciesFile, PolicySpec, RungSpec, Wanted
from app.configuration.sections import Known, Running, Section, Stays, Value
from app.kit.database import Unit
from app.sla import service as sla
from app.sla.defaults import DEFAULTS
from app.sla.errors import BadPolicy
from app.sla.models import ClockKind, SlaPolicy
from app.sla.models import Unit as OwedUnit
from app.sla.rules import check_pauses, check_promise
from app.sla.schemas import Anchor, MovedClock, Recipient, Rung

FILE = "policies.yml"
HEADER = """What is owed, by when, and who is reminded. The nearest holds: a round's policy, else the department's (or
that of one above), else the company's. A requisition's own policies are set in the product, not here.
Units: business_days, business_hours, elapsed_hours; in a ladder also share (of the clock's own length).
Offsets count from `start` or `due`; negative ones lie before it. Without a ladder: the usual one of the kind.

Applying writes new versions; promises that run already keep theirs, unless they are moved on purpose."""
SCOPE = ("department", "plan", "round")
RUNG_KEYS = ("anchor", "offset", "unit", "to", "template", "channel")


def held(unit: Unit, names: Names) -> dict[str, Value]:
    """The policies that hold, apart from requisitions' own."""
    found = {}
    for policy in repository.current_policies(unit):
        plan_round = names.round_of(policy.round_id) if policy.round_id else (None, None)
        if plan_round is None:
            continue  # a round of a requisition's own plan
        scope = {"department": names.path_of(policy.department_id), "plan": plan_round[0], "round": plan_round[1]}
        value = scope | {
            "kind": str(policy.kind),
            "amount": policy.amount,
            "unit": str(policy.unit),
            "calendar": policy.calendar_code,
            "ladder": _held_ladder(policy),
            "pauses_on": sorted(policy.pauses_on),
        }
        found[name_of(value)] = value
    return found


def _held_ladder(policy: SlaPolicy) -> list[dict[str, Any]]:
    rungs = ({"channel": "email"} | rung for rung in policy.ladder)
    return [{key: _number(rung[key]) for key in RUNG_KEYS} for rung in rungs]


def name_of(value: Value) -> str:
    """What a policy is called in a comparison."""
    scope = " · ".join(value[key] for key in SCOPE if value[key]) or "company"
    return f"{scope}: {value['kind']}"


def wanted(file: PoliciesFile, document: Document, known: Known, problems: Problems) -> dict[str, Wanted]:
    """What the file asks for, each checked; what is at fault is said and left out."""
    found = {}
    for place, scope, policies in _scopes(file):
        known.check_department(scope["department"], document.where(place), problems)
        if scope["plan"] and (scope["plan"], scope["round"]) not in known.rounds:
            problems.add(document.where(place), f"there is no round {scope['round']!r} in a plan {scope['plan']!r}")
        for kind, spec in policies.items():
            where = document.where([*place, str(kind)])
            value = scope | _normal(kind, spec)
            _check_templates(value, known, document, [*place, str(kind)], problems)
            _check(value, known, where, problems)
            found[name_of(value)] = Wanted(value, where)
    return found


def _scopes(file: PoliciesFile) -> Iterator[tuple[list[int | str], dict[str, Any], Policies]]:
    nowhere: dict[str, Any] = dict.fromkeys(SCOPE)
    yield ["company"], nowhere, file.company
    for path, policies in file.departments.items():
        yield ["departments", path], nowhere | {"department": path}, policies
    for plan, rounds in file.plans.items():
        for each, policies in rounds.items():
            yield ["plans", plan, each], nowhere | {"plan": plan, "round": each}, policies


def _normal(kind: ClockKind, spec: PolicySpec) -> Value:
    usual = [_rung_value(rung) for rung in DEFAULTS[kind].ladder] if spec.ladder is None else []
    return {
        "kind": str(kind),
        "amount": spec.amount,
        "unit": str(spec.unit),
        "calendar": spec.calendar,
        "ladder": usual or [_rung_value(rung) for rung in spec.ladder or ()],
        "pauses_on": sorted(map(str, spec.pauses_on)),
    }


def _rung_value(rung: Rung | RungSpec) -> dict[str, Any]:
    return {
        "anchor": str(rung.anchor),
        "offset": _number(rung.offset),
        "unit": str(rung.unit),
        "to": [str(each) for each in rung.to],
        "template": rung.template,
        "channel": rung.channel,
    }


def _number(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _check_templates(
    value: Value, known: Known, document: Document, place: list[int | str], problems: Problems
) -> None:
    for number, rung in enumerate(value["ladder"]):
        if rung["template"] not in known.templates:
            there = ", ".join(sorted(known.templates))
            said = f"ladder.{number + 1}: there is no template {rung['template']!r}; there are {there}"
            problems.add(document.where([*place, "ladder", number]), said)


def _check(value: Value, known: Known, where: str, problems: Problems) -> None:
    if value["calendar"] not in known.calendars:
        problems.add(where, f"there is no calendar {value['calendar']!r} of the company")
    try:
        check_promise(value["amount"], _rungs(value["ladder"]), ())
        check_pauses(ClockKind(value["kind"]), value["pauses_on"])
    except BadPolicy as error:
        problems.add(where, error.text)


def _rungs(ladder: Sequence[Mapping[str, Any]]) -> list[Rung]:
    return [
        Rung(
            Anchor(rung["anchor"]),
            rung["offset"],
            rung["unit"],
            tuple(Recipient(each) for each in rung["to"]),
            rung["template"],
            rung["channel"],
        )
        for rung in ladder
    ]


def shape(values: Mapping[str, Value]) -> dict[str, dict[str, Any]]:
    """The file's data, scopes and kinds in order."""
    data: dict[str, Any] = {"company": {}, "departments": {}, "plans": {}}
    for value in sorted(values.values(), key=lambda each: [each[key] or "" for key in (*SCOPE, "kind")]):
        place = data["company"]
        if value["department"]:
            place = data["departments"].setdefault(value["department"], {})
        elif value["plan"]:
            place = data["plans"].setdefault(value["plan"], {}).setdefault(value["round"], {})
        place[value["kind"]] = {key: value[key] for key in ("amount", "unit", "calendar")} | {
            "ladder": [_short(rung) for rung in value["ladder"]]
        }
        if value["pauses_on"]:
            place[value["kind"]]["pauses_on"] = value["pauses_on"]
    return {FILE: {key: kept for key, kept in data.items() if kept}}


def _short(rung: Mapping[str, Any]) -> dict[str, Any]:
    return Inline({key: kept for key, kept in rung.items() if (key, kept) != ("channel", "email")})


def put(unit: Unit, names: Names, value: Value, running: Running) -> None:
    """Writes the policy's next version."""
    measure = _measure_of(names, value)
    running.note(sla.preview_policy(unit, **measure))
    ladder, pauses_on = _rungs(value["ladder"]), value["pauses_on"]
    sla.set_policy(unit, **measure, ladder=ladder, pauses_on=pauses_on, **running.how)


def moves(unit: Unit, names: Names, value: Value) -> list[MovedClock]:
    """The running promises that the policy would move."""
    return sla.preview_policy(unit, **_measure_of(names, value))


def _measure_of(names: Names, value: Value) -> dict[str, Any]:
    measure = {"kind": ClockKind(value["kind"]), "amount": value["amount"], "counted_in": OwedUnit(value["unit"])}
    return measure | {"calendar_code": value["calendar"], **_scope_of(names, value)}


def _scope_of(names: Names, value: Value) -> dict[str, Any]:
    return {
        "department_id": names.departments[value["department"]] if value["department"] else None,
        "round_id": names.rounds[value["plan"], value["round"]] if value["plan"] else None,
    }


def drop(unit: Unit, names: Names, value: Value) -> None:
    """Ends the policy: the next wider one holds."""
    sla.end_policy(unit, ClockKind(value["kind"]), **_scope_of(names, value))


def stays(_unit: Unit, value: Value) -> Stays | None:
    is_company = not (value["department"] or value["plan"])
    return Stays("the company's own stays: something must be owed") if is_company else None


SECTION = Section("policy", FILE, HEADER, PoliciesFile, held, wanted, shape, put, drop, stays, moves)
