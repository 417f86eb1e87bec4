"""The trigger that writes change rows: per statement, so that an import of ten thousand rows
costs one insert and not ten thousand.
"""

FUNCTION = """
create or replace function record_change() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if tg_op = 'DELETE' then
    insert into change_rows (table_name, row_id, op)
    select tg_table_name, id::text, 'delete' from old_rows;
  else
    insert into change_rows (table_name, row_id, op)
    select tg_table_name, id::text, lower(tg_op) from new_rows;
  end if;
  perform pg_notify('huiyin_change', '');
  return null;
end $$
"""


def statements(table: str) -> list[str]:
    """The statements that make `table` a recorded one; safe to repeat."""
    rows = {"insert": "new table as new_rows", "update": "new table as new_rows", "delete": "old table as old_rows"}
    return [
        f"create or replace trigger record_{op} after {op} on {table} "
        f"referencing {transition} for each statement execute function record_change()"
        for op, transition in rows.items()
    ]
