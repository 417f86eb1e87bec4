"""Grouping of questions: the same for the same text, whatever stands around it."""

from pathlib import Path
from random import Random

import pandas as pd
import pytest

from app.kit.errors import BadInput
from transforms.topics import QuestionText, group_file, group_questions, group_texts, split_questions
from transforms.topics.catalogue import canonicals

TEXTS = [
    "请问加班多吗？",
    "加班多吗",
    "How much overtime is there?",
    "年终奖怎么发",
    "When will I hear back?",
    "办公室养猫吗",
]


def test_each_wording_of_the_catalogue_finds_its_own_question() -> None:
    wordings = [(wording, canonical) for canonical in canonicals() for wording in canonical.wordings]
    groups = group_texts([wording for wording, _ in wordings])
    wrong = [
        wording
        for (wording, canonical), group in zip(wordings, groups, strict=True)
        if group.canonical_id != canonical.canonical_id
    ]
    assert not wrong


def test_the_catalogue_covers_the_topics_of_the_domain() -> None:
    assert len({canonical.topic for canonical in canonicals()}) == 22
    assert len(canonicals()) >= 85


def test_one_answer_serves_both_languages() -> None:
    groups = group_texts(TEXTS)
    assert {group.canonical_id for group in groups[:3]} == {"overtime"}
    assert {group.canonical_text for group in groups[:3]} == {"加班多吗？"}
    assert groups[3].topic == "bonus_equity"
    assert groups[4].canonical_id == "when_result"


def test_what_fits_nothing_starts_a_group_of_its_own() -> None:
    first, second, other = group_texts(["zxqv wplm kkj", "Zxqv wplm kkj!", "qqrs uuvw"])
    assert first == second
    assert first.is_new_group
    assert first.canonical_id != other.canonical_id


def test_groups_do_not_depend_on_the_order_of_rows() -> None:
    texts = [wording + tail for c in canonicals() for wording in c.wordings for tail in ("", " 呢", " zxqv")]
    shuffled = Random(7).sample(texts, len(texts))
    by_text = dict(zip(texts, group_texts(texts), strict=True))
    assert dict(zip(shuffled, group_texts(shuffled), strict=True)) == by_text


def test_copies_of_a_question_get_one_group() -> None:
    questions = [
        QuestionText(str(number), text)
        for number, text in enumerate(["办公室养猫吗", "办公室养猫吗？", " 办公室养猫吗 "])
    ]
    groups = group_questions(questions)
    assert [group.question_id for group in groups] == ["0", "1", "2"]
    assert len({group.canonical_id for group in groups}) == 1


@pytest.mark.parametrize("text", ["", "   ", "？", "😀", "a"])
def test_a_text_without_words_is_grouped_too(text: str) -> None:
    (group,) = group_texts([text])
    assert group.topic


def test_no_texts_are_no_groups() -> None:
    assert group_texts([]) == []
    assert group_questions([]) == []


def test_a_text_that_asks_twice_is_split() -> None:
    assert split_questions("加班多吗？年终奖怎么发？谢谢") == ["加班多吗", "年终奖怎么发"]
    assert split_questions("谢谢") == ["谢谢"]


def test_a_file_keeps_its_rows_and_columns(tmp_path: Path) -> None:
    source, target = tmp_path / "q.csv", tmp_path / "g.csv"
    source.write_text("lang,text,topic\nzh,加班多吗？年终奖怎么发？,x\nen,,y\n", encoding="utf-8-sig")
    assert group_file(source, target) == 2
    frame = pd.read_csv(target, keep_default_na=False)
    names = ["text", "topic", "canonical_id", "canonical_text", "confidence", "is_new_group", "also"]
    assert list(frame.columns) == [*names, "lang", "input_topic"]
    assert frame["canonical_id"][0] == "overtime"
    assert list(frame["also"]) == ["year_end_bonus", ""]


@pytest.mark.parametrize("content", [b"", b"question\nx\n", "text\n加班\n".encode("gb18030")])
def test_a_file_that_cannot_be_used_writes_nothing(content: bytes, tmp_path: Path) -> None:
    source, target = tmp_path / "q.csv", tmp_path / "g.csv"
    source.write_bytes(content)
    with pytest.raises(BadInput):
        group_file(source, target)
    assert not target.exists()


def test_a_new_group_is_called_as_it_was_written() -> None:
    texts = ["zxqv WPLM Kkj?", "ZXQV wplm kkj"]
    for given in (texts, texts[::-1]):
        groups = group_texts(given)
        assert {group.canonical_text for group in groups} == {"ZXQV wplm kkj"}, "whatever the order"
        assert all(group.is_new_group for group in groups)
