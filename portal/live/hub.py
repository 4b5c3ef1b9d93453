"""The hub: the latest frame of each topic, rendered once and handed to everyone who watches it.

A topic is a string such as "issues/_thread:12@zh"; what stands before the last "@" is its base, and
journal events touch bases. Within the hub a touch is kept as a *mark*, twice its journal id: whoever has
everything up to the id N misses what is marked higher than 2N. A touch that arrives after a higher one
(two threads commit, the later is quicker to tell) is marked half a step after the highest known, 2N+1:
ids up to N may have been promised to somebody by then, so that touch has to count as news to them.
Marks therefore only grow, and no promise is ever wrong.
"""

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Collection, Coroutine, Iterable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from itertools import islice

from portal.live.stream import Stream, Topic

BEAT = 15.0
"""Seconds between two heartbeats, and before a failed rendering is tried again."""
REST = 5
"""A fan-out is followed by a rest this many times as long as it computed: pages keep the processor."""
SLICE = 200
"""Clients woken in one turn of the loop: whoever acted is answered between two slices."""
REMEMBERED = 100_000
"""Topics whose last touch is remembered; the oldest are forgotten, which only makes readers ask again."""

HEARD = 10_000
"""Journal events that are known to have been heard of; far more than are written in a second."""

logger = logging.getLogger(__name__)


def base(topic: str) -> str:
    """The topic without its variant: "issues/_thread:12@zh" is of "issues/_thread:12"."""
    return topic.rpartition("@")[0] or topic


class Hub:
    """The latest frame of each topic, and the clients parked on them, in this process."""

    def __init__(
        self,
        *,
        render: Callable[[str], bytes | None],
        floor: int,
        pace: float = 0.25,
        renderers: Executor | None = None,
        cpu: Callable[[], float] = time.thread_time,
    ) -> None:
        self._render = render
        self._renderers = renderers or ThreadPoolExecutor(2, "live")
        self._cpu = cpu
        self._pace = pace
        self._interval = pace
        self._lock = threading.Lock()
        self._floor = 2 * floor  # the mark of every topic not remembered
        self._marks: dict[str, int] = {}  # by base, the longest untouched first
        self._heard: dict[int, None] = {}  # ids of journal events, the latest last
        self._watched: dict[str, dict[str, Topic]] = {}  # by base, by name
        self._touched: set[str] = set()
        self._streams: dict[Stream, None] = {}
        self._ready: dict[Stream, None] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._fanning = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self.highest = floor
        self.closed = False

    # From any thread

    def touch(self, topics: Iterable[str], id: int) -> None:
        """Hear, once after each commit, that the journal's event `id` changed these topics."""
        with self._lock:
            mark = 2 * id if id > self.highest else 2 * self.highest + 1
            idle = not self._touched
            for name in {base(topic) for topic in topics}:
                self._marks.pop(name, None)
                self._marks[name] = mark
                if name in self._watched:
                    self._touched.add(name)
                    for topic in self._watched[name].values():
                        topic.due = mark
            self.highest = max(self.highest, id)
            self._heard[id] = None
            if len(self._heard) > HEARD:
                del self._heard[next(iter(self._heard))]
            if len(self._marks) > REMEMBERED:
                self._forget()
            if idle and self._touched and self._loop and not self._loop.is_closed():
                self._loop.call_soon_threadsafe(self._collect)

    def has_heard(self, id: int) -> bool:
        """Whether it was told of the journal's event `id`, not too long ago."""
        with self._lock:
            return id in self._heard

    def changed_since(self, topic: str, since: int) -> bool:
        """Whether somebody who saw everything up to the journal's event `since` should look again."""
        with self._lock:
            return self._mark(base(topic)) > 2 * since

    def watched(self, prefix: str = "") -> list[str]:
        """The topics that somebody watches now."""
        with self._lock:
            return [name for names in self._watched.values() for name in names if name.startswith(prefix)]

    def _mark(self, name: str) -> int:
        return self._marks.get(name, self._floor)

    def _forget(self) -> None:
        for name in list(islice(self._marks, REMEMBERED // 2)):
            if name not in self._watched:
                self._floor = max(self._floor, self._marks.pop(name))

    # In the loop's thread

    @property
    def streams(self) -> int:
        """How many clients there are."""
        return len(self._streams)

    def start(self) -> asyncio.AbstractEventLoop:
        """Belong to the running loop from now on; the first stream does this too."""
        loop = asyncio.get_running_loop()
        if self._loop is None:
            self._loop = loop
            loop.call_later(BEAT, self._beat)
        assert loop is self._loop, "a hub lives in one loop"  # noqa: S101
        return loop

    def stream(
        self,
        topics: Sequence[str],
        since: int,
        *,
        lasting: float = float("inf"),
        drop: Callable[[], object] = lambda: None,
    ) -> Stream:
        """Watch topics as somebody who has everything up to `since`, for so many seconds at most.

        `drop` is called when the client takes nothing for long. Whoever iterates must `leave()` in the end.
        """
        watched, loop = [], self.start()
        with self._lock:
            for name in dict.fromkeys(topics):
                variants = self._watched.setdefault(base(name), {})
                if name not in variants:
                    variants[name] = Topic(name, self._mark(base(name)))
                watched.append(variants[name])
        stream = Stream(self, watched, since, until=loop.time() + lasting, drop=drop)
        self._streams[stream] = None
        for topic in watched:
            topic.watchers[stream] = None
            if topic.due > max(topic.version, 2 * since):
                self._schedule(topic)
        return stream

    def part(self, stream: Stream, topics: Collection[Topic]) -> None:
        """Take a client out; what nobody watches any more is forgotten but for its mark."""
        self._streams.pop(stream, None)
        self._ready.pop(stream, None)
        for topic in topics:
            topic.watchers.pop(stream, None)
            if not topic.watchers:
                with self._lock:
                    variants = self._watched[base(topic.name)]
                    del variants[topic.name]
                    if not variants:
                        del self._watched[base(topic.name)]

    def close(self) -> None:
        """Send every client off and render no more."""
        self.closed = True
        for stream in self._streams:
            stream.end()
        self._wake(self._streams)
        self._renderers.shutdown(wait=False, cancel_futures=True)

    def _collect(self) -> None:
        with self._lock:
            touched, self._touched = self._touched, set()
            topics = [topic for name in touched for topic in self._watched.get(name, {}).values()]
        for topic in topics:
            self._schedule(topic)

    def _schedule(self, topic: Topic) -> None:
        if not topic.scheduled:
            topic.scheduled = True
            loop = asyncio.get_running_loop()
            loop.call_at(max(topic.not_before, loop.time()), self._begin, topic)

    def _begin(self, topic: Topic) -> None:
        if topic.watchers and not self.closed:
            topic.not_before = asyncio.get_running_loop().time() + self._interval
            self._spawn(self._renew(topic))

    async def _renew(self, topic: Topic) -> None:
        loop = asyncio.get_running_loop()
        due = topic.due  # read before rendering begins: the frame holds at least this much
        try:
            html = await loop.run_in_executor(self._renderers, self._render, topic.name)
        except Exception:
            logger.exception("Could not render %s", topic.name)
            topic.not_before = loop.time() + BEAT
        else:
            topic.frame = html and b"".join(b"data: %s\n" % line for line in html.splitlines())
            topic.version = due
            self._wake(topic.watchers)
        topic.scheduled = False
        if topic.due > topic.version:
            self._schedule(topic)

    def _wake(self, streams: Iterable[Stream]) -> None:
        self._ready.update(dict.fromkeys(streams))
        if self._ready and not self._fanning:
            self._fanning = True
            self._spawn(self._fan_out())

    async def _fan_out(self) -> None:
        loop = asyncio.get_running_loop()
        while self._ready:
            began, computed = loop.time(), self._cpu()
            streams, self._ready = iter(self._ready), {}
            while some := list(islice(streams, SLICE)):
                for stream in some:
                    stream.wake()
                await asyncio.sleep(0)  # in this turn of the loop they send
            rest = REST * (self._cpu() - computed)
            self._interval = max(self._pace, rest)
            await asyncio.sleep(began + rest - loop.time())
        self._fanning = False

    def _beat(self) -> None:
        loop = asyncio.get_running_loop()
        for stream in self._streams:
            stream.beat(loop.time())
        self._wake(self._streams)
        if not self.closed:
            loop.call_later(BEAT, self._beat)

    def _spawn(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)  # the loop itself holds tasks weakly
        task.add_done_callback(self._tasks.discard)
