"""The landing tables' shape."""

from typing import Any

from sqlalchemy import Column, Date, DateTime, MetaData, String, Table, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from warehouse.landing import create_statement, fingerprint, landing_columns, select_list


def _table(*extra: Column[Any]) -> Table:
    internal, personal = {"class": "internal"}, {"class": "personal"}
    return Table(
        "things",
        MetaData(),
        Column("id", Uuid(), info=internal),
        Column("name", String(), info=personal),
        Column("at", DateTime(timezone=True), info=internal),
        Column("day_on", Date(), info=internal),
        Column("ladder", JSONB(), info=internal),
        *extra,
    )


def test_the_types_are_those_of_the_contract_and_personal_columns_stay_out() -> None:
    assert landing_columns(_table()) == {"id": "VARCHAR", "at": "TIMESTAMP", "day_on": "DATE", "ladder": "VARCHAR"}
    assert "name" not in create_statement(_table())
    assert '"at" at time zone \'UTC\' as "at"' in select_list(_table())


def test_a_new_column_changes_the_fingerprint_but_a_personal_one_does_not() -> None:
    added = Column("note", String(), info={"class": "internal"})
    hidden = Column("note", String(), info={"class": "personal"})
    assert fingerprint(_table(added)) != fingerprint(_table()) == fingerprint(_table(hidden))
