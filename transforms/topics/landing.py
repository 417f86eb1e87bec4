"""Groups the questions of a build file: reads their masked texts, writes their groups beside them.

How a question is grouped is in `grouping`; this is what the refresh calls before dbt.
"""

from dataclasses import fields

import duckdb
import pandas as pd

from transforms.topics.grouping import QuestionGroup, QuestionText, group_questions

QUESTIONS = "raw.raw_core__questions"
GROUPS = "raw.raw_topics__question_groups"
TYPES = {
    "question_id": "VARCHAR",
    "topic": "VARCHAR",
    "canonical_id": "VARCHAR",
    "canonical_text": "VARCHAR",
    "confidence": "DOUBLE",
    "is_new_group": "BOOLEAN",
}


def land_question_groups(connection: duckdb.DuckDBPyConnection) -> int:
    """Writes the group of every question (one row each); answers how many there are."""
    rows = connection.execute(f"select id, text_masked from {QUESTIONS} order by id").fetchall()
    groups = group_questions([QuestionText(question_id, text) for question_id, text in rows])
    assert {field.name for field in fields(QuestionGroup)} == set(TYPES)
    frame = pd.DataFrame([vars(group) for group in groups], columns=list(TYPES))
    connection.register("groups", frame)
    selected = ", ".join(f"cast({column} as {kind}) as {column}" for column, kind in TYPES.items())
    connection.execute(f"create or replace table {GROUPS} as select {selected} from groups")
    connection.unregister("groups")
    return len(groups)


def is_grouped(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether every question has its row, and no other has one."""
    try:
        found = connection.execute(
            f"select count(*) from {QUESTIONS} as questions full join {GROUPS} as groups "
            "on questions.id = groups.question_id where questions.id is null or groups.question_id is null"
        ).fetchone()
    except duckdb.CatalogException:  # nothing was grouped yet
        return False
    return found is not None and found[0] == 0
