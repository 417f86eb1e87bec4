"""A migration that has landed is not edited: databases that it ran on would never hear of it."""

from hashlib import sha256

from tests.conventions.code import ROOT

VERSIONS = ROOT / "app" / "migrations" / "versions"
LANDED = ROOT / "tests" / "data" / "migrations.sha256"
NEW = "a new one is entered by: (cd app/migrations/versions && sha256sum <file>) >> tests/data/migrations.sha256"


def test_a_landed_migration_is_not_edited() -> None:
    landed = dict(reversed(line.split()) for line in LANDED.read_text(encoding="utf-8").splitlines())
    present = {path.name: sha256(path.read_bytes()).hexdigest() for path in sorted(VERSIONS.glob("[0-9]*.py"))}
    edited = [name for name in landed if present.get(name) != landed[name]]
    assert not edited, f"{edited}: put it back, and write a further migration for what is to change"
    assert present.keys() == landed.keys(), f"{sorted(present.keys() - landed.keys())}: {NEW}"
