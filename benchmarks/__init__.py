"""Reproducible measurements, each beside a peer in the same run on the same data: `make bench`."""
