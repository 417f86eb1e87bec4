"""Consent by purpose: given, withdrawn, with the notice that was shown. Rights requests come here."""
