"""Serving: the portal and its streams on one port, in one process, until it is told to stop."""

import asyncio
import logging
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Sequence
from types import FrameType

import click
from flask import Flask
from uvicorn import Config, Server
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from portal.live.bridge import Bridge
from portal.live.door import Door
from portal.live.hub import Hub
from portal.live.shell import Shell

SEND_BUFFER = 64 * 1024
"""Bytes that the kernel keeps for a client that does not read; by default it would be megabytes."""
UNREACHABLE = 60
"""Seconds after which a connection is given up whose other end acknowledges nothing."""
GRACE = 2
"""Seconds that running requests have to come to their end when the portal stops."""
JOB_GRACE = 0.5
"""Seconds that background jobs have beyond that."""

Job = Callable[[threading.Event], None]


def serve(
    app: Flask,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    threads: int = 4,
    max_body: int = 32 * 1024 * 1024,
    streams: int = 6000,
    streams_per_address: int = 500,
    proxies: str = "",
    background: Sequence[Job] = (),
    ready: Callable[[str], None] = lambda url: click.echo(f"Serving on {url}"),
) -> None:
    """Serve the portal until SIGTERM or SIGINT.

    `proxies` are the addresses or networks, with commas between, whose X-Forwarded-For and
    X-Forwarded-Proto are believed. Each background job runs in a thread of its own and gets the event
    that tells it to stop. `ready` gets the address once connections are accepted.
    """
    hub: Hub = app.extensions["hub"]
    door = Door(hub, app.config["SECRET_KEY"], streams=streams, per_address=streams_per_address)
    listener = listen(host, port)
    allow_many_files()
    config = Config(
        Shell(hub, door, Bridge(app, threads=threads, max_body=max_body)),
        http=Protocol,
        ws="none",
        proxy_headers=bool(proxies),
        forwarded_allow_ips=proxies,
        server_header=False,
        access_log=False,
        log_config=None,
        log_level="warning",
        timeout_graceful_shutdown=GRACE,
    )
    PortalServer(config, hub, background, lambda: ready(address(listener))).run([listener])


class PortalServer(Server):
    """uvicorn, which by itself would wait for open streams for ever."""

    def __init__(self, config: Config, hub: Hub, jobs: Sequence[Job], ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._hub = hub
        self._ready = ready
        self._stop = threading.Event()
        self._jobs = [threading.Thread(target=job, args=(self._stop,), daemon=True) for job in jobs]

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Accept connections, start the background jobs and say so."""
        await super().startup(sockets)
        for job in self._jobs:
            job.start()
        self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the jobs and the streams, then the requests."""
        self._stop.set()
        self._hub.close()
        logging.getLogger("uvicorn.error").addFilter(not_a_cut)
        await super().shutdown(sockets)

    def run(self, sockets: list[socket.socket] | None = None) -> None:
        """Serve, then give the background jobs a moment to end."""
        super().run(sockets)
        late = time.monotonic() + JOB_GRACE
        for job in self._jobs:
            job.join(max(0, late - time.monotonic()))

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop; unlike uvicorn, which raises the signal again, so that the command ends well."""
        self.force_exit = self.should_exit and sig == signal.SIGINT
        self.should_exit = True


def not_a_cut(record: logging.LogRecord) -> bool:
    """Requests cut off when the portal stops are counted in the log by uvicorn: their traces say nothing."""
    return not (record.exc_info and isinstance(record.exc_info[1], asyncio.CancelledError))


class Protocol(HttpToolsProtocol):
    """uvicorn's, which tells the application how to cut a connection that takes nothing any more."""

    def on_message_begin(self) -> None:
        """Start a request."""
        super().on_message_begin()
        self.scope["extensions"] = {"portal.abort": {"call": self.transport.abort}}


def listen(host: str, port: int) -> socket.socket:
    """A bound socket whose connections inherit what keeps clients that do not read from costing much."""
    family, _, _, _, where = socket.getaddrinfo(
        host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    listener = socket.socket(family)
    if sys.platform != "win32":  # there it would let two servers have the same port
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNREACHABLE * 1000)
    try:
        listener.bind(where)
    except OSError as error:
        listener.close()
        raise click.ClickException(f"Cannot listen on {host}, port {port}: {error.strerror}") from None
    return listener


def address(listener: socket.socket) -> str:
    """Where a browser on this machine finds the portal."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def allow_many_files() -> None:
    """Raise the limit of open files as far as we may: every stream is one, and the usual limit is 1024."""
    if sys.platform != "win32":
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
