"""The one place where the portal asks what time it is."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present moment, aware, in UTC; views pass it on, verbs and rules never call it."""
    return datetime.now(UTC)
