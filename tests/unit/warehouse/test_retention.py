"""Which published versions stay."""

from datetime import UTC, datetime, timedelta

from warehouse.retention import kept

NOW = datetime(2026, 3, 10, 12, 30, tzinfo=UTC)


def _every(minutes: int, days: int) -> list[tuple[str, datetime]]:
    moments = [NOW - timedelta(minutes=minutes * number) for number in range(days * 24 * 60 // minutes)]
    return [(moment.isoformat(), moment) for moment in moments]


def test_the_last_twenty_stay_however_close_they_are() -> None:
    versions = _every(1, 1)
    assert {version for version, _ in versions[:20]} <= kept(versions, NOW)


def test_of_two_days_one_an_hour_stays_and_before_that_one_a_day() -> None:
    versions = _every(10, 10)
    keep = kept(versions, NOW)
    stayed = sorted((moment for version, moment in versions if version in keep), reverse=True)
    hourly = [moment for moment in stayed[20:] if NOW - moment <= timedelta(days=2)]
    daily = [moment for moment in stayed if NOW - moment > timedelta(days=2)]
    assert len(stayed[:20]) == 20
    assert {moment.minute for moment in hourly} == {50}  # the newest of its hour
    assert 44 <= len(hourly) <= 46
    assert len({moment.date() for moment in daily}) == len(daily) == 9


def test_few_versions_all_stay_and_none_is_none() -> None:
    assert kept(_every(60, 1)[:3], NOW) == {version for version, _ in _every(60, 1)[:3]}
    assert kept([], NOW) == set()
