"""What others' rows do to a page of mine: nothing. It is full while more follows, and ends where mine end."""

from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from app.complaints import service as complaints
from app.complaints.models import ComplaintAbout
from app.complaints.schemas import ComplaintInput
from app.hiring import service as hiring
from app.kit.database import Actor, Database, Unit
from app.kit.ids import new_id
from app.nudges.models import Nudge, NudgeStatus
from app.offers import service as offers
from app.people import service as people
from app.sla import service as sla
from app.sla.models import ClockKind
from app.surveys import service as surveys
from app.surveys.models import Relationship
from app.surveys.schemas import SurveyAnswers
from tests.factories.desk import Desk
from tests.factories.offering import TERMS
from tests.integration.api.conftest import NOW, Api
from tests.integration.api.world import World, meet

FOREIGN = 3  # rows of another department before, between and after mine


@pytest.fixture
def world(client: TestClient, database: Database, desk: Desk) -> World:
    return meet(client, database, desk)


def departments_of(unit: Unit, world: World) -> list[UUID]:
    """Whose the rows are: mine are two of eleven."""
    foreign = unit.session.scalar(text("select id from departments where name = '零售部'"))
    mine = hiring.application_context(unit, world.desk.application_id).department_id
    assert mine is not None
    others = [UUID(str(foreign))] * FOREIGN
    return [*others, mine, *others, mine, *others]


def paged(api: Api, path: str) -> list[list[str]]:
    """The pages of one row each, to the end."""
    pages, cursor = [], ""
    while cursor is not None:
        answer = api.get(f"{path}?limit=1{cursor and f'&cursor={cursor}'}")
        assert answer.status_code == 200, answer.text
        pages.append([one["id"] for one in answer.json()["items"]])
        cursor = answer.json()["next_cursor"]
    return pages


def applied(unit: Unit, department_id: UUID) -> UUID:
    """An application of somebody new in that department."""
    wanted = hiring.open_requisition(
        unit, code=f"R-{new_id()}", title="岗", job_family="零售", department_id=department_id
    )
    candidate = people.create_candidate(unit, name="某人")
    return hiring.apply(unit, requisition_id=wanted.id, candidate_id=candidate.id).id


def test_the_ledger(world: World, database: Database) -> None:
    with database.unit(Actor.service(), NOW) as unit:
        of = departments_of(unit, world)
        entries = [_nudged(unit, world.desk.staff["wang"], department) for department in of]
        mine = [str(entry) for entry, department in zip(entries, of, strict=True) if department != of[0]]
    assert paged(world["hr"], "/nudges/ledger") == [[mine[1]], [mine[0]]]
    assert len(paged(world["foreign"], "/nudges/ledger")) == 3 * FOREIGN


def _nudged(unit: Unit, recipient: UUID, department_id: UUID) -> UUID:
    clock = sla.start_clock(
        unit,
        kind=ClockKind.FEEDBACK,
        subject_id=new_id(),
        started_at=NOW,
        owner_staff_id=recipient,
        department_id=department_id,
    )
    made = Nudge(
        clock_id=clock.id,
        rung=1,
        recipient_staff_id=recipient,
        channel="email",
        template="overdue",
        status=NudgeStatus.SENT,
        computed_at=NOW,
    )
    unit.session.add(made)
    unit.session.flush()  # each after the one before
    return made.id


def test_complaints(world: World, database: Database) -> None:
    with database.unit(Actor.service(), NOW) as unit:
        of = departments_of(unit, world)
        entries = [_complained(unit, applied(unit, department)) for department in of]
        mine = [str(entry) for entry, department in zip(entries, of, strict=True) if department != of[0]]
    assert paged(world["hr"], "/complaints") == [[mine[0]], [mine[1]]]
    assert len(paged(world["foreign_hr"], "/complaints")) == 3 * FOREIGN


def _complained(unit: Unit, application_id: UUID) -> UUID:
    candidate = hiring.application_context(unit, application_id).candidate_id
    given = ComplaintInput(ComplaintAbout.SILENCE, "两周了。", application_id=application_id)
    return complaints.make_complaint(unit.at(NOW, Actor.candidate(candidate)), candidate, given).id


def test_surveys(world: World, database: Database) -> None:
    with database.unit(Actor.service(), NOW) as unit:
        of = departments_of(unit, world)
        entries = [_answered(unit, world.desk.staff["recruiter"], applied(unit, department)) for department in of]
        mine = [str(entry) for entry, department in zip(entries, of, strict=True) if department != of[0]]
    assert paged(world["hr"], "/surveys") == [[mine[0]], [mine[1]]]
    assert len(paged(world["foreign_hr"], "/surveys")) == 3 * FOREIGN


def _answered(unit: Unit, recruiter: UUID, application_id: UUID) -> UUID:
    candidate = hiring.application_context(unit, application_id).candidate_id
    own = unit.at(NOW, Actor.candidate(candidate))
    hiring.reject_application(unit.at(NOW, Actor.staff(recruiter)), application_id, "Not enough experience.")
    [asked] = surveys.surveys_of_candidate(own)
    surveys.answer_survey(own, asked.survey_id, SurveyAnswers(Relationship.GREAT))
    return asked.survey_id


def test_offers(world: World, database: Database) -> None:
    with database.unit(Actor.service(), NOW) as unit:
        of = departments_of(unit, world)
        entries = [_offered(unit, world.desk.staff["recruiter"], applied(unit, department)) for department in of]
        mine = [str(entry) for entry, department in zip(entries, of, strict=True) if department != of[0]]
        offers.withdraw_offer(unit.at(NOW, Actor.staff(world.desk.staff["recruiter"])), UUID(mine[0]), "A mistake.")
    assert paged(world["hr"], "/offers") == [[mine[0]], [mine[1]]]
    assert len(paged(world["foreign"], "/offers")) == 3 * FOREIGN
    open_ones = world["hr"].get("/offers?status=draft").json()["items"]
    assert [one["id"] for one in open_ones] == [mine[1]]
    assert "terms" not in open_ones[0], "pay is on the offer's own page"


def _offered(unit: Unit, recruiter: UUID, application_id: UUID) -> UUID:
    by = unit.at(NOW, Actor.staff(recruiter))
    return offers.draft_offer(by, application_id, TERMS, early_reason="A strong candidate.").id
