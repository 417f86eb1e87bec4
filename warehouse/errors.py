"""What can go wrong with the warehouse, as people may see it: one sentence and the mend.

No value of any row stands in these messages.
"""

from http import HTTPStatus

from app.kit.errors import Conflict, HuiyinError, Invalid, Unavailable


class RefreshBusy(Conflict):
    """Another process holds the refresh lease."""

    code = "refresh_busy"
    message = "Another refresh is running."
    mend = "Wait until it has ended; it takes what is new with it."


class WarehouseMissing(Unavailable):
    code = "warehouse_missing"
    message = "There is no published warehouse yet."
    mend = "Run `huiyin refresh`."


class WarehouseOlder(Unavailable):
    code = "warehouse_older"
    message = "The published warehouse was made by an older version of the program."
    mend = "Run `huiyin refresh`."


class NoSuchVersion(HuiyinError):
    code = "no_such_version"
    status = HTTPStatus.NOT_FOUND
    message = "There is no warehouse version {version}."
    mend = "The kept versions stand in the table meta_versions."


class NoSuchAudience(Invalid):
    code = "no_such_audience"
    message = "There is no warehouse file for {audience}."
    mend = "Choose analyst or leadership."


class BuildFileOpen(Conflict):
    """A write-ahead file lies beside the build file: what would be copied may be stale."""

    code = "build_file_open"
    message = "The build file of the warehouse was not closed."
    mend = "Run `huiyin refresh` again; it settles the file first."


class BuildFileBroken(HuiyinError):
    code = "build_file_broken"
    message = "The build file of the warehouse can't be read."
    mend = "Remove build.duckdb from the folder warehouse and run `huiyin refresh --full`."


class DiskFull(Unavailable):
    code = "disk_full"
    message = "The disk is full; the published warehouse is unchanged."
    mend = "Free some space and run `huiyin refresh` again."


class LimitOutOfRange(Invalid):
    code = "limit_out_of_range"
    message = "{limit} must lie between {least} and {most}."
    exit_code = 2


class QueriesBusy(Unavailable):
    code = "queries_busy"
    message = "No place is free for a query: {count} may run at the same time."
    mend = "Try again in a moment."


class QueryCancelled(Conflict):
    code = "query_cancelled"
    message = "The query was cancelled."


class QueryRefused(Invalid):
    """The query can't be run. `reason` is one sentence of the engine, in English, about the query's own words."""

    code = "query_refused"
    message = "The query can't be run: {reason}"


class QueryEmpty(QueryRefused):
    code = "query_empty"
    message = "There is no query."
    mend = "Write one, for example: select kind, due_count from rpt_sla_summary"


class QueryNotOne(QueryRefused):
    code = "query_not_one"
    message = "There is more than one query."
    mend = "Ask one query at a time; PIVOT needs its values listed (in ('a', 'b'))."


class QueryOnlyReading(QueryRefused):
    code = "query_only_reading"
    message = "The query may only read the published tables: no files, no network, no settings, no writing."
    mend = "Use SELECT, DESCRIBE, SUMMARIZE or SHOW TABLES."


class QueryTooLong(QueryRefused):
    code = "query_too_long"
    message = "The query is longer than {limit} characters."


class QuerySyntax(QueryRefused):
    code = "query_syntax"
    message = "The query is not understood at line {line}, column {column}, near “{near}”."
    mend = "Look at the words, commas and brackets just before that place."


class QueryEndsEarly(QueryRefused):
    code = "query_ends_early"
    message = "The query ends too early, at line {line}, column {column}."
    mend = "Something is missing at its end, or a bracket or quote is not closed."


class QueryUnknownTable(QueryRefused):
    code = "query_unknown_table"
    message = "There is no table {name} for this audience."
    mend = "The nearest names are {nearest}; SHOW TABLES lists all."


class QueryUnknownColumn(QueryRefused):
    code = "query_unknown_column"
    message = "There is no column {name} here."
    mend = "The nearest names are {nearest}; DESCRIBE and a table's name list its columns."


class QueryUnknownFunction(QueryRefused):
    code = "query_unknown_function"
    message = "There is no function {name}."
    mend = "The nearest names are {nearest}."


class QueryValue(QueryRefused):
    code = "query_value"
    message = "A value can't be turned into the type that the query asks for."
    mend = "TRY_CAST gives NULL where a value does not fit."


class QueryRange(QueryRefused):
    code = "query_range"
    message = "A result of the query is out of range of its type."
    mend = "Cast to a wider type first, for example to DOUBLE."


class QueryFailed(QueryRefused):
    """An error whose words may quote a row: only its kind is said."""

    code = "query_failed"
    message = "The query can't be run ({kind})."
    mend = "An argument of a function may not fit, or the engine can't do this: try a simpler form."


class QueryTooCostly(Invalid):
    """The query met a limit of the cage: that of time, or the one that its kind names."""

    code = "query_too_costly"
    message = "The query took longer than {seconds:g} seconds and was stopped."
    mend = "Filter or group more, or allow it more time."


class QueryTooMuchMemory(QueryTooCostly):
    code = "query_too_much_memory"
    message = "The query needs more memory than the {memory} MiB that it may have."
    mend = "Filter or group more, or take fewer columns."


class QueryTooMuchDisk(QueryTooCostly):
    code = "query_too_much_disk"
    message = "The query puts more aside on disk than the {spill} MiB that it may have."
    mend = "Filter or group more, or take fewer columns."


class QueryRowTooLarge(QueryTooCostly):
    code = "query_row_too_large"
    message = "One row alone is larger than the {size} MiB that a result may have."
    mend = "Take fewer columns, or shorten long texts and lists."
