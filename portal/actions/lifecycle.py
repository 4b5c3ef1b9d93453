"""The states of an action item and the moves between them."""

from enum import StrEnum

from portal.journal import Verb
from portal.lifecycle import Move, moves


class State(StrEnum):
    """How far an action item has come."""

    TODO = "todo"
    DOING = "doing"
    BLOCKED = "blocked"
    DONE = "done"

    @property
    def is_untouched(self) -> bool:
        """Nobody has begun."""
        return self is State.TODO

    @property
    def is_under_way(self) -> bool:
        """Somebody is at it."""
        return self is State.DOING

    @property
    def is_held_up(self) -> bool:
        """Something stands in the way; the reason is owed."""
        return self is State.BLOCKED

    @property
    def is_done(self) -> bool:
        """Nothing is left to do."""
        return self is State.DONE


S = State
MOVES: dict[Verb, Move[State]] = {
    Verb.START: moves({S.TODO, S.BLOCKED, S.DONE}, S.DOING),
    Verb.BLOCK: moves({S.TODO, S.DOING}, S.BLOCKED),
    Verb.FINISH: moves({S.TODO, S.DOING, S.BLOCKED}, S.DONE),
}
