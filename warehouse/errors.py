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


class QueryRefused(Invalid):
    """The query can't be run; `reason` is one sentence."""

    code = "query_refused"
    message = "{reason}"


class QueryTooCostly(Invalid):
    """The query met a limit of the cage; `reason` is one sentence."""

    code = "query_too_costly"
    message = "{reason}"
    mend = "Filter or group more, or take fewer columns."
