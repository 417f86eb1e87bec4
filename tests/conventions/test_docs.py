"""The documentation names everything there is, and nothing that is not."""

import re

from tests.conventions.code import ROOT

DOCS = {path: path.read_text(encoding="utf-8") for path in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]}


def test_every_make_target_is_named() -> None:
    targets = re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    operations = DOCS[ROOT / "docs/operations.md"]
    assert not [target for target in targets if f"`{target}`" not in operations]


def test_every_command_is_named() -> None:
    from typer.main import get_command

    from app.cli import cli

    root = get_command(cli)
    commands = [
        f"huiyin {name}" if not hasattr(command, "commands") else f"huiyin {name} {sub}"
        for name, command in root.commands.items()  # type: ignore[attr-defined]
        for sub in getattr(command, "commands", {"": None})
    ]
    operations = DOCS[ROOT / "docs/operations.md"]
    assert not [command for command in commands if f"`{command}" not in operations]


def test_every_mart_is_described() -> None:
    marts = {path.stem for path in (ROOT / "transforms/dbt/models/marts").rglob("*.sql")}
    text = DOCS[ROOT / "docs/metrics.md"] + (ROOT / "transforms/dbt/models/marts/README.md").read_text(encoding="utf-8")
    assert marts
    assert not [mart for mart in sorted(marts) if mart not in text]


def test_every_link_leads_somewhere() -> None:
    broken = [
        f"{path.relative_to(ROOT)} -> {target}"
        for path, text in [*DOCS.items(), (ROOT / "README.zh-CN.md", (ROOT / "README.zh-CN.md").read_text("utf-8"))]
        for target in re.findall(r"\]\(([^)#]+)", text)
        if "://" not in target and not (path.parent / target).exists()
    ]
    assert not broken


def test_every_setting_named_in_the_docs_exists() -> None:
    from app.kit.settings import Settings

    known = {f"HUIYIN_{field.upper()}" for field in Settings.model_fields}
    named = set(re.findall(r"HUIYIN_[A-Z_]+[A-Z]", "".join(DOCS.values())))
    assert named <= known, f"unknown settings: {sorted(named - known)}"


def test_pages_made_from_the_code_are_as_the_code_is() -> None:
    from app.documents import DOCS as FOLDER
    from app.documents import PAGES

    old = [name for name, make in PAGES.items() if (FOLDER / name).read_text(encoding="utf-8") != make()]
    assert not old, f"run `make docs` and commit {old}"
