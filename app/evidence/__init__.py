"""What was done, by whom and when: the audit log, and later its chain and bundles."""
