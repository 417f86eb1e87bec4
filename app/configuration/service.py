"""Configuration as a folder: write it, compare it with what holds, make it so. All or nothing; the
whole folder is checked before anything is changed.

A file that is not there says nothing; what a file lacks is reported, and taken away only when asked.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from app.configuration import calendars, policies, repository, roles
from app.configuration.errors import BadConfiguration, NoConfiguration
from app.configuration.files import Document, Problems, parse, read, write
from app.configuration.names import look_up
from app.configuration.schemas import CalendarsFile, Change, Difference, Report, Wanted
from app.configuration.sections import Known, Section, Value
from app.kit.database import Unit
from app.sla.configuring import YEARS_AHEAD

SECTIONS: tuple[Section, ...] = (calendars.SECTION, policies.SECTION, roles.SECTION)  # in the order of applying


def export(unit: Unit, folder: Path) -> list[str]:
    """Writes what holds now into `folder`; returns the files' names. The same configuration is always
    the same bytes.
    """
    names = look_up(unit)
    folder.mkdir(parents=True, exist_ok=True)
    for section in SECTIONS:
        path = folder / section.file
        partial = path.with_suffix(".partial")
        partial.write_bytes(write(section.shape(section.held(unit, names)), section.header))
        partial.replace(path)
    return [section.file for section in SECTIONS]


def diff(unit: Unit, folder: Path) -> Report:
    """What applying `folder` would change. Raises `NoConfiguration`, `BadConfiguration`."""
    changes, same_count = [], 0
    for section, wanted, held in _compared(unit, folder):
        found = list(_changes(section, wanted, held))
        changes += found
        same_count += len(wanted.keys() & held.keys()) - sum(each.change == "changed" for each in found)
    return Report(changes, same_count)


def apply(unit: Unit, folder: Path, *, prune: bool = False, dry_run: bool = False) -> Report:
    """Makes `folder` hold. With `prune` takes away what its files lack, as far as that can be.
    `dry_run` does it all and takes it back.

    Raises `NoConfiguration`, `BadConfiguration`, and what the domains' verbs raise.
    """
    repository.hold_others(unit)
    report = diff(unit, folder)
    report.is_dry_run = dry_run
    step = unit.session.begin_nested()
    for section, wanted, held in _compared(unit, folder):
        report.applied += _make_so(unit, section, wanted, held, prune=prune)
    unit.session.flush()
    if dry_run:
        step.rollback()
        repository.forget(unit)
    else:
        step.commit()
    return report


def _make_so(
    unit: Unit, section: Section, wanted: Mapping[str, Wanted], held: Mapping[str, Value], *, prune: bool
) -> Iterator[Change]:
    names = look_up(unit)
    for change in _changes(section, wanted, held):
        if change.change != "removed":
            each = wanted[change.name]
            section.put(unit, names, each.value, each.where)
            yield change
        elif prune and change.note is None:
            section.drop(unit, names, held[change.name])
            yield change


def _compared(unit: Unit, folder: Path) -> list[tuple[Section, dict[str, Wanted], dict[str, Value]]]:
    """Each section that the folder has, with what it wants and what holds."""
    problems = Problems()
    documents = _documents(folder, problems)
    files = {name: parse(document, section.model, problems) for section, name, document in documents}
    names = look_up(unit)
    brought = files.get(calendars.SECTION.file)
    known = Known(
        names,
        frozenset(calendars.held(unit, names))
        | frozenset(brought.calendars if isinstance(brought, CalendarsFile) else ()),
        unit.now.year + YEARS_AHEAD,
    )
    found = [
        (section, section.wanted(files[name], document, known, problems), section.held(unit, names))
        for section, name, document in documents
        if files[name] is not None
    ]
    if problems.found:
        raise BadConfiguration(problems.found)
    return found


def _documents(folder: Path, problems: Problems) -> list[tuple[Section, str, Document]]:
    known = {section.file for section in SECTIONS}
    if not folder.is_dir() or not any((folder / name).is_file() for name in known):
        raise NoConfiguration
    for path in sorted(folder.iterdir()):
        if path.suffix in (".yml", ".yaml") and path.name not in known:
            problems.add(path.name, f"is no file of the configuration; there are {', '.join(sorted(known))}")
    read_ones = [
        (section, section.file, read(folder / section.file, section.file, problems))
        for section in SECTIONS
        if (folder / section.file).is_file()
    ]
    return [(section, name, document) for section, name, document in read_ones if document is not None]


def _changes(section: Section, wanted: Mapping[str, Wanted], held: Mapping[str, Value]) -> Iterator[Change]:
    for name in sorted(wanted.keys() | held.keys()):
        if name not in held:
            yield Change(section.kind, name, "added", tuple(_differences({}, wanted[name].value)), wanted[name].where)
        elif name not in wanted:
            yield Change(section.kind, name, "removed", note=section.stays(held[name]))
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
