"""What the stream door and the bridge share: the ASGI types and plain answers."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


async def plain(send: Send, status: int, text: str, *headers: tuple[bytes, bytes]) -> None:
    """Answer with a line of text, for people whom no page can be shown."""
    body = text.encode()
    kind = (b"content-type", b"text/plain; charset=utf-8")
    size = (b"content-length", b"%d" % len(body))
    await send({"type": "http.response.start", "status": status, "headers": [kind, size, *headers]})
    await send({"type": "http.response.body", "body": body})


async def departure(receive: Receive) -> None:
    """Wait until the client is gone."""
    while (await receive())["type"] != "http.disconnect":
        pass


def abort(scope: Scope) -> None:
    """Cut the connection, whatever is still unsent (where the server lets us; see portal.serve)."""
    if cut := scope.get("extensions", {}).get("portal.abort"):
        cut["call"]()


def section(path: str) -> str:
    """The first part of a path, for the log: what follows may be a tracking code or a link's secret."""
    return "/" + path.split("/")[1] if "/" in path else path
