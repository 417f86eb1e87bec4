"""The dbt project builds, from nothing and from a small company, and its checks see dirt."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.integration.transforms.conftest import AS_OF, Builder, Built, clock, company, refresh
from transforms.dbt_runner import PROJECT_DIR, DbtFailedError, build, metric_contracts

MARTS = "select table_name from duckdb_tables() where schema_name = 'marts'"


@pytest.fixture(scope="module")
def empty(build_landing: Builder) -> Built:
    return build_landing({})


@pytest.fixture(scope="module")
def small(build_landing: Builder) -> Built:
    early, due, late = (datetime(2026, 3, day, 9, 30, tzinfo=UTC) for day in (4, 5, 6))
    seat = {"interview_id": "int", "staff_id": "ann", "is_required": True}
    answer = {"kind": "answer", "owner_staff_id": "ann"}
    return build_landing(
        company()
        | {
            "interviews": [{"id": "int", "application_id": "app", "round_id": "round", "status": "held"}],
            "panel_members": [{"id": "seat", **seat}, {"id": "other", **seat, "staff_id": "head"}],
            "feedback": [{"id": "fb", "panel_member_id": "seat", "status": "submitted", "submitted_at": early}],
            "questions": [
                {"id": "q1", "interview_id": "int", "application_id": "app", "text_masked": "?", "asked_at": early},
                {"id": "q2", "interview_id": "int", "application_id": "app", "text_masked": "?", "asked_at": late},
            ],
            "raw_topics__question_groups": [
                {"question_id": "q1", "topic": "hours", "canonical_id": "overtime", "canonical_text": "Overtime?"}
            ],
            "sla_clocks": [
                clock("kept", subject_id="seat", stopped_at=early, outcome="met"),
                clock("open", subject_id="other"),
                clock("asked", subject_id="q1", stopped_at=due, outcome="met", **answer),
                clock("history", origin="imported"),
            ],
        }
    )


def test_empty_landing_tables_build_to_empty_marts(empty: Built) -> None:
    assert empty.result.succeeded, empty.result.failed
    marts = [name for (name,) in empty.rows(MARTS)]
    filled = [name for name in marts if empty.rows(f"select count(*) from marts.{name}") != [(0,)]]
    assert len(marts) == 20
    assert filled == ["meta_metrics"]
    assert empty.rows("select count(*) from marts.meta_metrics") == [(len(metric_contracts()),)]


def test_nothing_stays_beside_the_build_file(empty: Built) -> None:
    assert [path.name for path in empty.file.parent.iterdir()] == [empty.file.name]


def test_every_business_rule_holds_in_its_unit_test(empty: Built, state_dir: Path) -> None:
    result = build(
        PROJECT_DIR, empty.file, "test_type:unit", state_dir=state_dir, command="test", exclude_resource_types=()
    )
    assert len(result.nodes) >= 12
    assert not result.failed, [node.message for node in result.failed]


def test_a_small_company_counts_as_it_lived(small: Built) -> None:
    assert small.result.succeeded, small.result.failed
    counts = "due_count, on_time_count, overdue_open_count, imported_count"
    assert small.rows(
        f"select kind, {counts} from marts.rpt_sla_summary where scope = 'all' and period = 'all_time' order by kind"
    ) == [("answer", 1, 1, 0, 0), ("feedback", 3, 1, 2, 1)]
    assert small.rows("select question_id, canonical_id, is_answer_on_time from marts.fct_questions") == [
        ("q1", "overtime", True)
    ]
    assert small.rows("select submitted_feedback_count, required_feedback_count from marts.fct_interviews") == [(1, 2)]


def test_the_nudge_list_holds_due_rungs_of_live_clocks(small: Built) -> None:
    listed = small.rows(
        "select clock_id, rung, recipient_staff_id, is_highest_due_rung"
        " from marts.rpt_nudges order by rung, recipient_role"
    )
    assert listed == [
        ("open", 1, "ann", False),
        ("open", 2, "ann", False),
        ("open", 3, "ann", True),
        ("open", 3, "rita", True),
    ]


def test_an_instant_outside_the_calendar_is_found(build_landing: Builder) -> None:
    beyond = clock("far", due_at=datetime(2031, 1, 1, tzinfo=UTC))
    built = build_landing(company() | {"sla_clocks": [beyond]})
    failed = [node.unique_id for node in built.result.failed if node.resource_type == "test"]
    assert any("every_clock_event_lies_within_its_calendar" in unique_id for unique_id in failed)


def test_two_rows_of_one_key_are_found(build_landing: Builder) -> None:
    built = build_landing(company() | {"sla_clocks": [clock("twice"), clock("twice")]})
    assert [node for node in built.result.failed if "key_stg_core__sla_clocks" in node.unique_id]


def test_an_error_does_not_repeat_what_a_row_holds(build_landing: Builder) -> None:
    ladder = [{"rung": "Zhang San", "anchor": "due", "offset": 0, "unit": "share", "to": ["owner"]}]
    built = build_landing(company() | {"sla_policies": [{"id": "policy", "ladder": ladder}]})
    assert built.result.failed
    assert not [node for node in built.result.nodes if "Zhang" in node.message]


def test_a_part_of_the_project_builds_alone(small: Built, state_dir: Path) -> None:
    result = build(PROJECT_DIR, small.file, "fct_questions+", state_dir=state_dir, command="run")
    assert {node.unique_id.split(".")[-1] for node in result.nodes} == {
        "fct_questions",
        "rpt_most_asked",
        "rpt_most_asked_summary",
    }


def test_a_project_that_cannot_be_read_is_an_error_of_our_own(tmp_path: Path, state_dir: Path) -> None:
    (tmp_path / "metrics.yml").write_text("metrics: []", encoding="utf-8")
    (tmp_path / "dbt_project.yml").write_text("name: [", encoding="utf-8")
    with pytest.raises(DbtFailedError):
        build(tmp_path, tmp_path / "build.duckdb", state_dir=state_dir)


def test_as_of_an_earlier_moment_the_stopped_is_still_open(build_landing: Builder) -> None:
    before = refresh(datetime(2026, 3, 5, 10, 0, tzinfo=UTC))
    stopped = clock("later", stopped_at=datetime(2026, 3, 5, 10, 0, 1, tzinfo=UTC), outcome="missed")
    built = build_landing(company() | before | {"sla_clocks": [stopped]})
    assert built.rows("select outcome, stopped_at, is_overdue_open from marts.fct_sla_clocks") == [
        ("running", None, True)
    ]


def test_a_moved_promise_is_two_clocks_of_which_the_newest_is_nudged(build_landing: Builder) -> None:
    """The first was due and is open, so it is late; the second, due an hour ago, is the task. Two rest."""
    first_due, second_due = AS_OF - timedelta(hours=30), AS_OF - timedelta(hours=1)
    moved = {"subject_id": "seat", "started_at": AS_OF - timedelta(hours=50)}
    rests = {"paused_at": AS_OF - timedelta(hours=32)}
    built = build_landing(
        company()
        | {
            "sla_clocks": [
                clock("first", due_at=first_due, replaced_at=AS_OF - timedelta(hours=40), **moved),
                clock("second", due_at=second_due, replaces_clock_id="first", has_own_date=True, **moved),
                clock("rests", due_at=first_due, **rests),
                clock("rested", due_at=first_due, stopped_at=first_due, outcome="met", paused_seconds=60.0),
            ]
        }
    )
    rows = built.rows(
        "select clock_id, is_overdue_open, is_moved, is_replaced, is_paused, paused_seconds"
        " from marts.fct_sla_clocks order by clock_id"
    )
    assert rows == [
        ("first", True, False, True, False, 0.0),
        ("rested", False, False, False, False, 60.0),
        ("rests", False, False, False, True, 0.0),
        ("second", True, True, False, False, 0.0),
    ]
    assert built.rows("select distinct clock_id from marts.rpt_nudges") == [("second",)]
    # The event is measured once, from the first promise; both promises count as due.
    assert built.rows(
        "select due_count, overdue_open_count, not_yet_due_count, completed_count, paused_count"
        " from marts.rpt_sla_summary where scope = 'all' and period = 'all_time'"
    ) == [(3, 2, 1, 1, 2)]
