"""The one place where the portal asks what time it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_stopped: ContextVar[datetime | None] = ContextVar("stopped", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC; views pass it on, verbs and rules never call it."""
    return _stopped.get() or datetime.now(UTC)


@contextmanager
def standing_still(at: datetime) -> Iterator[None]:
    """Let it be this moment in what is shown within: the gallery looks the same every day."""
    before = _stopped.set(at)
    try:
        yield
    finally:
        _stopped.reset(before)
