"""The bus within one process."""

from portal.live.bus import Bus, LocalBus


def test_every_subscriber_hears_what_is_published() -> None:
    bus: Bus = LocalBus()
    heard: list[object] = []
    bus.subscribe(lambda topics, id: heard.append(("one", topics, id)))
    bus.subscribe(lambda topics, id: heard.append(("two", topics, id)))
    bus.publish(["x:1"], 7)
    assert heard == [("one", ["x:1"], 7), ("two", ["x:1"], 7)]
