"""Migrations on a database that holds rows: nothing is lost on the way up, nor the present on the way down."""

import shutil
import tempfile
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import text

from app import setup
from app.kit.installation import Installation
from app.kit.settings import Settings
from app.migrations.run import _config, differences

# Two templates of one name, as the first version allowed; each with a round and a line of weight 0.
FIRST_VERSION = (
    (
        "insert into interview_plans (id, name, created_at) values"
        " (gen_random_uuid(), 'standard', now() - interval '1 day'), (gen_random_uuid(), 'standard', now())"
    ),
    (
        "insert into rounds (id, plan_id, position, name, duration_minutes, min_questions)"
        " select gen_random_uuid(), id, 1, 'HR', 45, 2 from interview_plans"
    ),
    (
        "insert into score_dimensions (id, round_id, position, name, weight, is_required, released_to_candidate)"
        " select gen_random_uuid(), id, 1, 'skill', 0, true, true from rounds"
    ),
)
TEMPLATES = "select version, superseded_at is null from interview_plans order by version"
SETTINGS = (
    "select round_versions.version, duration_minutes, min_questions, score_dimensions.name, weight from round_versions"
    " join score_dimensions on score_dimensions.round_version_id = round_versions.id"
)
BACK = (
    "select duration_minutes, min_questions, score_dimensions.name from rounds"
    " join score_dimensions on score_dimensions.round_id = rounds.id"
)


@pytest.fixture
def empty() -> Iterator[Installation]:
    """An installation whose database has no table yet."""
    home = Path(tempfile.mkdtemp(prefix="huiyin-test-"))
    made = Installation(Settings(home=home))
    made.settings.keys_dir.mkdir(mode=0o700, parents=True)
    made.ensure_keys()
    made.join_database()
    setup._prepare_server(made)
    yield made
    made.owner.close()
    made.leave_database()
    shutil.rmtree(home)


def _go(installation: Installation, revision: str, *, down: bool = False) -> None:
    with installation.owner.engine.begin() as connection:
        (command.downgrade if down else command.upgrade)(_config(connection), revision)


def _rows(installation: Installation, query: str) -> list[tuple[object, ...]]:
    with installation.owner.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def test_rounds_keep_their_settings_through_versions_and_back(empty: Installation) -> None:
    _go(empty, "0001")
    with empty.owner.engine.begin() as connection:
        for statement in FIRST_VERSION:
            connection.execute(text(statement))
    _go(empty, "0002")
    assert _rows(empty, TEMPLATES) == [(1, False), (2, True)]
    assert _rows(empty, SETTINGS) == [(1, 45, 2, "skill", 1)] * 2
    _go(empty, "0001", down=True)
    assert _rows(empty, BACK) == [(45, 2, "skill")] * 2
    _go(empty, "head")
    assert differences(empty.owner.engine) == []


def test_candidates_of_before_get_their_keys(empty: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    for revision in ("0010_candidate_keys", "0018_pinyin"):
        monkeypatch.setattr(import_module(f"app.migrations.versions.{revision}"), "AT_ONCE", 2)
    _go(empty, "0009")
    with empty.owner.engine.begin() as connection:
        connection.execute(
            text(
                "insert into candidates (id, name, phone, pseudonym, locale, zone, created_at)"
                " select gen_random_uuid(), case when n = 5 then '吕伟' else 'Li ' || n end,"
                " '+86 138 0000 000' || n, n::text, 'en', 'UTC', now()"
                " from generate_series(1, 5) n"
            )
        )
    _go(empty, "head")
    keys = _rows(empty, "select name_key, phone_key from candidates where name like 'Li %' order by name_key")
    assert keys == [(f"li{n}", f"1380000000{n}") for n in range(1, 5)]
    assert _rows(empty, "select key from candidate_spellings order by key") == [
        (key,) for key in ("luwei", "lvwei", "lyuwei", "weilu", "weilv", "weilyu")
    ]
    assert differences(empty.owner.engine) == []


def test_a_check_that_kept_its_first_name_gets_the_one_that_holds(empty: Installation) -> None:
    """0007 was changed after it had run; nothing but this put such a database right."""
    _go(empty, "0010")
    with empty.owner.engine.begin() as connection:
        connection.execute(
            text(
                "alter table offer_approvals rename constraint ck_offer_approvals_offerapprovaldecision"
                " to ck_offer_approvals_approvaldecision"
            )
        )
    checks = {each[2] for each in differences(empty.owner.engine) if each[1] == "offer_approvals"}
    assert checks == {"ck_offer_approvals_approvaldecision", "ck_offer_approvals_offerapprovaldecision"}
    _go(empty, "head")
    assert differences(empty.owner.engine) == []
