"""Who acts for whom: delegations and absences."""

from typing import Any, ClassVar
from uuid import UUID

from app.kit.errors import NotFound
from app.people import service as people
from app.people.models import Role
from app.people.schemas import AbsenceView, DelegationView
from app.web.api.bodies import Body, InPages, Moment, Out, PageOf, When
from app.web.api.call import ApiCall, Call
from app.web.api.route import ApiRouter
from app.web.policies import STAFF

router = ApiRouter("standing in")
ID = "01890a5d-ac96-774b-bcce-b302099a8057"
PERIOD = {"starts_at": "2026-12-21T09:00:00+08:00", "ends_at": "2026-12-28T09:00:00+08:00"}


class DelegationIn(Body):
    to_staff_id: UUID
    starts_at: Moment
    ends_at: Moment

    example: ClassVar[dict[str, Any]] = {"to_staff_id": ID, **PERIOD}


class AbsenceIn(Body):
    starts_at: Moment
    ends_at: Moment

    example: ClassVar[dict[str, Any]] = PERIOD


class DelegationOut(Out):
    id: UUID
    from_staff_id: UUID
    to_staff_id: UUID
    starts_at: When
    ends_at: When
    ended_at: When | None


class AbsenceOut(Out):
    id: UUID
    staff_id: UUID
    starts_at: When
    ends_at: When
    ended_at: When | None


class StandInOut(Out):
    """Who acts for this person now."""

    staff_id: UUID


@router.get("/staff/{staff_id}/stand-in", STAFF, "Who acts for them now", has_etag=False)
def read_stand_in(call: Call, staff_id: UUID) -> StandInOut:
    return StandInOut(staff_id=people.stands_in_for(call.unit, people.staff_view(call.unit, staff_id).staff_id))


@router.get("/staff/{staff_id}/delegations", STAFF, "Whom they handed over to")
def list_delegations(call: Call, staff_id: UUID, page: InPages) -> PageOf[DelegationOut]:
    _require_self(call, staff_id)
    found = page.read(
        lambda after, limit: people.delegations_of(call.unit, staff_id, after, limit), lambda view: view.delegation_id
    )
    return PageOf[DelegationOut].of_slice(found, _delegation)


@router.post("/staff/{staff_id}/delegations", STAFF, "Have somebody act for me", status=201)
def delegate(call: Call, staff_id: UUID, body: DelegationIn) -> DelegationOut:
    """By oneself, or an administrator."""
    _require_self(call, staff_id)
    made = people.delegate(call.unit, staff_id, body.to_staff_id, body.starts_at, body.ends_at)
    return DelegationOut.of(made)


@router.post("/staff/{staff_id}/delegations/{delegation_id}/end", STAFF, "End it now")
def end_delegation(call: Call, staff_id: UUID, delegation_id: UUID) -> DelegationOut:
    _require_self(call, staff_id)
    ended = people.end_delegation(call.unit, delegation_id)
    if ended.from_staff_id != staff_id:
        raise NotFound
    return DelegationOut.of(ended)


@router.get("/staff/{staff_id}/absences", STAFF, "When they are away")
def list_absences(call: Call, staff_id: UUID, page: InPages) -> PageOf[AbsenceOut]:
    _require_self(call, staff_id)
    found = page.read(
        lambda after, limit: people.absences_of(call.unit, staff_id, after, limit), lambda view: view.absence_id
    )
    return PageOf[AbsenceOut].of_slice(found, _absence)


@router.post("/staff/{staff_id}/absences", STAFF, "I am away", status=201)
def record_absence(call: Call, staff_id: UUID, body: AbsenceIn) -> AbsenceOut:
    _require_self(call, staff_id)
    return AbsenceOut.of(people.record_absence(call.unit, staff_id, body.starts_at, body.ends_at))


@router.post("/staff/{staff_id}/absences/{absence_id}/end", STAFF, "I am back")
def end_absence(call: Call, staff_id: UUID, absence_id: UUID) -> AbsenceOut:
    _require_self(call, staff_id)
    ended = people.end_absence(call.unit, absence_id)
    if ended.staff_id != staff_id:
        raise NotFound
    return AbsenceOut.of(ended)


def _require_self(call: ApiCall, staff_id: UUID) -> None:
    if call.staff.staff_id == staff_id:
        return
    if not call.staff.may(Role.ADMINISTRATOR, people.staff_view(call.unit, staff_id).department_id):
        raise NotFound


def _delegation(view: DelegationView) -> DelegationOut:
    return DelegationOut.of(view, id=view.delegation_id)


def _absence(view: AbsenceView) -> AbsenceOut:
    return AbsenceOut.of(view, id=view.absence_id)
