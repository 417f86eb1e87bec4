"""Consent by purpose, with the notice that was shown, and what candidates ask about their data."""
