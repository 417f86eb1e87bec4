"""Rules of messages: what asks for the status, and what does not."""

import pytest

from app.demo import words
from app.messages.rules import asks_for_status


@pytest.mark.parametrize(
    "body",
    [
        *words.STATUS_REQUESTS,
        "面试结果怎么样了？",
        "什么时候能通知我？",
        "Just following up on my interview.",
        "还没收到通知",
    ],
)
def test_asking_where_things_stand_is_a_chase(body: str) -> None:
    assert asks_for_status(body)


@pytest.mark.parametrize(
    "body",
    [
        *words.OTHER_MESSAGES,
        "谢谢您今天的时间。",
        "Thank you, see you on Monday.",
        "年终奖一般几个月？",
        "我把简历更新了。",
    ],
)
def test_other_messages_are_not(body: str) -> None:
    assert not asks_for_status(body)
