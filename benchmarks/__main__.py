"""`make bench`: all measurements, one after the other, in a folder that is removed afterwards."""

import argparse
import tempfile
from pathlib import Path

from benchmarks import api_reading, extraction, feedback_writing, rebuilding, working_time
from benchmarks.timing import show


def main() -> None:
    """Parses `--rows`, measures, prints."""
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--rows", type=int, default=100_000, help="rows, clocks and pairs to measure with")
    rows = parser.parse_args().rows
    measured = []
    for measurement in (extraction, working_time, rebuilding, feedback_writing):
        with tempfile.TemporaryDirectory(prefix="huiyin-bench-") as folder:
            measured.append(measurement.measure(Path(folder), rows))
    show(measured)
    with tempfile.TemporaryDirectory(prefix="huiyin-bench-") as folder:
        Path(folder).chmod(0o755)  # the embedded server's user must get through
        api_reading.show(api_reading.measure(Path(folder), rows), rows)


if __name__ == "__main__":
    main()
