"""Texts that ask the same: Chinese, English, mixed; the same order every time."""

from transforms.topics.similar import SimilarQuestions

KNOWN = [
    "加班多吗？",
    "年终奖怎么发？",
    "How much overtime is there?",
    "试用期多久？",
    "What is the team size?",
    "办公室可以带猫吗？",
]


def _found(query: str, texts: list[str]) -> list[str]:
    return [texts[index] for index, _ in SimilarQuestions().rank(query, texts)]


def test_the_likest_comes_first_whatever_the_language() -> None:
    assert _found("请问平时加班多不多", KNOWN)[0] == "加班多吗？"
    assert _found("overtime, how much?", KNOWN)[0] == "How much overtime is there?"
    assert _found("team size 多大？", KNOWN)[0] == "What is the team size?"


def test_the_same_text_scores_one_and_others_less() -> None:
    ranked = SimilarQuestions().rank("您好，请问加班多吗", KNOWN)
    assert ranked[0] == (0, 1.0)
    assert all(0 < score < 1 for _, score in ranked[1:])


def test_what_is_like_nothing_finds_nothing() -> None:
    assert _found("zzz qqq", KNOWN) == []
    assert _found(" ", KNOWN) == []
    assert _found("加班多吗", []) == []


def test_the_order_depends_on_the_texts_alone() -> None:
    finder = SimilarQuestions()
    before = finder.rank("加班多吗", KNOWN)
    finder.rank("团队多少人", [*KNOWN[2:], "食堂好吃吗", "食堂好吃吗"])
    assert finder.rank("加班多吗", KNOWN) == before == SimilarQuestions().rank("加班多吗", KNOWN)
    grown = [*KNOWN, "加班有加班费吗"]
    assert finder.rank("加班多吗", grown) == SimilarQuestions().rank("加班多吗", grown)
