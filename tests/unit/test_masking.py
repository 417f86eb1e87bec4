"""Masking: nothing that identifies a person is left for analysis, and harmless numbers stay."""

import pytest

from app.kit.masking import mask_text


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("发到 zhang.san+hr@mail.example.com 可以吗", "发到 [email] 可以吗"),
        ("ｚｈａｎｇ＠ｍａｉｌ．ｅｘａｍｐｌｅ", "[email]"),
        ("我的电话13812345678", "我的电话[phone]"),
        ("我的电话138 1234 5678，谢谢", "我的电话[phone]，谢谢"),
        ("手机：１３８１２３４５６７８。", "手机：[phone]。"),
        ("+86 138-1234-5678 联系", "[phone] 联系"),
        ("座机010-62345678转801", "座机[phone]"),
        ("(0755)26543210", "[phone]"),
        ("call +44 20 7946 0958 please", "call [phone] please"),
        ("热线400-810-1234", "热线[phone]"),
        ("身份证11010519491231002X", "身份证[id]"),
        ("身份证 110105 19491231 0021", "身份证 [id]"),
        ("卡号 6222 0212 3456 7890 123", "卡号 [number]"),
        ("微信/QQ 12345678", "微信/QQ [number]"),
        ("看 https://jobs.example/x?id=1，谢谢", "看 [url]，谢谢"),
        ("见www.example.com/abc 第二条", "见[url] 第二条"),
        ("官网 echo-bank.com.cn 上写的", "官网 [url] 上写的"),
    ],
)
def test_what_identifies_is_masked(text: str, masked: str) -> None:
    assert mask_text(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "年薪30万到50万？",
        "2026年3月15日之前有结果吗",
        "2026-03-15 10:00 可以吗",
        "996 还是 955？",
        "试用期6个月，转正后？",
        "Is it 9:00-18:00?",
        "第1轮：和谁？",
    ],
)
def test_harmless_numbers_stay(text: str) -> None:
    assert mask_text(text) == text


def test_names_are_masked_wherever_they_stand() -> None:
    assert (
        mask_text("李晓雯老师和 Anna Li 都说了, ANNA LI!", ["李晓雯", "Anna Li"])
        == "[name]老师和 [name] 都说了, [name]!"
    )


def test_the_longer_name_wins_and_latin_names_are_whole_words() -> None:
    assert mask_text("欧阳晓明, Annabel", ["欧阳", "欧阳晓明", "Anna"]) == "[name], Annabel"


def test_a_name_of_one_character_is_not_masked() -> None:
    assert mask_text("李子好吃", ["李"]) == "李子好吃"


def test_masking_twice_changes_nothing() -> None:
    once = mask_text("电话13812345678，a@b.example", ["王五"])
    assert mask_text(once, ["王五"]) == once
