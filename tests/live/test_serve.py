"""The portal as a process: streams and pages on one port, limits, and an end that does not hang."""

import asyncio
import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from itsdangerous import TimestampSigner

from portal.live import tokens

SECRET = "a secret of the tests"
Serve = Callable[..., "Served"]


class Served:
    """The tiny application in a process of its own."""

    def __init__(self, **settings: Any) -> None:
        self.process = subprocess.Popen(
            [sys.executable, Path(__file__).with_name("tiny.py"), json.dumps(settings)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout
        self.url = self.process.stdout.readline().removeprefix("Serving on ").rstrip("/\n")

    def stop(self, by: signal.Signals) -> None:
        self.process.send_signal(by)

    def end(self) -> tuple[int, str, str]:
        """How it ended: exit status, output, errors."""
        output, errors = self.process.communicate(timeout=60)
        return self.process.returncode, output, errors


@pytest.fixture
def served() -> Iterator[Serve]:
    started: list[Served] = []

    def start(**settings: Any) -> Served:
        started.append(Served(**settings))
        return started[-1]

    yield start
    for one in started:
        one.process.kill()
        one.process.communicate()


def client(source: str | None = None) -> aiohttp.ClientSession:
    where = (source, 0) if source else None
    return aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0, local_addr=where))


def live(token: str) -> str:
    return f"/live?t={token}"


def sign(topic: str = "x:1@zh", since: int = 100) -> str:
    return tokens.sign(SECRET, [topic], since)


async def touch(web: aiohttp.ClientSession, portal: Served, id: int) -> None:
    async with web.post(f"{portal.url}/touch/{id}/x:1") as page:
        assert await page.text() == "told"


async def until(stream: aiohttp.ClientResponse, what: bytes) -> bytes:
    """Read the stream until it has said something."""
    said = b""
    while what not in said:
        piece = await stream.content.readany()
        assert piece, f"ended without {what!r}: {said!r}"
        said += piece
    return said


def test_a_change_reaches_all_who_watch_and_sigterm_ends_streams_and_process(served: Serve) -> None:
    portal = served(streams_per_address=300)

    async def story() -> list[bytes]:
        async with client() as web:
            async with web.get(f"{portal.url}/token/x:1@zh") as page:
                path = live(await page.text())
            streams = [await web.get(portal.url + path) for _ in range(200)]
            for stream in streams:
                assert stream.status == 200
                assert stream.headers["Content-Type"].startswith("text/event-stream")
                assert stream.headers["Cache-Control"] == "no-cache"
                assert stream.headers["X-Accel-Buffering"] == "no"
                await until(stream, b"live:hello\nretry: 2000\n\nid: 100\n\n")
            await touch(web, portal, 101)
            for stream in streams:
                assert await until(stream, b"\n\n") == b"data: <p>x:1@zh 101</p>\nid: 101\n\n"
            portal.stop(signal.SIGTERM)
            return [await stream.content.read() for stream in streams]

    farewells = asyncio.run(story())
    assert all(farewell.startswith(b"event: live:bye\nretry: ") for farewell in farewells)
    assert len(set(farewells)) > 50
    status, output, errors = portal.end()
    assert (status, output, errors) == (0, "job stopped\nended\n", "")


def test_whoever_comes_back_gets_what_they_missed(served: Serve) -> None:
    portal = served()

    async def story() -> None:
        async with client() as web:
            await touch(web, portal, 101)
            async with web.get(portal.url + live(sign())) as stream:
                assert b"<p>x:1@zh 101</p>" in await until(stream, b"id: 101\n\n")
            headers = {"Last-Event-ID": "101"}
            async with web.get(portal.url + live(sign()), headers=headers) as stream:
                assert b"data" not in await until(stream, b"id: 101\n\n")
            headers = {"Last-Event-ID": "no number"}
            async with web.get(portal.url + live(sign()), headers=headers) as stream:
                await until(stream, b"data")

    asyncio.run(story())


def test_a_client_that_leaves_is_forgotten_at_once(served: Serve) -> None:
    portal = served()

    async def story() -> None:
        async with client() as web:
            for _ in range(20):
                stream = await web.get(portal.url + live(sign()))
                await until(stream, b"id: ")
                stream.close()
            left = "20"
            while left != "0":
                async with web.get(f"{portal.url}/streams") as page:
                    left = await page.text()

    asyncio.run(asyncio.wait_for(story(), 10))  # far less than a heartbeat


class LongAgo(TimestampSigner):
    """Signs as if it were yesterday."""

    def get_timestamp(self) -> int:
        return int(time.time()) - 24 * 60 * 60


def test_the_door_refuses_in_a_few_words(served: Serve) -> None:
    portal = served()
    old = tokens._serializer(SECRET)
    old.signer = LongAgo
    expired = str(old.dumps([["x:1@zh"], 1]))

    async def story() -> None:
        async with client() as web:
            for method, path, status in [
                ("GET", "/live", 403),
                ("GET", live("forged"), 403),
                ("GET", live(tokens.sign("another secret", ["x:1@zh"], 1)), 403),
                ("GET", live(expired), 410),
                ("POST", live(sign()), 405),
            ]:
                async with web.request(method, portal.url + path) as answer:
                    assert answer.status == status
                    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
                    assert answer.headers["HX-Reswap"] == "none"
                    assert "·" in await answer.text()
            async with web.get(f"{portal.url}/lively") as answer:
                assert answer.status == 404
                assert "<title>404 Not Found</title>" in await answer.text()

    asyncio.run(story())


def test_streams_are_limited_in_all_and_by_address(served: Serve) -> None:
    portal = served(streams=3, streams_per_address=2)

    held = []

    async def opened(web: aiohttp.ClientSession) -> int:
        answer = await web.get(portal.url + live(sign()))
        held.append(answer)
        if answer.status == 503:
            assert answer.headers["Retry-After"] == "10"
        return answer.status

    async def story() -> None:
        async with client() as one, client("127.0.0.2") as other:
            assert [await opened(one) for _ in range(3)] == [200, 200, 503]
            assert [await opened(other) for _ in range(2)] == [200, 503]
            async with one.get(f"{portal.url}/streams") as page:
                assert await page.text() == "3"
            for answer in held:
                answer.close()

    asyncio.run(story())


def test_only_a_trusted_proxy_may_say_who_asks(served: Serve) -> None:
    claim = {"X-Forwarded-For": "192.0.2.7", "X-Forwarded-Proto": "https"}

    async def story(portal: Served, source: str) -> str:
        async with client(source) as web, web.get(f"{portal.url}/who", headers=claim) as page:
            return await page.text()

    assert asyncio.run(story(served(), "127.0.0.1")) == "http 127.0.0.1"
    behind = served(proxies="127.0.0.2")
    assert asyncio.run(story(behind, "127.0.0.2")) == "https 192.0.2.7"
    assert asyncio.run(story(behind, "127.0.0.1")) == "http 127.0.0.1"


def test_a_client_that_never_reads_is_dropped(served: Serve) -> None:
    portal = served(beat=0.2, blocked=0.5, times=10_000)

    async def story() -> None:
        host, port = portal.url.removeprefix("http://").split(":")
        deaf = socket.socket()
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        deaf.connect((host, int(port)))
        deaf.sendall(f"GET {live(sign())} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        async with client() as web:
            seen, there, id = False, "", 100
            while not seen or there != "0":
                id += 1
                await touch(web, portal, id)
                async with web.get(f"{portal.url}/streams") as page:
                    there = await page.text()
                seen = seen or there == "1"
        deaf.close()

    asyncio.run(asyncio.wait_for(story(), 60))


def test_sigint_ends_it_in_the_middle_of_a_download(served: Serve) -> None:
    portal = served()

    async def story() -> None:
        async with client() as web, web.get(f"{portal.url}/slowly") as download:
            await download.content.readany()
            portal.stop(signal.SIGINT)
            with pytest.raises(aiohttp.ClientPayloadError):
                await download.content.read()

    asyncio.run(story())
    status, output, errors = portal.end()
    assert status == 0
    assert "download closed" in output
    assert "Traceback" not in errors


def test_a_taken_port_is_said_in_words(served: Serve) -> None:
    taken = served().url.rpartition(":")[2]
    code = f"import flask; from portal.serve import listen; listen('127.0.0.1', {taken})"
    failed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert f"Cannot listen on 127.0.0.1, port {taken}: Address already in use" in failed.stderr
