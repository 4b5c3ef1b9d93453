"""The four parts of the wall, each fresh by itself."""

from typing import Any

from flask_babel import lazy_gettext as _l

from portal.ballots import words
from portal.clock import now
from portal.fragments import live, of_community
from portal.i18n import today
from portal.issues.lifecycle import MOVES, State
from portal.issues.words import STATES, Look
from portal.journal import Verb
from portal.wall import queries

Inputs = dict[str, Any]

MOVING = (*MOVES, Verb.CLOSE_BALLOT)
VOTED = Look(_l("to be recorded"), "wait", "gavel")
"""Of an issue whose vote is over: the chair has the next word."""


@live("wall/_votes", kind="community", part="wall-votes", on=(*MOVING, Verb.CAST), keys=of_community)
def votes(community_id: int) -> Inputs:
    """The votes being taken, and how they stand as far as anybody may know."""
    at = now()
    found = queries.votes(community_id, at)
    shown = found[: queries.VOTES]
    return {"votes": shown, "more": len(found) - len(shown), "words": words, "today": today(at)}


@live("wall/_decided", kind="community", part="wall-decided", on=MOVING, keys=of_community)
def decided(community_id: int) -> Inputs:
    """What was decided today, or last."""
    lines, is_today = queries.decided(community_id, now())
    return {"lines": lines, "is_today": is_today, "states": STATES}


@live(
    "wall/_overdue",
    kind="community",
    part="wall-overdue",
    on=(*MOVING, Verb.ASSIGN, Verb.START, Verb.FINISH, Verb.RESCHEDULE),
    keys=of_community,
)
def overdue(community_id: int) -> Inputs:
    """Who is late with what."""
    on = today(now())
    return {"lines": queries.overdue(community_id, on), "today": on}


@live("wall/_ahead", kind="community", part="wall-ahead", on=MOVING, keys=of_community)
def ahead(community_id: int) -> Inputs:
    """What comes next."""
    return {"lines": queries.ahead(community_id, now()), "looks": STATES | {State.VOTING: VOTED}}
