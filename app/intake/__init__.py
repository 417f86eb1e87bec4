"""Imports: provenance, what became of each row, quarantine."""
