"""A role that counts in one department makes nothing elsewhere: every route that creates is tried, or says why not."""

from collections.abc import Iterator
from typing import Any

import pytest

from app.kit.installation import Installation
from app.people.models import Role
from app.web.api.resources import api_routes
from tests.integration.api.world import World, furnish, hire, made, running_world, second_application

CREATING = {str(route.operation_id): route for route in api_routes() if route.status_code == 201}
# What belongs to no department: anybody with the role adds to it. A candidate belongs to whom they apply.
OF_THE_HOUSE = {"sign_in", "add_room", "write_library_answer", "create_candidate"}
# An address with one of these names something of a department; test_reach tries each as a stranger.
OF_ITS_OWNERS = {"application_id", "interview_id", "question_id", "requisition_id", "plan_id"}
OF_ITS_OWNERS |= {"candidate_id", "clock_id", "complaint_id", "release_id"}


@pytest.fixture(scope="module")
def world(installation: Installation) -> Iterator[World]:
    with running_world(installation, furnish_with_branch) as world:
        yield world


def furnish_with_branch(world: World) -> None:
    """Beside the foreign recruiter and HR lead of another department an administrator of that one."""
    furnish(world)
    other = world["admin"].get(f"/staff/{me(world, 'foreign')}").json()["department_id"]
    hire(world.database, "foreign_admin", Role.ADMINISTRATOR, other)
    hire(world.database, "branch", Role.HIRING_MANAGER, other)
    for name in ("foreign_admin", "branch"):
        world.speakers[name] = world.signed_in(name)


def me(world: World, who: str) -> str:
    return str(world[who].get("/sessions/current").json()["viewer"]["id"])


def body_of(operation: str, **wanted: Any) -> dict[str, Any]:
    return CREATING[operation].spec.reader.body[1].example | wanted  # type: ignore[index,union-attr]


def attempts(world: World) -> list[tuple[str, str, str, dict[str, Any]]]:
    """(operation, who, address, body): each outside of where their role counts."""
    desk, own = str(world.desk.department_id), {who: me(world, who) for who in ("foreign", "foreign_hr", "branch")}
    second = second_application(world.database, world.desk)
    candidate = world["recruiter"].get(f"/applications/{second}").json()["candidate_id"]
    people = {"hiring_manager_id": None, "recruiter_id": None}
    wang = f"/staff/{world.desk.staff['wang']}"
    window = {"starts_at": "2026-05-01T09:00:00+08:00", "ends_at": "2026-05-03T18:00:00+08:00"}
    policy, calendar = body_of("set_policy"), body_of("write_calendar")
    requisition = f"/requisitions/{world.desk.requisition_id}"
    drafts = [
        ("draft_requisition", who, "/requisitions", body_of("draft_requisition", **people | named, department_id=at))
        for at in (desk, None)
        for who in own
        for named in (people, {"recruiter_id": own[who]}, {"hiring_manager_id": own[who]})
    ]
    return [
        *drafts,
        *(
            ("set_policy", who, "/sla/policies", policy | place)
            for who in ("foreign_hr", "foreign_admin")
            for place in (
                {},
                {"department_id": desk},
                {"requisition_id": str(world.desk.requisition_id)},
                {"round_id": str(world.round_id)},
            )
        ),
        *(("write_calendar", who, "/sla/calendars", calendar) for who in ("foreign_hr", "foreign_admin")),
        *(
            ("save_plan_template", who, "/interview-plans", body_of("save_plan_template"))
            for who in ("foreign_hr", "foreign_admin")
        ),
        (
            "create_application",
            "foreign",
            "/applications",
            {
                "requisition_id": str(world.desk.requisition_id),
                "candidate_id": candidate,
                "candidate_email": "ouyang@mail.example",
            },
        ),
        ("open_posting", "foreign", f"{requisition}/postings", body_of("open_posting")),
        ("hire_staff", "foreign_admin", "/staff", body_of("hire_staff", department_id=desk)),
        ("hire_staff", "foreign_admin", "/staff", body_of("hire_staff", department_id=None)),
        ("create_department", "foreign_admin", "/departments", body_of("create_department", parent_id=desk)),
        ("create_department", "foreign_admin", "/departments", body_of("create_department")),
        ("grant_role", "foreign_admin", f"{wang}/roles", {"role": "recruiter", "department_id": desk}),
        ("grant_role", "foreign_admin", f"/staff/{me(world, 'foreign_admin')}/roles", {"role": "administrator"}),
        ("grant_role", "foreign_admin", f"/staff/{own['foreign']}/roles", {"role": "hr_lead", "department_id": desk}),
        ("delegate", "foreign_admin", f"{wang}/delegations", window | {"to_staff_id": own["foreign"]}),
        ("record_absence", "foreign_admin", f"{wang}/absences", window),
        ("subscribe_webhook", "foreign_admin", "/webhooks", body_of("subscribe_webhook")),
        ("ping_webhook", "foreign_admin", f"/webhooks/{world.ids_of('subscription_id')[0]}/ping", {}),
        ("publish_notice", "foreign_admin", "/privacy-notice", body_of("publish_notice")),
    ]


def test_nothing_is_made_outside_of_where_a_role_counts(world: World) -> None:
    refused = {403: "forbidden", 404: "not_found"}
    told = [
        (operation, who, body, answer.status_code, answer.text)
        for operation, who, path, body in attempts(world)
        if refused.get((answer := world[who].post(path, body)).status_code) != answer.json().get("code")
    ]
    assert not told


def test_every_route_that_creates_is_tried_here_or_as_a_strangers(world: World) -> None:
    tried = {operation for operation, *_ in attempts(world)}
    by_address = {name for name, route in CREATING.items() if OF_ITS_OWNERS & set(route.spec.reader.ids)}
    others = set(CREATING) - tried - by_address - OF_THE_HOUSE
    assert not {name for name in others if CREATING[name].spec.policy.roles}, "say where it may be made"


def test_within_it_everything_is_made(world: World) -> None:
    """The same words, in one's own department."""
    own = world["admin"].get(f"/staff/{me(world, 'foreign')}").json()["department_id"]
    foreign, admin = world["foreign"], world["foreign_admin"]
    people = {"hiring_manager_id": None, "recruiter_id": me(world, "foreign"), "department_id": own, "code": "R-own"}
    assert made(foreign, "/requisitions", body_of("draft_requisition", **people))["department_id"] == own
    made(world["foreign_hr"], "/sla/policies", body_of("set_policy", department_id=own))
    made(admin, "/departments", body_of("create_department", parent_id=own, name="分行"))
    hired = made(admin, "/staff", body_of("hire_staff", department_id=own, email="new@bank.example"))
    made(admin, f"/staff/{hired['id']}/roles", {"role": "recruiter", "department_id": own})
