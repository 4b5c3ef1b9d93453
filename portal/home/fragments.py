"""What happens around here, while one looks."""

from collections.abc import Iterable
from typing import Any

from portal.ballots import words
from portal.clock import now
from portal.fragments import live
from portal.home import queries, seats
from portal.issues.lifecycle import State
from portal.issues.words import EVENTS, STATES
from portal.journal import Event, Verb

Inputs = dict[str, Any]

EVERYWHERE = 0
"""The one key of what is about the whole subdistrict."""
MOVING = (*queries.NEWS, Verb.DECLINE)
VOTING = (*MOVING, Verb.CAST)
ASKED = (State.ACCEPTED, State.REFERRED, State.REOPENED)


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


def around(event: Event) -> Iterable[int]:
    """The community where it happened, and the whole subdistrict."""
    return [EVERYWHERE, event.community_id] if event.issue_id and event.community_id else []


@live("home/_asked", kind="place", part="asked", on=(*MOVING, Verb.SUPPORT), keys=around)
def asked(place: int) -> Inputs:
    """What residents ask for that is on its way."""
    return {"place": place, "rows": queries.newest(ASKED, place), "states": STATES}


@live("home/_agenda", kind="place", part="agenda", on=(*MOVING, Verb.COMMENT), keys=around)
def agenda(place: int) -> Inputs:
    """What a council is talking about."""
    return {"place": place, "rows": queries.newest([State.DELIBERATING], place, queries.AGENDA)}


@live("home/_votes", kind="place", part="votes", on=VOTING, keys=around)
def votes(place: int) -> Inputs:
    """What is being voted on."""
    found = queries.votes(place, now())
    return {"place": place, "votes": [(*vote, seats.filled(vote.standing)) for vote in found], "words": words}


@live("home/_decisions", kind="place", part="decisions", on=MOVING, keys=around)
def decisions(place: int) -> Inputs:
    """What was decided last."""
    return {"place": place, "decisions": queries.decisions(place, now()), "words": words}


@live("home/_done", kind="place", part="done", on=(*MOVING, Verb.RATE), keys=around)
def done(place: int) -> Inputs:
    """What got done last, and what the residents say of it."""
    return {"place": place, "rows": queries.handled(place)}


def news(most: int, before: int | None = None) -> dict[str, Any]:
    """The lines, and whether there are older ones."""
    found = queries.latest(most=most, before=before)
    return {"events": found[:most], "more": len(found) > most, "words": EVENTS}
