"""Dagster: only orchestrates. Each asset calls one function that lives elsewhere."""
