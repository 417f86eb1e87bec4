"""Dagster: the refresh as assets by stage, its schedule, the live loop. Orchestrates, computes nothing."""
