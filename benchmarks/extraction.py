"""Reading changed rows out of PostgreSQL into DuckDB: ADBC and Arrow beside pandas in chunks."""

from pathlib import Path

import adbc_driver_postgresql.dbapi as adbc
import duckdb
import pandas as pd
from sqlalchemy import create_engine

from app.kit.embedded import start_embedded
from benchmarks.timing import Measured, side_by_side

CHUNK = 50_000
FILL = """
create table clocks as
select gen_random_uuid()::text as id, 'feedback' as kind,
    timestamp '2026-01-01' + n * interval '1 minute' as started_at,
    timestamp '2026-01-02' + n * interval '1 minute' as due_at, mod(n, 3) = 0 as is_met, n as amount
from generate_series(1, %(rows)s) as n
"""


def measure(folder: Path, rows: int) -> Measured:
    """Fills an embedded server with `rows` rows and reads them in both ways."""
    server = start_embedded(folder / "postgres")
    url = server.get_uri()
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1))
    with engine.begin() as connection:
        connection.exec_driver_sql(FILL, {"rows": rows})
    try:
        return side_by_side(
            "extraction",
            amount=rows,
            what="rows",
            ours=("ADBC, Arrow", lambda: _by_arrow(url)),
            peer=("pandas, chunks", lambda: _by_pandas(engine)),
        )
    finally:
        engine.dispose()
        server.cleanup()


def _by_arrow(url: str) -> None:
    with adbc.connect(url) as core, core.cursor() as cursor, duckdb.connect() as warehouse:
        cursor.execute("select * from clocks")
        warehouse.register("landed", cursor.fetch_record_batch())
        warehouse.execute("create table clocks as from landed")


def _by_pandas(engine: object) -> None:
    with duckdb.connect() as warehouse:
        for number, frame in enumerate(pd.read_sql("select * from clocks", engine, chunksize=CHUNK)):
            warehouse.register("landed", frame)
            warehouse.execute("insert into clocks from landed" if number else "create table clocks as from landed")
