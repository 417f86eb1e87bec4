"""No question that a read asks makes PostgreSQL read a table from end to end: the plans of every GET, for
everybody who may ask, page by page and with each of its parameters.

Beside the desk stands a core of a few thousand interviews, and what else the desk has is multiplied, so that the
planner itself would rather read all of a table than have no index.
"""

import enum
import json
import typing
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import (
    Column,
    Connection,
    String,
    Table,
    UniqueConstraint,
    Uuid,
    create_engine,
    event,
    func,
    select,
    text,
)

from app.kit.installation import Installation
from app.migrations.metadata import metadata
from app.web.api.resources import api_routes
from app.web.api.route import ApiRoute
from benchmarks.core_scale import fill
from tests.integration.api.world import World, ids_together, running_world

INTERVIEWS = 10_000
LARGE = 1_500  # rows
# These hold hundreds of rows in the largest company, and may be read whole.
SMALL = {
    "calendar_days",
    "calendars",
    "campus_events",
    "departments",
    "interview_plans",
    "privacy_notices",
    "rooms",
    "sla_policies",
    "webhook_subscriptions",
}
ROUTES = [route for route in api_routes() if route.method == "GET" and not route.path.endswith("openapi.json")]
NEEDED = {"/sla/policies/explain": "&kind=feedback", "/candidates": "&email=chen@mail.example"}
PAGING = {"before_id"}  # no id of something that is asked for
Asked = dict[str, Sequence[Any]]  # parameters by statement


@pytest.fixture(scope="module")
def world(installation: Installation) -> Iterator[World]:
    with running_world(installation) as world:
        fill(installation, INTERVIEWS)
        yield world
        with installation.owner.engine.begin() as connection:  # row by row would take longer than all tests
            connection.execute(text(f"truncate {', '.join(table.name for table in metadata.sorted_tables)}"))


@pytest.fixture(scope="module")
def large(world: World, installation: Installation) -> set[str]:
    """The tables that have grown, after those have that were small."""
    assert world.desk
    engine = create_engine(installation.server_url.set(database=installation.database_name))
    with engine.begin() as connection:
        connection.execute(text("set session_replication_role = replica"))  # copies point nowhere
        for table in metadata.sorted_tables:
            if table.name not in SMALL and isinstance(table.columns.get("id", Column()).type, Uuid):
                _multiply(connection, table)
        few = "update role_grants set role = 'interviewer' where staff_id not in (select id from staff)"
        connection.execute(text(few))  # of the copies: no company has leads by the hundred
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("vacuum analyze")
        query = text("select relname from pg_class where relkind = 'r' and reltuples >= :rows")
        found = set(connection.scalars(query, {"rows": LARGE}))
    engine.dispose()
    return found - SMALL


def _multiply(connection: Connection, table: Table) -> None:
    """Copies the rows of a table until it is large, with other ids and, where a text is unique, other texts."""
    count = connection.scalar(select(func.count()).select_from(table)) or 0
    if not 0 < count < LARGE:
        return
    unique = {column.name for index in table.indexes if index.unique for column in index.columns}
    unique |= {
        column.name for rule in table.constraints if isinstance(rule, UniqueConstraint) for column in rule.columns
    }
    others = {
        column.name: "gen_random_uuid()" if isinstance(column.type, Uuid) else "md5(random()::text)"
        for column in table.columns
        if isinstance(column.type, Uuid) or (column.name in unique and type(column.type) is String)
    }
    fields = ", ".join(f"'{name}', case when o.{name} is not null then {other} end" for name, other in others.items())
    connection.exec_driver_sql(
        f"insert into {table.name} select c.* from {table.name} o, generate_series(0, {LARGE // count}) n,"
        f" lateral jsonb_populate_record(o, jsonb_build_object('of', n, {fields})) c on conflict do nothing"
    )


@pytest.fixture(scope="module")
def ids(world: World) -> dict[str, str]:
    """An id for every parameter that is one."""
    named = {name for route in ROUTES for name in (*route.spec.reader.ids, *_parameters(route, UUID))}
    return ids_together(world, named)


def _parameters(route: ApiRoute, kind: type) -> dict[str, Any]:
    """The parameters of the address that are of a kind, with their types."""
    fields = route.spec.reader.parameters[1].model_fields if route.spec.reader.parameters else {}
    kinds = {name: typing.get_args(field.annotation) or (field.annotation,) for name, field in fields.items()}
    return {
        name: each
        for name, found in kinds.items()
        for each in found
        if isinstance(each, type) and issubclass(each, kind) and name not in PAGING
    }


def _addresses(route: ApiRoute, ids: dict[str, str]) -> Iterator[str]:
    """The route's address, bare and with each parameter."""
    path = route.path_format.removeprefix("/api/v1").format(**ids)
    always = NEEDED.get(path, "")
    yield f"{path}?{always}"
    for name in _parameters(route, UUID):
        yield f"{path}?{name}={ids[name]}{always}"
    for name, values in _parameters(route, enum.Enum).items():
        yield from (f"{path}?{name}={value.value}" for value in values)
    if "limit" in _parameters(route, int):
        yield f"{path}?limit=1"


@contextmanager
def _asked(installation: Installation) -> Iterator[Asked]:
    """Every query that is sent meanwhile."""
    seen: Asked = {}

    def note(_c: object, _cursor: object, statement: str, parameters: Sequence[Any], *_: object) -> None:
        if statement.lstrip().lower().startswith(("select", "with")):
            seen.setdefault(statement, parameters)

    event.listen(installation.web.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(installation.web.engine, "before_cursor_execute", note)


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from _nodes(part)


def faults_of(connection: Connection, asked: Asked, large: set[str]) -> list[str]:
    """Large tables that are read whole, with the statement that asks for it."""
    connection.exec_driver_sql("set local random_page_cost = 1.1")  # as where nothing spins
    found = []
    for statement, parameters in asked.items():
        plan = connection.exec_driver_sql(f"explain (format json) {statement}", parameters).scalar_one()
        whole = {n["Relation Name"] for n in _nodes(plan[0]["Plan"]) if n["Node Type"] == "Seq Scan"} & large
        if whole:
            found.append(f"{sorted(whole)}: {statement}")
    return found


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: str(route.operation_id))
def test_what_a_read_asks_is_answered_by_an_index(
    world: World, installation: Installation, ids: dict[str, str], large: set[str], route: ApiRoute
) -> None:
    answered = set()
    with _asked(installation) as asked:
        for address in _addresses(route, ids):
            for speaker in world.speakers.values():
                answer = speaker.get(address)
                answered.add(answer.status_code)
                is_page = answer.status_code == 200 and address.endswith("limit=1")
                if is_page and (cursor := json.loads(answer.content).get("next_cursor")):
                    speaker.get(f"{address}&cursor={cursor}")
    assert 200 in answered, answered
    with installation.owner.engine.connect() as connection:
        assert faults_of(connection, asked, large) == []


def test_a_missing_index_is_seen(installation: Installation, large: set[str]) -> None:
    """Of the core's tables and of those that were multiplied."""
    asked: Asked = {
        "select id from interviews where location = 'Room 7'": (),
        "select id from complaints where text = 'x'": (),
        "select id from complaints where id = '01890a5d-ac96-774b-bcce-b302099a8057'": (),
    }
    with installation.owner.engine.connect() as connection:
        found = [fault.split(":")[0] for fault in faults_of(connection, asked, large)]
    assert large >= {"applications", "complaints", "feedback", "interviews", "offers", "panel_members", "sla_clocks"}
    assert found == ["['interviews']", "['complaints']"]
