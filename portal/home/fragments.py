"""What happens around here, while one looks."""

from collections.abc import Iterable
from typing import Any

from portal.fragments import live
from portal.home import queries
from portal.issues.words import EVENTS
from portal.journal import Event, Verb

EVERYWHERE = 0
"""The one key of what is about the whole subdistrict."""
MOVING = (*queries.NEWS, Verb.DECLINE)


def everywhere(event: Event) -> Iterable[int]:
    """Whatever happens to an issue is news."""
    return [EVERYWHERE] if event.issue_id else []


@live("home/_latest", kind="news", part="latest", on=MOVING, keys=everywhere)
def latest(key: int) -> dict[str, Any]:
    """A page of the latest."""
    return news(queries.PAGE)


@live("home/_recent", kind="news", part="recent", on=MOVING, keys=everywhere)
def recent(key: int) -> dict[str, Any]:
    """The few latest lines."""
    return news(queries.RECENT)


def news(most: int, before: int | None = None) -> dict[str, Any]:
    """The lines, and whether there are older ones."""
    found = queries.latest(most=most, before=before)
    return {"events": found[:most], "more": len(found) > most, "words": EVENTS}
