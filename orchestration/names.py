"""The assets' names, in one place, so that steps, selection and assets agree. Asset = table = model."""

LANDING_GROUP = "landing"
REFRESH = "raw_meta__refresh"
TOPICS = "raw_topics__question_groups"
PUBLISHED = "published_warehouse"
NUDGES = "nudges_dispatched"


def landing_key(table: str) -> str:
    """The asset of a core table: the name of its landing table."""
    return f"raw_core__{table}"
