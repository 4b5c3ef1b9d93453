"""A tiny application to serve in the tests: `python tiny.py '{"streams": 3}'` takes serve()'s settings."""

import json
import sys
import threading
import time
from typing import Any

import click
import flask

from portal.live import hub as hub_module
from portal.live import stream as stream_module
from portal.live import tokens
from portal.live.hub import Hub
from portal.serve import serve

app = flask.Flask(__name__)
app.config["SECRET_KEY"] = "a secret of the tests"
app.extensions["hub"] = hub = Hub(
    render=lambda topic: f"<p>{topic} {hub.highest}</p>".encode() * app.config.get("TIMES", 1), floor=100
)


@app.get("/token/<path:topic>")
def token(topic: str) -> str:
    return tokens.sign(app.config["SECRET_KEY"], [topic], 100)


@app.post("/touch/<int:id>/<path:topic>")
def touch(id: int, topic: str) -> str:
    hub.touch([topic], id)
    return "told"


@app.get("/streams")
def streams() -> str:
    return str(hub.streams)


@app.get("/who")
def who() -> str:
    return f"{flask.request.scheme} {flask.request.remote_addr}"


@app.get("/slowly")
def slowly() -> flask.Response:
    def lines() -> Any:
        try:
            while True:
                yield b"x" * 1000
                time.sleep(0.01)
        finally:
            click.echo("download closed")

    return flask.Response(lines())


def job(stop: threading.Event) -> None:
    stop.wait()
    click.echo("job stopped")


settings = json.loads(sys.argv[1])
hub_module.BEAT = settings.pop("beat", hub_module.BEAT)
stream_module.BLOCKED = settings.pop("blocked", stream_module.BLOCKED)
app.config["TIMES"] = settings.pop("times", 1)
serve(app, port=0, background=[job], **settings)
click.echo("ended")
