"""`make bench`: all measurements, one after the other, in a folder that is removed afterwards."""

import argparse
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks import api_reading, evidence, extraction, feedback_writing, rebuilding, working_time
from benchmarks.timing import show

COMPARED = {
    "extraction": extraction.measure,
    "working_time": working_time.measure,
    "rebuilding": rebuilding.measure,
    "feedback_writing": feedback_writing.measure,
    "evidence": evidence.measure,
}
READING = "api_reading"


def main() -> None:
    """Parses the options, measures, prints."""
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--rows", type=int, default=100_000, help="rows, clocks and pairs to measure with")
    parser.add_argument("--only", choices=[*COMPARED, READING], help="one measurement instead of all")
    parser.add_argument("--core", type=Path, help="folder to keep the filled core in, and to find it again")
    parser.add_argument("--workers", type=int, default=2, help="web processes that answer")
    options = parser.parse_args()
    measured = []
    for name, measure in COMPARED.items():
        if options.only in {None, name}:
            with _folder(None) as folder:
                measured.append(measure(folder, options.rows))
    if measured:
        show(measured)
    if options.only in {None, READING}:
        with _folder(options.core) as folder:
            compared = api_reading.measure(folder, options.rows, workers=options.workers)
        api_reading.show(compared, options.rows, options.workers)


@contextmanager
def _folder(kept: Path | None) -> Iterator[Path]:
    """`kept`, or a folder that is removed afterwards; the embedded server's user gets through."""
    if kept is not None:
        kept.mkdir(mode=0o755, parents=True, exist_ok=True)
        yield kept
        return
    with tempfile.TemporaryDirectory(prefix="huiyin-bench-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


if __name__ == "__main__":
    main()
