"""Which things the gallery shows: each kind in every state that it can be in, and to whom."""

from collections.abc import Callable
from typing import Any

from portal.gallery.town import Town

Build = Callable[[Town], Any]

TALK = ("accept", "agenda")
DECIDED = (*TALK, "vote", "agree", "count", "adopt")
HANDLED = (*DECIDED, "act", "begin", "finish", "resolve")

WAYS: dict[str, tuple[str, ...]] = {
    "reported": (),
    "overdue": (),
    "asked": ("ask",),
    "answered": ("ask_and_answer",),
    "accepted": ("accept",),
    "deliberating": TALK,
    "voting": (*TALK, "vote", "say_yes"),
    "hidden": (*TALK, "hidden_vote", "say_yes"),
    "vote_over": (*TALK, "vote", "agree", "count"),
    "missed": (*TALK, "vote", "differ", "count"),
    "returned": (*TALK, "vote", "differ", "count", "return_it"),
    "adopted": DECIDED,
    "rejected": (*TALK, "vote", "refuse", "count", "reject"),
    "acting": (*DECIDED, "act", "begin"),
    "held_up": ("accept", "act", "begin", "block"),
    "all_done": (*DECIDED, "act", "begin", "finish"),
    "resolved": HANDLED,
    "rated": (*HANDLED, "rate"),
    "closed": (*HANDLED, "rate", "close"),
    "declined": ("decline",),
    "referred": ("accept", "refer"),
    "merged": ("accept", "merge"),
    "reopened": ("accept", "act", "finish", "resolve", "reopen"),
}
"""An issue's scenes and the steps that lead there."""

AGES = {"reported": 0.4, "asked": 1.0, "answered": 1.0, "overdue": 6.0}
LONG = {"overdue", "acting"}

BALLOTS: dict[str, tuple[str, ...]] = {
    "unvoted": (*TALK, "vote"),
    "named": (*TALK, "vote", "differ"),
    "hidden": (*TALK, "hidden_vote", "differ"),
    "passed": (*TALK, "vote", "agree", "count"),
    "failed": (*TALK, "vote", "refuse", "count"),
    "missed": (*TALK, "vote", "differ", "count"),
}

ACTIONS: dict[str, tuple[tuple[str, ...], int]] = {
    "todo": (("accept", "act"), 0),
    "late": (("accept", "act"), 1),
    "doing": (("accept", "act", "begin"), 0),
    "held_up": (("accept", "act", "begin", "block"), 0),
    "done": (("accept", "act", "begin", "finish"), 0),
}

VIEWERS = ("visitor", "resident", "neighbour", "member", "chair", "secretary")


class Key:
    """What a fragment of no one row is about: a number, such as 0 for everywhere."""

    def __init__(self, id: int) -> None:
        self.id = id


def an_issue(name: str) -> Build:
    """An issue in one of its scenes."""
    title = "long" if name in LONG else "title"
    return lambda town: town.issue(*WAYS[name], before=AGES.get(name, 12), title=title)


def a_ballot(name: str) -> Build:
    """A vote in one of its scenes."""
    return lambda town: town.ballot(town.issue(*BALLOTS[name]))


def an_action(name: str) -> Build:
    """An action item in one of its scenes."""
    steps, number = ACTIONS[name]
    return lambda town: town.item(town.issue(*steps), number)


def in_the_midst(build: Build) -> Build:
    """What is seen once everything goes on at the same time."""

    def busy(town: Town) -> Any:
        for name in WAYS:
            an_issue(name)(town)
        return build(town)

    return busy


def scenes(kind: str) -> dict[str, Build]:
    """The scenes of a kind of thing, by name."""
    match kind:
        case "issue":
            return {name: an_issue(name) for name in WAYS}
        case "ballot":
            return {name: a_ballot(name) for name in BALLOTS}
        case "action":
            return {name: an_action(name) for name in ACTIONS}
        case "person":
            return {
                "busy": in_the_midst(lambda town: town["secretary"]),
                "empty": lambda town: town["third"],
            }
        case "community" | "place":
            nowhere: dict[str, Build] = {"everywhere": lambda town: Key(0)} if kind == "place" else {}
            return {
                "busy": in_the_midst(lambda town: town.community),
                "empty": lambda town: town.quiet,
                **nowhere,
            }
        case _:
            return {"everywhere": in_the_midst(lambda town: Key(0))}
