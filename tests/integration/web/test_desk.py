"""The desk's pages: what is owed, the scorecard, a candidate's question."""

import pytest

from app.feedback import service as feedback
from app.kit.database import Actor, Database
from app.questions import service as questions
from app.sla import service as sla
from app.sla.models import ClockKind, Outcome
from tests.factories.desk import Desk
from tests.integration.web.browser import submit
from tests.integration.web.conftest import NOW, Clock, LogIn

WHY = "他在面试组"
FULL = {"action": "submit", "score_0": "8", "score_1": "7", "score_2": "9", "recommendation": "yes"}


def seat_path(desk: Desk, who: str) -> str:
    return f"/desk/feedback/{desk.seats[who]}"


def test_the_desk_shows_what_is_owed_with_its_due_time(log_in: LogIn) -> None:
    text = log_in("wang").get("/desk").text
    assert "Feedback on 陈思远" in text
    assert "due tomorrow 18:00" in text
    assert "欧阳明月" in text  # the interview that lies ahead


def test_the_desk_says_how_late_something_is(log_in: LogIn, clock: Clock) -> None:
    log_in("wang")
    clock.advance(days=1, hours=9)  # Thursday 23:00, due at 18:00: no working hour has passed
    assert "overdue by less than a working hour" in log_in("wang").get("/desk").text
    clock.advance(hours=15)  # Friday 14:00
    assert "overdue by 5 working hours" in log_in("wang").get("/desk").text


def test_who_owes_nothing_is_told_what_will_appear(log_in: LogIn) -> None:
    assert "Nobody is waiting for you" in log_in("auditor").get("/desk").text


def test_feedback_is_submitted_and_its_clock_stops(log_in: LogIn, desk: Desk, database: Database) -> None:
    answer = submit(log_in("wang"), seat_path(desk, "wang"), FULL | {"text_for_panel": "讲得清楚\r\n条理好"})
    assert answer.headers["location"] == "/desk?done=submitted"
    with database.unit(Actor.service(), NOW) as unit:
        given = feedback.feedback_for(unit, desk.seats["wang"])
        clock = sla.clock_of(unit, ClockKind.FEEDBACK, desk.seats["wang"])
        assert given is not None
        assert clock is not None
        assert (given.version, sorted(given.scores.values()), given.text_for_panel) == (
            1,
            [7, 8, 9],
            "讲得清楚\n条理好",
        )
        assert clock.outcome is Outcome.MET
    assert "Nobody is waiting for you" in log_in("wang").get("/desk").text


def test_what_is_missing_is_said_next_to_the_field_and_nothing_typed_is_lost(log_in: LogIn, desk: Desk) -> None:
    typed = {"action": "submit", "score_0": "6", "text_for_panel": "<b>还没写完</b>"}
    answer = submit(log_in("wang"), seat_path(desk, "wang"), typed)
    assert answer.status_code == 422
    assert "Choose a score for 沟通表达." in answer.text
    assert "Choose your recommendation." in answer.text
    assert 'name="score_0" value="6" checked' in answer.text
    assert "&lt;b&gt;还没写完&lt;/b&gt;" in answer.text


@pytest.mark.parametrize("score", ["0", "11", "-1", "8.5", "²", "1e1", "x"])
def test_a_score_off_the_scale_is_never_taken(log_in: LogIn, desk: Desk, score: str) -> None:
    assert submit(log_in("wang"), seat_path(desk, "wang"), FULL | {"score_0": score}).status_code == 422


def test_a_draft_is_kept_for_its_author_alone(log_in: LogIn, desk: Desk) -> None:
    path = seat_path(desk, "wang")
    answer = submit(log_in("wang"), path, {"action": "draft", "score_1": "4"})
    assert answer.headers["location"] == f"{path}?saved=draft"
    assert 'name="score_1" value="4" checked' in log_in("wang").get(path).text


def test_submitted_feedback_can_be_amended_but_not_submitted_again(
    log_in: LogIn, desk: Desk, database: Database
) -> None:
    client, path = log_in("wang"), seat_path(desk, "wang")
    submit(client, path, FULL)
    assert submit(client, path, FULL).status_code == 422
    amended = submit(client, path, FULL | {"action": "amend", "score_0": "5"})
    assert amended.headers["location"] == f"{path}?saved=amended"
    with database.unit(Actor.service(), NOW) as unit:
        given = feedback.feedback_for(unit, desk.seats["wang"])
    assert given is not None
    assert given.version == 2


def test_another_interviewers_seat_answers_like_a_missing_one(log_in: LogIn, desk: Desk) -> None:
    client = log_in("wang")
    foreign = client.get(seat_path(desk, "zhao"))
    missing = client.get(f"/desk/feedback/{desk.interview_id}")
    assert foreign.status_code == missing.status_code == 404
    assert foreign.text.replace(str(desk.seats["zhao"]), "") == missing.text.replace(str(desk.interview_id), "")
    posted = client.post(
        seat_path(desk, "zhao"),
        data=FULL | {"form_token": _token(log_in, desk)},
        headers={"origin": "http://127.0.0.1"},
    )
    assert posted.status_code == 404


def _token(log_in: LogIn, desk: Desk) -> str:
    from tests.integration.web.browser import token_on

    return token_on(log_in("wang"), seat_path(desk, "wang"))


def test_others_feedback_shows_only_after_ones_own(log_in: LogIn, desk: Desk) -> None:
    submit(log_in("zhao"), seat_path(desk, "zhao"), FULL | {"text_for_panel": "赵的看法"})
    assert "赵的看法" not in log_in("wang").get(seat_path(desk, "wang")).text
    submit(log_in("wang"), seat_path(desk, "wang"), FULL)
    assert "赵的看法" in log_in("wang").get(seat_path(desk, "wang")).text


def test_a_question_is_answered_and_leaves_the_desk(log_in: LogIn, desk: Desk, database: Database) -> None:
    path = f"/desk/questions/{desk.question_id}"
    assert "试用期多久" in log_in("zhao").get("/desk").text
    assert submit(log_in("zhao"), path, {"action": "answer", "text": " "}).status_code == 422
    held = submit(log_in("zhao"), path, {"action": "hold", "text": "我们正在确认"})
    assert held.headers["location"] == "/desk?done=held"
    assert "试用期多久" in log_in("zhao").get("/desk").text
    assert submit(log_in("zhao"), path, {"action": "answer", "text": "试用期六个月"}).status_code == 303
    assert "试用期多久" not in log_in("zhao").get("/desk").text
    with database.unit(Actor.service(), NOW) as unit:
        clock = sla.clock_of(unit, ClockKind.ANSWER, desk.question_id)
        assert clock is not None
        assert clock.outcome is Outcome.MET


def test_a_question_is_handed_on_without_a_new_clock(log_in: LogIn, desk: Desk, database: Database) -> None:
    path = f"/desk/questions/{desk.question_id}"
    with database.unit(Actor.service(), NOW) as unit:
        before = sla.clock_of(unit, ClockKind.ANSWER, desk.question_id)
    assert submit(log_in("zhao"), path, {"action": "reassign", "owner": "", "reason": WHY}).status_code == 422
    stranger = {"action": "reassign", "owner": str(desk.staff["auditor"]), "reason": WHY}
    assert submit(log_in("zhao"), path, stranger).status_code == 422
    handed = {"action": "reassign", "owner": str(desk.staff["wang"])}
    unexplained = submit(log_in("zhao"), path, handed)
    assert unexplained.status_code == 422
    assert 'id="reason-error">' in unexplained.text
    assert 'id="reason-error"></p>' not in unexplained.text
    assert submit(log_in("zhao"), path, handed | {"reason": WHY}).status_code == 303
    with database.unit(Actor.service(), NOW) as unit:
        after = sla.clock_of(unit, ClockKind.ANSWER, desk.question_id)
        assert [line.question_id for line in questions.questions_owned_by(unit, desk.staff["wang"])] == [
            desk.question_id
        ]
    assert before is not None
    assert after is not None
    assert (before.id, before.due_at) == (after.id, after.due_at)


def test_another_owners_question_answers_like_a_missing_one(log_in: LogIn, desk: Desk) -> None:
    assert log_in("wang").get(f"/desk/questions/{desk.question_id}").status_code == 404
    assert log_in("wang").get(f"/desk/questions/{desk.interview_id}").status_code == 404
    assert log_in("recruiter").get(f"/desk/questions/{desk.question_id}").status_code == 200


def test_no_address_on_the_desk_holds_a_personal_value(log_in: LogIn) -> None:
    import re

    for who in ("wang", "zhao"):
        links = re.findall(r'(?:href|action)="([^"]*)"', log_in(who).get("/desk").text)
        assert not [link for link in links if not re.fullmatch(r"[#/\w?.=&-]*", link)], links
