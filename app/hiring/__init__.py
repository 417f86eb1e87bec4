"""From the requisition to the round decision: plans, applications, interviews, panels."""
