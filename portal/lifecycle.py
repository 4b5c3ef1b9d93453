"""What all lifecycles share: a table of moves, and the one way to make a move."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, Protocol, TypeVar

from portal.journal import Verb

S = TypeVar("S", bound=StrEnum)


class Moving(Protocol):
    """A thing with a state."""

    state: Any


@dataclass(frozen=True)
class Move(Generic[S]):
    """A verb leads from any of these states to one of those."""

    frm: frozenset[S]
    to: tuple[S, ...]


class WrongState(Exception):
    """The verb has no move from the state in which the thing is; answered as a 409 page in words."""

    def __init__(self, verb: Verb, thing: Any) -> None:
        super().__init__(f"{verb} does not start from {thing.state}")
        self.verb = verb
        self.thing = thing


class NotNow(Exception):
    """The rules of the council do not allow this at present; `str()` says why, in the reader's language."""


def moves(frm: set[S] | frozenset[S], *to: S) -> Move[S]:
    """Write one line of a table of moves."""
    return Move(frozenset(frm), to)


def move(table: Mapping[Verb, Move[S]], thing: Moving, verb: Verb, to: S | None = None) -> tuple[S, S]:
    """Make the move on the thing and tell from where to where; WrongState where the table has none."""
    line = table[verb]
    target = line.to[0] if to is None else to
    if thing.state not in line.frm or target not in line.to:
        raise WrongState(verb, thing)
    came_from: S = thing.state
    thing.state = target
    return came_from, target
