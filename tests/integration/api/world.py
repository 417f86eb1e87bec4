"""The desk with one of everything that has an id of its own in the API's addresses, made through the API."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import httpx
from sqlalchemy import text

from app.campus.models import CampusEvent
from app.kit.database import Actor, Database
from app.kit.egress import Egress
from app.kit.ids import new_id
from app.kit.installation import Installation
from app.people import service as people
from app.people.models import LinkPurpose, Role
from app.webhooks import service as webhooks
from tests.conftest import empty_tables
from tests.factories.desk import PASSWORD, Desk, set_up_desk
from tests.integration.api.conftest import NOW, Api, serving, token_for

TERMS = {
    "position_title": "信贷风险经理",
    "place": "上海",
    "contract_type": "fixed_term",
    "starts_on": "2026-06-01",
    "currency": "CNY",
    "monthly_salary": 23000,
    "expires_at": "2026-03-20T18:00:00+08:00",
}
SCORES = {
    "recommendation": "yes",
    "scores": {"专业能力": 8, "沟通表达": 7, "合作意识": 7},
    "text_for_panel": "Solid on credit risk.",
    "text_for_candidate": "您对授信流程的理解很扎实。",
}
# The tables that hold what an address names otherwise.
TABLES = {
    "library_answer_id": "library_answers",
    "plan_id": "interview_plans",
    "session_id": "login_sessions",
    "grant_id": "role_grants",
    "link_id": "candidate_links",
    "feedback_id": "feedback",
    "subscription_id": "webhook_subscriptions",
    "delivery_id": "webhook_deliveries",
    "snooze_id": "nudge_snoozes",
    "clock_id": "sla_clocks",
    "staff_id": "staff",
    "release_id": "feedback_releases",
    "event_id": "campus_events",
}


@dataclass(frozen=True)
class World:
    """Who speaks, and the database behind them. `chen` and `ouyang` are candidates by their links."""

    desk: Desk
    speakers: dict[str, Api]
    database: Database

    def __getitem__(self, who: str) -> Api:
        return self.speakers[who]

    def signed_in(self, name: str) -> Api:
        """The API as the member of staff `<name>@bank.example`."""
        return Api(self["admin"].client, token_for(self.database, f"{name}@bank.example"))

    @property
    def round_id(self) -> UUID:
        """The one round of the desk's plan."""
        return UUID(self["recruiter"].get(f"/interviews/{self.desk.interview_id}").json()["round_id"])

    def decide_first_round(self) -> None:
        """The ended interview is closed and its round decided: what its policy says is released."""
        made(self["recruiter"], f"/interviews/{self.desk.interview_id}/hold", {})
        decision = {"round_id": str(self.round_id), "decision": "advance", "reason": "A clear yes."}
        made(self["zhao"], f"/applications/{self.desk.application_id}/decide", decision)

    def ids_of(self, parameter: str) -> list[str]:
        """The ids in the database that a parameter of an address may name, the oldest first."""
        table = TABLES.get(parameter, f"{parameter.removesuffix('_id')}s")
        with self.database.engine.connect() as connection:
            return [str(one) for one in connection.scalars(text(f"select id from {table} order by id"))]


def candidate_token(database: Database, application_id: UUID) -> str:
    """A link's token for the application's candidate."""
    with database.unit(Actor.service(), NOW) as unit:
        candidate = unit.session.scalar(
            text("select candidate_id from applications where id = :id"), {"id": application_id}
        )
        return people.create_candidate_link(unit, candidate, application_id, purpose=LinkPurpose.PORTAL, days=90)[1]


def second_application(database: Database, desk: Desk) -> UUID:
    with database.engine.connect() as connection:
        query = text("select id from applications where id <> :id")
        return UUID(str(connection.scalar(query, {"id": desk.application_id})))


def hire(database: Database, name: str, role: Role, department_id: UUID, *, is_everywhere: bool = False) -> UUID:
    """A person with a role in a department (or everywhere) who can log in as `<name>@bank.example`."""
    with database.unit(Actor.service(), NOW) as unit:
        staff_id = people.hire_staff(unit, name=name, email=f"{name}@bank.example", department_id=department_id).id
        people.grant_role(unit, staff_id, role, None if is_everywhere else department_id)
        people.set_password(unit, staff_id, PASSWORD)
    return staff_id


def meet(client: httpx.Client, database: Database, desk: Desk) -> World:
    """The desk's people, an HR lead (`hr`), an administrator, a foreign recruiter and HR lead, two candidates."""
    hire(database, "hr", Role.HR_LEAD, desk.department_id)
    hire(database, "admin", Role.ADMINISTRATOR, desk.department_id, is_everywhere=True)
    with database.unit(Actor.service(), NOW) as unit:
        other = people.create_department(unit, name="零售部").id
    hire(database, "foreign", Role.RECRUITER, other)
    hire(database, "foreign_hr", Role.HR_LEAD, other)
    names = ("recruiter", "wang", "zhao", "hr", "admin", "foreign", "foreign_hr")
    speakers = {name: Api(client, token_for(database, f"{name}@bank.example")) for name in names}
    speakers["chen"] = Api(client, candidate_token(database, desk.application_id))
    speakers["ouyang"] = Api(client, candidate_token(database, second_application(database, desk)))
    return World(desk, speakers, database)


def furnish(world: World) -> None:
    """One of everything: of the first application an offer that was sent, a complaint, feedback, a file …;
    the second one has ended, so that its candidate is asked how it was.
    """
    desk, recruiter = world.desk, world["recruiter"]
    application, interview = f"/applications/{desk.application_id}", f"/interviews/{desk.interview_id}"
    staff = {name: str(one) for name, one in desk.staff.items()}
    hr = world["hr"].get("/sessions/current").json()["viewer"]["id"]
    made(world["chen"], f"{application}/complaints", {"about": "silence", "text": "两周了。"})
    made(world["chen"], f"{application}/messages", {"body": "什么时候有结果？"})
    candidate = recruiter.get(application).json()["candidate_id"]
    made(world["chen"], f"/candidates/{candidate}/privacy-requests", {"kind": "access"})
    made(world["wang"], f"{interview}/feedback/submit", SCORES)
    made(recruiter, "/rooms", {"name": "18-3"})
    made(recruiter, f"/requisitions/{desk.requisition_id}/postings", {"title": "岗", "text": "招", "channel": "官网"})
    made(world["zhao"], "/answer-library", LIBRARY_ANSWER)
    window = {"starts_at": "2026-04-01T09:00:00+08:00", "ends_at": "2026-04-03T18:00:00+08:00"}
    made(world["zhao"], f"/staff/{staff['zhao']}/delegations", {"to_staff_id": staff["wang"], **window})
    made(world["zhao"], f"/staff/{staff['zhao']}/absences", window)
    uploaded = world["chen"].upload(f"{application}/attachments", ("cv.txt", b"hello", "text/plain"))
    assert uploaded.status_code == 201, uploaded.text
    offer = made(recruiter, f"{application}/offers", {"terms": TERMS, "early_reason": "A strong candidate."})
    made(recruiter, f"/offers/{offer['id']}/submit", {"approver_ids": [hr]})
    made(world["hr"], f"/offers/{offer['id']}/approve", {})
    made(recruiter, f"/offers/{offer['id']}/send")
    world.decide_first_round()
    second = second_application(world.database, desk)
    made(world["admin"], "/privacy-notice", {"zh_cn": "只为招聘。", "en": "For hiring only."})
    made(recruiter, f"/applications/{second}/reject", {"reason": "Not enough experience."})
    with world.database.unit(Actor.service(), NOW) as unit:
        hook = webhooks.subscribe(
            unit, url="https://hooks.bank.example/x", events=["*"], egress=Egress.of("hooks.bank.example")
        )
        unit.session.add(
            CampusEvent(
                id=new_id(),
                name="校园日",
                round_id=world.round_id,
                starts_on=NOW.date(),
                ends_on=NOW.date(),
                zone="Asia/Shanghai",
                created_at=NOW,
            )
        )
    made(world["admin"], f"/webhooks/{hook.subscription.id}/ping")
    clocks = world["zhao"].get("/sla/clocks").json()["items"]
    until = (NOW + timedelta(days=1)).isoformat()
    made(world["zhao"], f"/nudges/{clocks[0]['id']}/snooze", {"until_at": until})


LIBRARY_ANSWER = {"topic": "onboarding", "question_text": "试用期多久？", "answer_text": "六个月。", "language": "zh"}


@contextmanager
def running_world(installation: Installation, prepare: Callable[[World], None] = furnish) -> Iterator[World]:
    """A world behind a running server, furnished or as `prepare` does; afterwards the database is as it was found."""
    with (
        serving(installation, lambda: NOW) as address,
        as_before(installation),
        httpx.Client(base_url=address, timeout=30) as client,
    ):
        world = meet(client, installation.web, set_up_desk(installation.web, NOW))
        prepare(world)
        yield world


@contextmanager
def as_before(installation: Installation) -> Iterator[None]:
    """Leaves the tables as it found them: also policies and calendars, which no test empties."""
    kept = ["calendars", "calendar_days", "calendar_openings", "sla_policies"]
    with installation.owner.engine.connect() as connection:
        for table in kept:
            connection.execute(text(f"create temp table {table}_before as table {table}"))
        connection.commit()
        try:
            yield
        finally:
            empty_tables(installation)
            for table in reversed(kept):
                connection.execute(text(f"delete from {table}"))
            for table in kept:
                connection.execute(text(f"insert into {table} table {table}_before"))
                connection.execute(text(f"drop table {table}_before"))
            connection.commit()


def ids_together(world: World, names: Iterable[str]) -> dict[str, str]:
    """Ids for these parameters of addresses that belong together: the desk's application and what it has."""
    interview = world["recruiter"].get(f"/interviews/{world.desk.interview_id}").json()
    application = world["recruiter"].get(f"/applications/{world.desk.application_id}").json()
    own = {
        "application_id": application["id"],
        "candidate_id": application["candidate_id"],
        "requisition_id": application["requisition_id"],
        "interview_id": interview["id"],
        "round_id": interview["round_id"],
        "panel_member_id": interview["panel"][0]["id"],
        "plan_id": world["recruiter"].get(f"/requisitions/{application['requisition_id']}/plan").json()["id"],
        "clock_id": world["zhao"].get("/sla/clocks").json()["items"][0]["id"],
    }
    return {name: own.get(name) or world.ids_of(name)[0] for name in names}


def made(speaker: Api, path: str, body: object = None) -> dict[str, str]:
    """What was answered to a POST that is to succeed."""
    answer = speaker.post(path, body)
    assert answer.status_code < 300, f"{path}: {answer.text}"
    told: dict[str, str] = answer.json() if answer.content else {}
    return told
