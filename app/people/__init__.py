"""Who is here: departments, staff, roles, log-ins, candidates."""
