"""Chasing what is late, each rung at most once, with a ledger."""
