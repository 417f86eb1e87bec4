"""What interviewers say of an interview, with versions."""
