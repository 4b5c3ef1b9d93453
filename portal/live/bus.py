"""The bus: carries "the journal's event `id` changed these topics" to every process that has viewers."""

from collections.abc import Callable, Sequence
from typing import Protocol

Listener = Callable[[Sequence[str], int], None]


class Bus(Protocol):
    """What a bus does, whichever way it carries."""

    def publish(self, topics: Sequence[str], id: int) -> None:
        """Tell every subscriber, in all processes, once the transaction is committed."""

    def subscribe(self, listener: Listener) -> None:
        """Have a listener called, in any thread, for whatever is published from now on."""


class LocalBus:
    """A bus within this process: the listeners are called at once, in the publisher's thread."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []

    def publish(self, topics: Sequence[str], id: int) -> None:
        """Tell every subscriber."""
        for listener in self._listeners:
            listener(topics, id)

    def subscribe(self, listener: Listener) -> None:
        """Have a listener called for whatever is published from now on."""
        self._listeners.append(listener)
