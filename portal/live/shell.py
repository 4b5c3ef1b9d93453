"""The shell: one ASGI application in which streams are native and all else is a WSGI application's."""

from portal.live.asgi import Receive, Scope, Send
from portal.live.bridge import Bridge
from portal.live.door import Door
from portal.live.hub import Hub


class Shell:
    """Answers `/live` by the door, everything else over the bridge, and starts and ends both."""

    def __init__(self, hub: Hub, door: Door, bridge: Bridge) -> None:
        self._hub = hub
        self._door = door
        self._bridge = bridge

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await (self._door if scope["path"] == "/live" else self._bridge)(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        self._hub.start()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        self._hub.close()
        self._bridge.close()
        await send({"type": "lifespan.shutdown.complete"})
