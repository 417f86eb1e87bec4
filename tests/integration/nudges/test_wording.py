"""The mail of a real interview and of a real question: what, about what, by when, where to click."""

from datetime import timedelta

from app.kit.database import Actor, Database
from app.nudges.rules import Politeness
from app.nudges.run import dispatch_due
from app.nudges.schemas import DueNudge
from app.sla import service as sla
from app.sla.models import SlaClock
from tests.conftest import NOW
from tests.factories.desk import set_up_desk
from tests.integration.nudges.conftest import ADDRESS, Post


def row(clock: SlaClock) -> DueNudge:
    assert clock.owner_staff_id is not None
    return DueNudge(clock.id, 1, clock.owner_staff_id, "owner", "email", "due_soon", "due", clock.due_at, NOW, True)


def test_mails_name_the_requisition_and_open_the_form_but_never_the_candidate(database: Database, post: Post) -> None:
    desk = set_up_desk(database, NOW)
    with database.unit(Actor.service(), NOW) as unit:
        clocks = {
            clock.kind.value: clock
            for staff_id in (desk.staff["wang"], desk.staff["zhao"])
            for clock in sla.running_clocks_of(unit, staff_id)
            if clock.started_at <= NOW
        }
    assert set(clocks) == {"feedback", "answer"}
    dispatch_due(
        database,
        [row(clock) for clock in clocks.values()],
        {"email": post.channel()},
        lambda: NOW + timedelta(minutes=1),
        warehouse_version="v",
        address=ADDRESS,
        politeness=Politeness(is_on=False),
    )
    mails = {mail.subject[:4]: mail for mail in post.mails()}
    assert set(mails) == {"面试反馈", "候选人提"}
    feedback, answer = mails["面试反馈"], mails["候选人提"]
    assert "将于3月5日 周四 18:00到期" in feedback.subject
    assert "业务面" in feedback.text
    assert f"/desk/feedback/{clocks['feedback'].subject_id}" in feedback.text
    assert f"{ADDRESS}/desk/questions/{desk.question_id}" in answer.text
    for mail in mails.values():
        assert "陈思远" not in mail.subject + mail.text + (mail.html or "")
        assert "试用期" not in mail.text + (mail.html or "")
