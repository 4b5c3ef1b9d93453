"""The portal as a real process, for tests that need one: browsers, many people at once, a pulled plug.

    def test_something(serve, cast):
        server = serve()                                    # on the test's own database, a port of its own
        page.context.add_cookies([visitor_cookie(cast.chair, server)])
        page.goto(server.url + "/issues")

The test and the server share one database: what the test commits, the server sees, and the other way round
(the test's session after `session.rollback()`, which begins to read anew).
"""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import pytest
from flask import Flask, current_app
from flask.sessions import SecureCookieSessionInterface
from yarl import URL

from portal.db import db, session
from portal.people import verbs as people
from portal.people.models import Person, Visitor

COMMAND = Path(sys.executable).with_name("portal")
TOKEN = re.compile(r'"X-CSRFToken": "([^"]+)"')
TICKET = re.compile(r'data-page="([^"]+)"')


class Server:
    """`portal serve` on a free port, until it is stopped; what it says of errors is in `server.log`."""

    def __init__(
        self,
        instance: Path,
        *,
        secret: str,
        port: int = 0,
        env: Mapping[str, str] = {},
        command: Sequence[str | Path] = (COMMAND, "serve"),
    ) -> None:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
        settings = {"PORTAL_INSTANCE": str(instance), "PORTAL_SECRET_KEY": secret, "PORTAL_RATELIMIT": "0"}
        self.log = instance / "server.log"
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*command, "--host", "127.0.0.1", "--port", str(port)],
                env={**clean, **settings, **env},
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        self.url = self._ready().rstrip("/")
        """Where it is, such as http://127.0.0.1:40123, without a slash at the end."""

    def _ready(self) -> str:
        assert self.process.stdout
        for line in self.process.stdout:
            if line.startswith("Serving on "):
                return line.removeprefix("Serving on ").strip()
        raise AssertionError(
            f"The server did not start, status {self.process.wait()}:\n{self.log.read_text()}"
        )

    @property
    def port(self) -> int:
        """Where it listens."""
        return urlsplit(self.url).port or 0

    def __enter__(self) -> "Server":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def kill(self) -> None:
        """kill -9, as when the machine takes it away."""
        self._end(signal.SIGKILL)

    def stop(self) -> int:
        """Ask it to stop, and give its exit status."""
        return self._end(signal.SIGTERM)

    def _end(self, by: signal.Signals) -> int:
        if self.process.poll() is None:
            self.process.send_signal(by)
        self.process.communicate(timeout=30)
        return self.process.returncode


@pytest.fixture
def serve(app: Flask) -> Iterator[Callable[..., Server]]:
    """Start a server on the test's database; it is stopped when the test ends.

    Settings go in by their names: `serve(PORTAL_DEMO="1", PORTAL_STREAMS="0")`.
    """
    started: list[Server] = []

    def start(*, port: int = 0, **env: str) -> Server:
        session.commit()
        db.engine.dispose()  # nothing of the test's stays open beside the server
        started.append(Server(app.config["INSTANCE"], secret=app.config["SECRET_KEY"], port=port, env=env))
        return started[-1]

    yield start
    for server in started:
        server.stop()


def signed_in(person: Person | Visitor, **kept: Any) -> str:
    """The cookie of a browser in which the person is signed in (the door has tests of its own)."""
    if isinstance(person, Person):
        kept |= {"_user_id": people.sign_in(person, now=datetime.now(UTC), device="test"), "_fresh": True}
        session.commit()
    serializer = SecureCookieSessionInterface().get_signing_serializer(current_app)
    assert serializer
    return str(serializer.dumps(kept))


def visitor_cookie(person: Person | Visitor, server: Server, **kept: Any) -> dict[str, Any]:
    """The same for Playwright: `context.add_cookies([visitor_cookie(cast.chair, server)])`."""
    return {"name": "portal", "value": signed_in(person, **kept), "url": server.url, "httpOnly": True}


class Phone:
    """Somebody's browser without a screen, speaking to a real server; many can share one connector."""

    def __init__(self, url: str, cookie: str = "", connector: aiohttp.BaseConnector | None = None) -> None:
        self.url = url
        self.token = ""
        self.ticket = ""
        jar = aiohttp.CookieJar(unsafe=True)  # unsafe: from a numeric address, too
        if cookie:
            jar.update_cookies({"portal": cookie}, URL(url))
        self.web = aiohttp.ClientSession(
            cookie_jar=jar, connector=connector, connector_owner=connector is None
        )

    async def __aenter__(self) -> "Phone":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.web.close()

    async def open(self, path: str) -> str:
        """Get a page, and keep from it what its forms and its requests send along."""
        async with self.web.get(self.url + path) as answer:
            answer.raise_for_status()
            text = await answer.text()
        if token := TOKEN.search(text):
            self.token = token.group(1)
        if ticket := TICKET.search(text):
            self.ticket = ticket.group(1)
        return text

    async def send(self, path: str, *, htmx: bool = False, **fields: Any) -> tuple[int, str]:
        """Send a form, plainly or as htmx does, and give the status and the text of the answer."""
        headers = {"HX-Request": "true", "X-CSRFToken": self.token, "X-Live": self.ticket} if htmx else {}
        data = fields if htmx else {"csrf_token": self.token, **fields}
        async with self.web.post(
            self.url + path, data=data, headers=headers, allow_redirects=False
        ) as answer:
            return answer.status, await answer.text()
