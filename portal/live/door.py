"""The stream door: `GET /live?t=<token>` is answered with the news of the topics that the token names."""

import asyncio
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import parse_qs

from portal.live import tokens
from portal.live.asgi import Receive, Scope, Send, abort, departure, plain
from portal.live.hub import Hub

HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-cache"),
    (b"x-accel-buffering", b"no"),
]
REFUSALS = {
    403: "链接无效 · This link is not valid\n",
    405: "只接受 GET · GET only\n",
    410: "页面已过期，请刷新 · This page is too old, please reload\n",
    503: "人数过多，请稍候 · Too many are here, please try later\n",
}
# The last is for htmx, which would put the text of a refusal into the page.
REFUSAL_HEADERS = ((b"allow", b"GET"), (b"retry-after", b"10"), (b"hx-reswap", b"none"))


class Refused(Exception):
    """The client may not have a stream; the status says why."""

    def __init__(self, status: int) -> None:
        self.status = status


class Door:
    """Lets clients with a valid token in, as long as there is room, and tells the hub when they leave."""

    def __init__(self, hub: Hub, secret: str, *, streams: int = 6000, per_address: int = 50) -> None:
        self._hub = hub
        self._secret = secret
        self._room = streams
        self._room_per_address = per_address
        self._addresses: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        address = scope["client"][0] if scope.get("client") else ""
        try:
            ticket = self._admit(scope, address)
        except Refused as refused:
            await plain(send, refused.status, REFUSALS[refused.status], *REFUSAL_HEADERS)
        else:
            with self._counted(address):
                await self._serve(scope, receive, send, ticket)

    def _admit(self, scope: Scope, address: str) -> tokens.Ticket:
        if scope["method"] != "GET":
            raise Refused(405)
        token = parse_qs(scope["query_string"].decode("latin-1")).get("t", [""])[0]
        try:
            ticket = tokens.read(self._secret, token)
        except tokens.Forged:
            raise Refused(403) from None
        except tokens.Expired:
            raise Refused(410) from None
        full = self._hub.streams >= self._room or self._addresses[address] >= self._room_per_address
        if full or self._hub.closed:
            raise Refused(503)
        return ticket

    async def _serve(self, scope: Scope, receive: Receive, send: Send, ticket: tokens.Ticket) -> None:
        stream = self._hub.stream(
            ticket.topics,
            max(ticket.since, last_event_id(scope)),
            lasting=ticket.until - time.time(),
            drop=lambda: abort(scope),
        )
        gone = asyncio.ensure_future(departure(receive))
        gone.add_done_callback(lambda _: stream.leave())
        try:
            await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
            async for chunk in stream:
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        finally:
            stream.leave()
            gone.cancel()

    @contextmanager
    def _counted(self, address: str) -> Iterator[None]:
        self._addresses[address] += 1
        try:
            yield
        finally:
            self._addresses[address] -= 1
            if not self._addresses[address]:
                del self._addresses[address]


def last_event_id(scope: Scope) -> int:
    """The journal event up to which a returning client has everything, 0 when it says nothing of use."""
    said = dict(scope["headers"]).get(b"last-event-id", b"")
    return int(said) if said.isdigit() and len(said) < 19 else 0
