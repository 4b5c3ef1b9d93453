"""A client of the hub: what it has of its topics, and the bytes it is sent next."""

import asyncio
import random
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from portal.live.hub import Hub

BLOCKED = 20.0
"""Seconds after which a client that takes nothing is dropped, at the next heartbeat."""

# They are events because htmx takes a `retry:` only from a message that has an event or data.
HELLO = b": hello\nevent: live:hello\nretry: 2000\n\n"
BYE = b"event: live:bye\nretry: %d\n\n"


class Topic:
    """A watched topic: its frame, which mark the frame covers, which mark is due, and who watches."""

    __slots__ = ("due", "frame", "name", "not_before", "scheduled", "version", "watchers")

    def __init__(self, name: str, due: int) -> None:
        self.name = name
        self.due = due
        self.frame: bytes | None = None
        self.version = -1
        self.watchers: dict[Stream, None] = {}
        self.scheduled = False
        self.not_before = 0.0


class Stream:
    """One client: iterates over the bytes to send; a slow one finds the newest frames when it is back."""

    def __init__(
        self, hub: "Hub", topics: Iterable[Topic], since: int, *, until: float, drop: Callable[[], object]
    ) -> None:
        self._hub = hub
        self._loop = asyncio.get_running_loop()
        self._has = dict.fromkeys(topics, 2 * since)
        self._since = since
        self._until = until
        self._drop = drop
        self._pending = HELLO
        self._parked: asyncio.Future[None] | None = None
        self._sending: float | None = None
        self._over = False

    def __aiter__(self) -> "Stream":
        return self

    async def __anext__(self) -> bytes:
        """The next bytes, once there are any; asking for them says that the last ones are out."""
        self._sending = None
        while not (chunk := self._take()):
            if self._over:
                raise StopAsyncIteration
            self._parked = self._loop.create_future()
            await self._parked
        self._sending = self._loop.time()
        return chunk

    def _take(self) -> bytes:
        frames = []
        # Read before the marks: a touch sets the marks first and raises the highest id last.
        promise = self._hub.highest
        for topic, has in self._has.items():
            if topic.version > has:
                self._has[topic] = has = topic.version
                if topic.frame:
                    frames.append(topic.frame)
            if topic.due > has:
                promise = min(promise, has // 2)
        self._since = max(self._since, promise)
        chunk, self._pending = self._pending, b""
        if chunk or frames:
            chunk += b"\n".join(frames) + b"id: %d\n\n" % self._since
        return chunk

    def wake(self) -> None:
        """Let a parked client look for news; one that is still sending will look by itself."""
        if self._parked is not None and not self._parked.done():
            self._parked.set_result(None)

    def beat(self, now: float) -> None:
        """Have a heartbeat sent; drop a client that takes nothing, send off one whose time is over."""
        if self._sending is not None:
            if now - self._sending > BLOCKED:
                self._drop()
        elif now > self._until:
            self.end()
        else:
            self._pending = self._pending or b": beat\n"

    def end(self) -> None:
        """Send the client off politely: it shall come back, but not all of them at the same moment."""
        if not self._over:
            self._over = True
            self._pending += BYE % random.randint(500, 5000)  # noqa: S311

    def leave(self) -> None:
        """Forget the client, which is gone or has got all it will get."""
        self._over = True
        self._pending = b""
        self._hub.part(self, self._has)
        self._has = {}
        self.wake()
