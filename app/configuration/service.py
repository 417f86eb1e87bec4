"""Configuration as a folder: write it, compare it with what holds, make it so. All or nothing; the
whole folder is checked before anything is changed.

A file that is not there says nothing; what a file lacks is reported, and taken away only when asked.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from app.configuration import calendars, plans, policies, repository, roles, templates
from app.configuration.errors import BadConfiguration, NoConfiguration
from app.configuration.files import Document, Problems, parse, read, write
from app.configuration.names import Names, look_up
from app.configuration.schemas import (
    CalendarsFile,
    Change,
    Difference,
    PlanFile,
    Report,
    TemplatesFile,
    Wanted,
)
from app.configuration.sections import Known, Running, Section, Value
from app.kit.database import Unit
from app.kit.errors import DatabaseUnavailable, HuiyinError
from app.sla.configuring import YEARS_AHEAD

# In the order of applying: what is referred to comes first.
SECTIONS: tuple[Section, ...] = (
    calendars.SECTION,
    templates.SECTION,
    plans.SECTION,
    policies.SECTION,
    roles.SECTION,
)


def export(unit: Unit, folder: Path) -> list[str]:
    """Writes what holds now into `folder`; returns the files' names. The same configuration is always
    the same bytes.
    """
    names = look_up(unit)
    written = []
    for section in SECTIONS:
        for name, data in section.shape(section.held(unit, names)).items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            partial = path.with_suffix(".partial")
            partial.write_bytes(write(data, section.header))
            partial.replace(path)
            written.append(name)
    return written


def diff(unit: Unit, folder: Path) -> Report:
    """What applying `folder` would change. Raises `NoConfiguration`, `BadConfiguration`."""
    changes, same_count = [], 0
    names = look_up(unit)
    for section, wanted in _read(unit, folder):
        held = section.held(unit, names)
        found = list(_changes(unit, section, wanted, held))
        changes += found
        same_count += len(wanted.keys() & held.keys()) - sum(each.change == "changed" for each in found)
    return Report(changes, same_count)


def apply(
    unit: Unit, folder: Path, *, prune: bool = False, dry_run: bool = False, move_running_because: str | None = None
) -> Report:
    """Makes `folder` hold. With `prune` takes away what its files lack, as far as that can be.
    `dry_run` does it all and takes it back. Promises that run keep their dates unless there is a
    reason to move them; the report has those that would move.

    Raises `NoConfiguration`, and `BadConfiguration` also for what a domain refuses.
    """
    repository.hold_others(unit)
    report = diff(unit, folder)
    report.is_dry_run = dry_run
    running = Running(move_running_because)
    step = unit.session.begin_nested()
    sections = _read(unit, folder)
    for section, wanted in sections:
        report.applied += _make_so(unit, section, wanted, running)
    if prune:
        report.applied += _take_away(unit, sections)
    unit.session.flush()
    report.moved = sorted(running.moved.values(), key=lambda each: (each.new_due_at, each.clock_id))
    report.has_moved = move_running_because is not None and not dry_run
    if dry_run:
        step.rollback()
        repository.forget(unit)
    else:
        step.commit()
    return report


def _make_so(unit: Unit, section: Section, wanted: Mapping[str, Wanted], running: Running) -> Iterator[Change]:
    """Against what holds now: the sections before have brought things, and may have ended some."""
    names = look_up(unit)
    held = section.held(unit, names)
    for change in _changes(unit, section, wanted, held):
        if change.change != "removed":
            _put(unit, section, names, wanted[change.name], running)
            yield change
    if running.reason is not None and section.moves is not None:
        yield from _move_running(unit, section, wanted, running)


def _move_running(unit: Unit, section: Section, wanted: Mapping[str, Wanted], running: Running) -> Iterator[Change]:
    """What was applied before without moving the promises that ran moves them now: a next version, for the reason."""
    names = look_up(unit)
    held = section.held(unit, names)
    for name in sorted(wanted.keys() & held.keys()):
        if section.moves is not None and section.moves(unit, names, wanted[name].value):
            _put(unit, section, names, wanted[name], running)
            yield Change(section.kind, name, "renewed", where=wanted[name].where)


def _take_away(unit: Unit, sections: Sequence[tuple[Section, Mapping[str, Wanted]]]) -> list[Change]:
    """What the files lack, what refers to others first. Raises `BadConfiguration` for all that is in
    use: by then the files' own policies hold.
    """
    problems, taken = Problems(), []
    for section, wanted in reversed(sections):
        names = look_up(unit)
        held = section.held(unit, names)
        for name in sorted(held.keys() - wanted.keys()):
            stays = section.stays(unit, held[name])
            refused = stays.why if stays else _refused(unit, section, names, held[name])
            if refused is None:
                taken.append(Change(section.kind, name, "removed"))
            elif stays is None or stays.in_use:
                problems.add(section.files, f"the {section.kind} {name!r} can't be removed: {refused}")
    if problems.found:
        raise BadConfiguration(problems.found)
    return taken


def _refused(unit: Unit, section: Section, names: Names, value: Value) -> str | None:
    """Takes it away, or says why the domain refuses that."""
    try:
        section.drop(unit, names, value)
    except DatabaseUnavailable:
        raise
    except HuiyinError as error:
        return error.text
    return None


def _put(unit: Unit, section: Section, names: Names, wanted: Wanted, running: Running) -> None:
    try:
        section.put(unit, names, wanted.value, running)
    except DatabaseUnavailable:
        raise
    except HuiyinError as error:
        raise BadConfiguration([f"{wanted.where}: {error.text}"]) from error


def _read(unit: Unit, folder: Path) -> list[tuple[Section, dict[str, Wanted]]]:
    """Each section that the folder has, with what it wants."""
    problems = Problems()
    parsed = [
        (section, document, parse(document, section.model, problems))
        for section, document in _documents(folder, problems)
    ]
    known = _known(unit, [file for _, _, file in parsed if file is not None])
    found: dict[str, dict[str, Wanted]] = {section.kind: {} for section, _, _ in parsed}
    for section, document, file in parsed:
        for name, each in section.wanted(file, document, known, problems).items() if file is not None else ():
            if name in found[section.kind]:
                problems.add(each.where, f"stands at {found[section.kind][name].where} already")
            found[section.kind][name] = each
    if problems.found:
        raise BadConfiguration(problems.found)
    return [(section, found[section.kind]) for section in SECTIONS if section.kind in found]


def _known(unit: Unit, files: Sequence[BaseModel]) -> Known:
    names = look_up(unit)
    held = {code: value["department"] for code, value in calendars.held(unit, names).items()}
    for file in files:
        if isinstance(file, CalendarsFile):
            held |= {code: spec.department for code, spec in file.calendars.items()}
    brought = {name for file in files if isinstance(file, TemplatesFile) for name in file.templates}
    rounds = {(file.name, each.name) for file in files if isinstance(file, PlanFile) for each in file.rounds}
    return Known(
        names=names,
        calendars=frozenset(code for code, department in held.items() if department is None),
        templates=frozenset(brought | templates.held(unit, names).keys()),
        rounds=frozenset(rounds | names.rounds.keys()),
        last_year=unit.now.year + YEARS_AHEAD,
    )


def _documents(folder: Path, problems: Problems) -> list[tuple[Section, Document]]:
    found = {path: section for section in SECTIONS for path in sorted(folder.glob(section.files)) if path.is_file()}
    strays = {path for ending in ("*.yml", "*.yaml") for path in folder.rglob(ending) if path.is_file()} - found.keys()
    if not found and not strays:
        raise NoConfiguration
    for path in sorted(strays):
        patterns = ", ".join(section.files for section in SECTIONS)
        problems.add(path.relative_to(folder).as_posix(), f"is no file of the configuration; those are {patterns}")
    read_ones = [(found[path], read(path, path.relative_to(folder).as_posix(), problems)) for path in found]
    return [(section, document) for section, document in read_ones if document is not None]


def _changes(unit: Unit, section: Section, wanted: Mapping[str, Wanted], held: Mapping[str, Value]) -> Iterator[Change]:
    for name in sorted(wanted.keys() | held.keys()):
        if name not in held:
            yield Change(section.kind, name, "added", tuple(_differences({}, wanted[name].value)), wanted[name].where)
        elif name not in wanted:
            stays = section.stays(unit, held[name])
            yield Change(section.kind, name, "removed", note=stays.why if stays else None)
        elif wanted[name].value != held[name]:
            differences = tuple(_differences(held[name], wanted[name].value))
            yield Change(section.kind, name, "changed", differences, wanted[name].where)


def _differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Difference]:
    one, two = dict(_leaves(before)), dict(_leaves(after))
    for key in [*two, *(key for key in one if key not in two)]:
        if one.get(key) != two.get(key):
            yield Difference(key, one.get(key), two.get(key))


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every plain value by its path; a list of plain values is one."""
    if isinstance(value, Mapping):
        for key, each in value.items():
            yield from _leaves(each, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list) and value and isinstance(value[0], Mapping):
        for number, each in enumerate(value, start=1):
            yield from _leaves(each, f"{path}.{number}")
    else:
        yield path, value
