"""The bridge: Flask sees the request as it was sent, the client gets the answer as it was given."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import flask
import pytest

from portal.live import bridge
from portal.live.bridge import Bridge

app = flask.Flask(__name__)
closed = threading.Event()


@app.route("/echo/<path:rest>", methods=["GET", "POST"])
def echo(rest: str) -> dict[str, Any]:
    request = flask.request
    return {
        "method": request.method,
        "path": request.path,
        "args": request.args.to_dict(flat=False),
        "header": request.headers.get("X-Twice"),
        "vouched": request.headers.get("X-Vouched"),
        "cookies": request.cookies.to_dict(),
        "body": len(request.get_data()),
        "length": request.content_length,
        "address": request.remote_addr,
        "scheme": request.scheme,
        "thread": threading.current_thread().name,
    }


@app.post("/upload")
def upload() -> dict[str, Any]:
    file = flask.request.files["photo"]
    return {"name": file.filename, "size": len(file.read()), "note": flask.request.form["note"]}


@app.get("/cookies")
def cookies() -> flask.Response:
    answer = flask.Response("好", headers={"X-Long": "1"})
    answer.set_cookie("a", "1")
    answer.set_cookie("b", "2")
    return answer


@app.get("/endless")
def endless() -> flask.Response:
    def lines() -> Iterator[bytes]:
        try:
            while True:
                assert flask.request.path == "/endless"  # the context is there in whichever thread
                yield b"x" * 1000
        finally:
            closed.set()

    return flask.Response(flask.stream_with_context(lines()))


@app.get("/breaks")
def breaks() -> flask.Response:
    def lines() -> Iterator[bytes]:
        yield b"x" * 100_000
        raise RuntimeError("half way")

    return flask.Response(lines())


@app.get("/file")
def file() -> flask.Response:
    return flask.send_file(flask.current_app.config["FILE"], conditional=True)


class Call:
    """One ASGI call: what the client sends, and what it got."""

    def __init__(
        self,
        method: str,
        path: str,
        *,
        query: bytes = b"",
        headers: Sequence[tuple[bytes, bytes]] = (),
        body: Sequence[bytes] = (),
    ) -> None:
        self.scope: dict[str, Any] = {
            "type": "http",
            "http_version": "1.1",
            "method": method,
            "scheme": "https",
            "path": path,
            "raw_path": path.encode(),
            "query_string": query,
            "headers": [(b"host", b"council.test"), *headers],
            "server": ("127.0.0.1", 8000),
            "client": ("192.0.2.7", 4711),
            "extensions": {"portal.abort": {"call": self.leave}},
        }
        self.pieces = list(body)
        self.sent: list[dict[str, Any]] = []
        self.left = asyncio.Event()
        self.taking: Callable[[], Any] | None = None

    def leave(self) -> None:
        self.left.set()

    async def receive(self) -> dict[str, Any]:
        if self.pieces:
            piece = self.pieces.pop(0)
            return {"type": "http.request", "body": piece, "more_body": bool(self.pieces)}
        await self.left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        self.sent.append(message)
        if self.taking:
            await self.taking()

    @property
    def status(self) -> int:
        return int(self.sent[0]["status"])

    @property
    def headers(self) -> list[tuple[bytes, bytes]]:
        return list(self.sent[0]["headers"])

    @property
    def body(self) -> bytes:
        return b"".join(message["body"] for message in self.sent[1:])

    @property
    def json(self) -> Any:
        return flask.json.loads(self.body)


@asynccontextmanager
async def bridged(**options: Any) -> AsyncIterator[Bridge]:
    served = Bridge(options.pop("app", app), **options)
    try:
        yield served
    finally:
        served.close()


def ask(*args: Any, most: int = 10_000_000, wsgi: Any = app, **kwargs: Any) -> Call:
    async def story() -> Call:
        call = Call(*args, **kwargs)
        async with bridged(app=wsgi, max_body=most) as served:
            await served(call.scope, call.receive, call.send)
        return call

    return asyncio.run(story())


def test_a_page_is_asked_for_and_answered() -> None:
    call = ask("GET", "/echo/x", query=b"q=1&q=%E6%A4%85")
    assert call.status == 200
    assert len(call.sent) == 2
    assert call.json["args"] == {"q": ["1", "椅"]}
    assert call.json["address"] == "192.0.2.7"
    assert call.json["scheme"] == "https"
    assert call.json["thread"].startswith("flask")


@pytest.mark.parametrize("path", ["/echo/议题", "/echo/%E8%AE%AE%E9%A2%98"])
def test_a_path_may_be_chinese(path: str) -> None:
    assert ask("GET", path).json["path"] == "/echo/议题"


def test_a_path_that_is_no_text_is_not_found_rather_than_an_error() -> None:
    assert ask("GET", "/%ff%fe").status == 404


def test_an_answer_to_head_has_no_body() -> None:
    call = ask("HEAD", "/echo/x")
    assert call.status == 200
    assert call.body == b""
    assert int(dict(call.headers)[b"content-length"]) > 0


def test_headers_that_come_twice_reach_the_page_as_one() -> None:
    twice = [(b"x-twice", b"1"), (b"x-twice", b"2"), (b"cookie", b"a=1"), (b"cookie", b"b=2")]
    call = ask("GET", "/echo/x", headers=twice)
    assert call.json["header"] == "1,2"
    assert call.json["cookies"] == {"a": "1", "b": "2"}


def test_a_header_with_an_underscore_cannot_pass_for_another() -> None:
    assert ask("GET", "/echo/x", headers=[(b"x_vouched", b"yes")]).json["vouched"] is None


def test_headers_that_the_page_sets_twice_stay_two() -> None:
    call = ask("GET", "/cookies")
    assert [value[:3] for name, value in call.headers if name == b"set-cookie"] == [b"a=1", b"b=2"]


def test_a_form_with_a_photo_arrives_whole() -> None:
    photo = b"p" * 3_000_000  # more than is kept in memory
    parts = [
        b'--B\r\nContent-Disposition: form-data; name="note"\r\n\r\n',
        "灯坏了".encode(),
        b'\r\n--B\r\nContent-Disposition: form-data; name="photo"; filename="lamp.jpg"\r\n\r\n',
        photo,
        b"\r\n--B--\r\n",
    ]
    length = b"%d" % sum(map(len, parts))
    kind = (b"content-type", b"multipart/form-data; boundary=B")
    call = ask("POST", "/upload", headers=[kind, (b"content-length", length)], body=parts)
    assert call.json == {"name": "lamp.jpg", "size": 3_000_000, "note": "灯坏了"}


def test_a_body_sent_in_chunks_gets_its_length() -> None:
    call = ask("POST", "/echo/x", headers=[(b"transfer-encoding", b"chunked")], body=[b"ab", b"", b"cde"])
    assert call.json["body"] == call.json["length"] == 5


@pytest.mark.parametrize("announced", [b"content-length", b"transfer-encoding"])
def test_a_body_that_is_too_long_never_reaches_flask(announced: bytes) -> None:
    def unreachable(*_: Any) -> Any:
        raise AssertionError

    value = b"2097153" if announced == b"content-length" else b"chunked"
    body = [b"x" * 1_048_576, b"x" * 1_048_577]
    call = ask("POST", "/", headers=[(announced, value)], body=body, most=2 * 1_048_576, wsgi=unreachable)
    assert call.status == 413
    assert "最多 2 MB" in call.body.decode()
    assert "at most 2 MB" in call.body.decode()


def test_a_body_that_breaks_off_never_reaches_flask() -> None:
    async def story() -> None:
        def unreachable(*_: Any) -> Any:
            raise AssertionError

        call = Call("POST", "/", headers=[(b"content-length", b"10")])
        call.leave()
        async with bridged(app=unreachable) as served:
            await served(call.scope, call.receive, call.send)
        assert call.sent == []

    asyncio.run(story())


def test_an_upload_that_stalls_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bridge, "STALLED", 0.01)
    call = ask("POST", "/echo/x", headers=[(b"content-length", b"10")])
    assert call.left.is_set()
    assert call.sent == []


def test_a_download_that_stalls_is_cut_and_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bridge, "STALLED", 0.01)
    closed.clear()

    async def story() -> None:
        call = Call("GET", "/endless")

        async def never_after_the_head() -> None:
            if len(call.sent) > 1:
                await asyncio.Event().wait()

        call.taking = never_after_the_head
        async with bridged() as served:
            await served(call.scope, call.receive, call.send)
        assert call.left.is_set()

    asyncio.run(story())
    assert closed.wait(10)


def test_a_download_that_the_client_leaves_is_closed() -> None:
    closed.clear()

    async def story() -> None:
        call = Call("GET", "/endless")

        async def leave_after_some() -> None:
            if len(call.sent) == 5:
                call.leave()

        call.taking = leave_after_some
        async with bridged() as served:
            await served(call.scope, call.receive, call.send)
        assert 5 <= len(call.sent) < 10
        assert all(message["more_body"] for message in call.sent[1:])

    asyncio.run(story())
    assert closed.wait(10)


def test_a_download_that_the_server_cancels_is_closed() -> None:
    closed.clear()

    async def story() -> None:
        call = Call("GET", "/endless")
        async with bridged() as served:
            running = asyncio.create_task(served(call.scope, call.receive, call.send))
            while len(call.sent) < 3:
                await asyncio.sleep(0)
            running.cancel()
            await asyncio.wait([running])

    asyncio.run(story())
    assert closed.wait(10)


def test_while_a_client_takes_a_download_slowly_no_thread_waits() -> None:
    async def story() -> None:
        slow, go_on = Call("GET", "/endless"), asyncio.Event()
        slow.taking = go_on.wait
        async with bridged(threads=1) as served:
            running = asyncio.create_task(served(slow.scope, slow.receive, slow.send))
            while not slow.sent:
                await asyncio.sleep(0)
            quick = Call("GET", "/echo/x")
            await served(quick.scope, quick.receive, quick.send)
            assert quick.status == 200
            slow.leave()
            go_on.set()
            await running

    asyncio.run(story())


def test_a_file_is_sent_in_pieces_and_in_part(tmp_path: Path) -> None:
    content = bytes(range(256)) * 1000
    app.config["FILE"] = tmp_path / "photo.jpg"
    app.config["FILE"].write_bytes(content)
    call = ask("GET", "/file")
    assert call.body == content
    assert len(call.sent) > 3
    part = ask("GET", "/file", headers=[(b"range", b"bytes=10-19")])
    assert (part.status, part.body) == (206, content[10:20])


def test_an_answer_that_breaks_is_cut_short_rather_than_ended(caplog: pytest.LogCaptureFixture) -> None:
    call = ask("GET", "/breaks")
    assert call.status == 200
    assert call.sent[-1]["more_body"]
    assert "GET /breaks" in caplog.text


def test_an_error_outside_flask_shows_no_trace(caplog: pytest.LogCaptureFixture) -> None:
    def broken(*_: Any) -> Any:
        raise RuntimeError("the inside of the portal")

    call = ask("GET", "/reset/secret-of-a-link", wsgi=broken)
    assert call.status == 500
    assert "服务器出错了" in call.body.decode()
    assert "inside" not in call.body.decode()
    assert "the inside of the portal" in caplog.text
    assert "GET /reset broke off" in caplog.text  # and not by which link


def test_an_application_of_the_old_style_may_write() -> None:
    def old(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        write = start_response("200 OK", [("Content-Type", "text/plain")])
        write(b"one ")
        return [b"two"]

    assert ask("GET", "/", wsgi=old).body == b"one two"


def test_the_application_may_be_mounted_below_a_path() -> None:
    def where(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        start_response("200 OK", [])
        return [f"{environ['SCRIPT_NAME']} {environ['PATH_INFO']}".encode()]

    async def story() -> None:
        call = Call("GET", "/council/issues")
        call.scope["root_path"] = "/council"
        async with bridged(app=where) as served:
            await served(call.scope, call.receive, call.send)
        assert call.body == b"/council /issues"

    asyncio.run(story())
