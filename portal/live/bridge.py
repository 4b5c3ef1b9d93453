"""The bridge: hands a request to the WSGI application in a thread, and its answer back.

The body is read before a thread is taken and the answer is sent after it is given back, so that a slow
phone keeps a connection waiting and no thread. A long answer takes a thread anew for each of its pieces.
"""

import asyncio
import logging
from collections.abc import Awaitable
from concurrent.futures import Future, ThreadPoolExecutor
from tempfile import SpooledTemporaryFile
from typing import IO
from wsgiref.types import WSGIApplication

from portal.live.asgi import Receive, Scope, Send, abort, departure, plain, section
from portal.live.exchange import Exchange, environ_of

IN_MEMORY = 1024 * 1024
"""Bytes of a request's body kept in memory; a longer one goes to a temporary file."""
STALLED = 60.0
"""Seconds without any progress after which an upload or a download is given up."""

logger = logging.getLogger(__name__)


class TooLarge(Exception):
    """The body is longer than the portal takes."""


class Bridge:
    """An ASGI application that serves a WSGI application in a few threads."""

    def __init__(self, app: WSGIApplication, *, threads: int = 4, max_body: int = 32 * 1024 * 1024) -> None:
        self._app = app
        self._pool = ThreadPoolExecutor(threads, "flask")
        self._max_body = max_body

    def close(self) -> None:
        """Take no more requests; those that run come to their end."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with SpooledTemporaryFile(IN_MEMORY) as body:
            try:
                whole = await self._read(scope, receive, body)
            except TooLarge:
                most = self._max_body // (1024 * 1024)
                text = f"提交的内容太大，最多 {most} MB · What you sent is too large, at most {most} MB\n"
                await plain(send, 413, text)
            except TimeoutError:
                abort(scope)
            else:
                if whole:
                    await self._answer(Exchange(self._app, environ_of(scope, body)), scope, receive, send)

    # Writing to the temporary file is left to the loop: it goes to the kernel's memory, not to the disk.
    async def _read(self, scope: Scope, receive: Receive, body: IO[bytes]) -> bool:
        headers = dict(scope["headers"])
        if not {b"content-length", b"transfer-encoding"} & headers.keys():
            return True
        if int(headers.get(b"content-length", 0)) > self._max_body:
            raise TooLarge
        more = True
        while more:
            async with asyncio.timeout(STALLED):
                message = await receive()
            if message["type"] == "http.disconnect":
                return False
            body.write(message.get("body", b""))
            if body.tell() > self._max_body:
                raise TooLarge
            more = message.get("more_body", False)
        return True

    async def _answer(self, exchange: Exchange, scope: Scope, receive: Receive, send: Send) -> None:
        gone: asyncio.Future[None] | None = None
        step: Future[tuple[bytes, bool]] | None = None
        started = False
        more = True
        try:
            while more and not (gone and gone.done()):
                step = self._pool.submit(exchange.step)
                piece, more = await asyncio.wrap_future(step)
                if not started:
                    started = True
                    await send(exchange.start)
                if not await progress(send({"type": "http.response.body", "body": piece, "more_body": more})):
                    abort(scope)
                    break
                if more and gone is None:
                    gone = asyncio.ensure_future(departure(receive))
        except Exception:
            logger.exception("The answer to %s %s broke off", scope["method"], section(scope["path"]))
            if not started:
                await plain(send, 500, "服务器出错了 · Something went wrong on the server\n")
        finally:
            if gone:
                gone.cancel()
            if step and not exchange.closed:
                step.add_done_callback(lambda _: self._abandon(exchange))  # it may be running still

    def _abandon(self, exchange: Exchange) -> None:
        try:
            self._pool.submit(exchange.abandon).add_done_callback(
                lambda end: exchange.abandon() if end.cancelled() else None
            )
        except RuntimeError:  # no more threads: the portal is stopping
            exchange.abandon()


async def progress(sending: Awaitable[None]) -> bool:
    """Whether the client took what is being sent."""
    try:
        async with asyncio.timeout(STALLED):
            await sending
    except TimeoutError:
        return False
    return True
