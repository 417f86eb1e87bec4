"""The mail of a real interview and of a real question: what, about what, by when, where to click; and
in whose words.
"""

from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any

import pytest

from app.kit.database import Actor, Database, Unit
from app.kit.ids import new_id
from app.nudges import wording
from app.nudges.default_words import DEFAULTS, Words
from app.nudges.errors import BadTemplate, NoSuchTemplate, TemplateInUse
from app.nudges.rules import Politeness
from app.nudges.run import dispatch_due
from app.nudges.schemas import DueNudge, NudgeReport
from app.sla import service as sla
from app.sla.models import ClockKind, SlaClock
from app.sla.models import Unit as OwedUnit
from app.sla.schemas import Anchor, Recipient, Rung
from tests.conftest import NOW
from tests.factories.desk import set_up_desk
from tests.integration.nudges.conftest import ADDRESS, Company, Post, Promise


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


OWN = {
    "en": Words("{{ what }} <please>", "Dear {{ recipient }},\n\nby {{ due }} & no later.", "Go", "The bank"),
    "zh-CN": Words("请处理{{ what }}", "{{ recipient }}：\n\n请于 {{ due }} 前完成。", "打开", "本行"),
}


def test_a_companys_own_words_are_sent(
    database: Database,
    promise: Callable[..., Promise],
    company: Company,
    post: Post,
    nudge: Callable[..., NudgeReport],
) -> None:
    with database.unit(Actor.service(), NOW) as unit:
        wording.write_template(unit, "overdue", OWN)
        wording.write_template(unit, "quarter_end", OWN | {"en": replace(OWN["en"], subject="Quarter end")})
    made = promise()
    politeness = Politeness(is_on=False)
    nudge(made.row(1, company.owner), politeness=politeness)
    nudge(replace(made.row(2, company.owner), template="quarter_end"), politeness=politeness)
    nudge(replace(made.row(3, company.owner), template="nobody_wrote_it"), politeness=politeness)
    with database.unit(Actor.service(), NOW) as unit:
        wording.retire_template(unit, "overdue")
    nudge(made.row(4, company.owner), politeness=politeness)
    mails = sorted(post.mails(), key=lambda mail: mail.subject)
    assert [mail.subject for mail in mails] == [
        "Interview feedback <please>",
        "Interview feedback <please>",
        "Overdue: Interview feedback",
        "Quarter end",
    ]
    assert "Dear owner," in mails[0].text
    assert "& no later." in mails[0].text
    assert "&amp; no later." in (mails[0].html or "")
    assert "The bank" in mails[0].text


def test_words_are_versions_and_the_products_own_are_none(unit: Unit) -> None:
    wording.write_template(unit, "overdue", DEFAULTS["overdue"])
    assert wording.own_templates(unit) == set()
    for words in (OWN, OWN, DEFAULTS["overdue"], OWN):
        wording.write_template(unit, "overdue", words)
    assert (wording.templates(unit)["overdue"], wording.own_templates(unit)) == (OWN, {"overdue"})
    unit.session.flush()
    versions = unit.session.connection().exec_driver_sql(
        "select version, superseded_at is null from nudge_templates order by version"
    )
    assert versions.all() == [(1, False), (2, True)]
    with pytest.raises(BadTemplate, match="zh-CN"):
        wording.write_template(unit, "mine", {"en": OWN["en"]})
    with pytest.raises(BadTemplate, match=r"mine\.en\.subject"):
        wording.write_template(unit, "mine", OWN | {"en": Words(**(asdict(OWN["en"]) | {"subject": "{{ pay }}"}))})
    with pytest.raises(NoSuchTemplate):
        wording.retire_template(unit, "heads_up")


def test_a_template_that_a_ladder_names_is_not_retired(unit: Unit) -> None:
    wording.write_template(unit, "mine", OWN)
    rung = Rung(Anchor.DUE, 0, OwedUnit.BUSINESS_HOURS, (Recipient.OWNER,), "mine")
    policy: dict[str, Any] = {"kind": ClockKind.ANSWER, "amount": 1, "counted_in": OwedUnit.BUSINESS_DAYS}
    sla.set_policy(unit, **policy, calendar_code="CN", ladder=[rung])
    with pytest.raises(TemplateInUse, match="1 policies and 0 running"):
        wording.retire_template(unit, "mine")
    sla.start_clock(unit, kind=ClockKind.ANSWER, subject_id=new_id(), started_at=NOW, owner_staff_id=None)
    sla.set_policy(unit, **policy, calendar_code="CN")
    with pytest.raises(TemplateInUse, match="0 policies and 1 running"):
        wording.retire_template(unit, "mine")
