"""Great Expectations at the two borders of the warehouse, reconciliation with the core, import cleaning."""
