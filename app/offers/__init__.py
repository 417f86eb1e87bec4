"""What is offered to a candidate: versions, approval, expiry, the candidate's decision."""
