"""One request on its way through the WSGI application: the environ, and the answer piece by piece."""

import logging
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextvars import copy_context
from typing import IO, Any
from urllib.parse import unquote_to_bytes
from wsgiref.types import WSGIApplication
from wsgiref.util import FileWrapper

from portal.live.asgi import Scope, section

PIECE = 64 * 1024
"""Bytes of an answer gathered before they are sent ..."""
PATIENCE = 0.02
"""... or seconds, for an answer that comes slowly."""

logger = logging.getLogger(__name__)


class Exchange:
    """One request in the WSGI application; each step may run in another thread, all in one context."""

    def __init__(self, app: WSGIApplication, environ: dict[str, Any]) -> None:
        self._app = app
        self._environ = environ
        self._context = copy_context()
        self._answer: Iterable[bytes] = ()
        self._blocks: Iterator[bytes] | None = None
        self._gathered: list[bytes] = []
        self.start: dict[str, Any] = {}
        self.closed = False

    def step(self) -> tuple[bytes, bool]:
        """The next piece of the answer, and whether there may be more."""
        return self._context.run(self._step)

    def abandon(self) -> None:
        """End an answer that nobody takes to its end."""
        self._context.run(self._close)

    def _close(self) -> None:
        self.closed = True
        try:
            getattr(self._answer, "close", lambda: None)()
        except Exception:
            logger.exception("The answer to %s could not be closed", section(self._environ["PATH_INFO"]))

    def _step(self) -> tuple[bytes, bool]:
        if self._blocks is None:
            self._answer = self._app(self._environ, self._start_response)
            self._blocks = iter(self._answer)
        size, late = 0, time.monotonic() + PATIENCE
        for block in self._blocks:
            self._gathered.append(block)
            size += len(block)
            if size >= PIECE or time.monotonic() > late:
                return self._flush(), True
        self._close()
        return self._flush(), False

    def _flush(self) -> bytes:
        piece = b"".join(self._gathered)
        self._gathered.clear()
        return piece

    def _start_response(
        self, status: str, headers: list[tuple[str, str]], _error: object = None, /
    ) -> Callable[[bytes], object]:
        encoded = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        self.start = {"type": "http.response.start", "status": int(status[:3]), "headers": encoded}
        return self._gathered.append


def environ_of(scope: Scope, body: IO[bytes]) -> dict[str, Any]:
    """The request in WSGI's words (PEP 3333: text is bytes read as latin-1)."""
    root = scope.get("root_path", "")
    path = unquote_to_bytes(scope["raw_path"]).decode("latin-1")
    server, client = scope.get("server") or ("localhost", 80), scope.get("client") or ("", 0)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": root,
        "PATH_INFO": path.removeprefix(root),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1]),
        "REMOTE_ADDR": client[0],
        "REMOTE_PORT": str(client[1]),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": body,
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "wsgi.file_wrapper": lambda file, size=PIECE: FileWrapper(file, max(size, PIECE)),
    }
    for name, value in scope["headers"]:
        if b"_" in name:  # would pass for the header with a hyphen, which a proxy in front vouches for
            continue
        key = name.decode("latin-1").upper().replace("-", "_")
        key = key if key in {"CONTENT_TYPE", "CONTENT_LENGTH"} else f"HTTP_{key}"
        text = value.decode("latin-1")
        between = "; " if key == "HTTP_COOKIE" else ","
        environ[key] = f"{environ[key]}{between}{text}" if key in environ else text
    if environ.pop("HTTP_TRANSFER_ENCODING", None):
        environ["CONTENT_LENGTH"] = str(body.tell())
    body.seek(0)
    return environ
