"""From when a candidate sees the panel, and which sessions are shared: pure rules."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from app.hiring.errors import CapacityInvalid, LinkInvalid
from app.hiring.models import PanelShown, PanelShownFrom
from app.hiring.rules import is_shared, panel_visible_from, require_capacity, require_link

START = datetime(2026, 3, 6, 1, 0, tzinfo=UTC)  # 09:00 in Shanghai
CONFIRMED = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
DAY_BEFORE = datetime(2026, 3, 4, 16, 0, tzinfo=UTC)  # 5 March, 00:00 in Shanghai


@pytest.mark.parametrize(
    ("shown", "shown_from", "confirmed", "expected"),
    [
        ("names", "confirmed", CONFIRMED, CONFIRMED),
        ("roles", "day_before", CONFIRMED, DAY_BEFORE),
        ("roles", "day_before", DAY_BEFORE + timedelta(hours=5), DAY_BEFORE + timedelta(hours=5)),
        ("names", "start", CONFIRMED, START),
        ("names", "confirmed", None, None),
        ("nothing", "confirmed", CONFIRMED, None),
    ],
)
def test_the_panel_is_seen_from_when_the_round_says(
    shown: str, shown_from: str, confirmed: datetime | None, expected: datetime | None
) -> None:
    assert (
        panel_visible_from(PanelShown(shown), PanelShownFrom(shown_from), confirmed, START, "Asia/Shanghai") == expected
    )


def test_a_session_is_shared_when_it_goes_on_without_the_candidate() -> None:
    assert not is_shared(1, None, is_open=False)
    assert is_shared(2, None, is_open=False)
    assert is_shared(1, None, is_open=True)
    assert is_shared(1, UUID(int=1), is_open=False)


@pytest.mark.parametrize("link", ["ftp://x.example/1", "https://", "https:// x.example", "https://x.example/\u2028"])
def test_links_that_no_one_should_open_are_refused(link: str) -> None:
    with pytest.raises(LinkInvalid):
        require_link(link)


def test_good_links_pass() -> None:
    require_link(None)
    require_link("https://meet.bank.example:8443/42?pwd=a%20b")


@pytest.mark.parametrize("capacity", [0, -1, 501])
def test_a_session_has_a_sane_number_of_places(capacity: int) -> None:
    with pytest.raises(CapacityInvalid):
        require_capacity(capacity)
