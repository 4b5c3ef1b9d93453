"""Many browsers at once, in a process of their own, so that what is measured is the server.

Each keeps its connection and asks for the next page as soon as it has the last one whole. The plan comes as
JSON on standard input, the result goes as JSON to standard output; nothing is imported but Python's own.
"""

import json
import selectors
import socket
import sys
from collections.abc import Sequence
from itertools import cycle
from time import perf_counter
from typing import Any

LENGTH = b"\r\ncontent-length: "


class Browser:
    """One connection, and what is asked for over it in turn."""

    def __init__(self, port: int, requests: Sequence[str]) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._requests = cycle([request.encode() for request in requests])

    def ask(self) -> None:
        """Ask for the next page."""
        self._answer, self._whole = b"", 0
        self._began = perf_counter()
        self.socket.sendall(next(self._requests))

    def take(self) -> float | None:
        """Take what has come; once that is the whole page, how many seconds it took."""
        piece = self.socket.recv(1 << 18)
        if not piece:
            raise SystemExit("the server closed the connection")
        self._answer += piece
        if not self._whole and b"\r\n\r\n" in self._answer:
            self._whole = self._measured()
        is_whole = self._whole and len(self._answer) >= self._whole
        return perf_counter() - self._began if is_whole else None

    def _measured(self) -> int:
        head = self._answer.partition(b"\r\n\r\n")[0]
        _, said, length = head.lower().partition(LENGTH)
        if not head.startswith(b"HTTP/1.1 200 ") or not said:
            raise SystemExit(f"the server answered:\n{self._answer.decode(errors='replace')}")
        return len(head) + 4 + int(length.partition(b"\r\n")[0])


def run(plan: dict[str, Any]) -> dict[str, float]:
    """Keep all browsers busy for so many seconds."""
    selector = selectors.DefaultSelector()
    browsers = [Browser(plan["port"], requests) for requests in plan["requests"]]
    times = []
    began = perf_counter()
    for browser in browsers:
        selector.register(browser.socket, selectors.EVENT_READ, browser)
        browser.ask()
    while perf_counter() < began + plan["seconds"]:
        for key, _ in selector.select(1):
            if (took := key.data.take()) is not None:
                times.append(took)
                key.data.ask()
    seconds = perf_counter() - began
    times.sort()
    return {
        "per_second": len(times) / seconds,
        "done": len(times),
        "ms": 1000 * times[len(times) // 2],
        "p99_ms": 1000 * times[len(times) * 99 // 100],
    }


if __name__ == "__main__":
    json.dump(run(json.load(sys.stdin)), sys.stdout)
