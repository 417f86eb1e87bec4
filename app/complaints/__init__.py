"""What a candidate complains about, and how it was resolved."""
