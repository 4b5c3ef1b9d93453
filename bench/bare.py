"""The measure of all: one Flask page that says "ok", served exactly as the portal's pages are."""

import click
import flask

from portal.live.hub import Hub
from portal.serve import serve

app = flask.Flask(__name__)
app.config["SECRET_KEY"] = "nobody signs in here"
app.extensions["hub"] = Hub(render=lambda topic: None, floor=0)


@app.get("/")
def page() -> str:
    """The least that Flask can do."""
    return "ok"


@click.command()
@click.option("--host")
@click.option("--port", type=int)
def main(host: str, port: int) -> None:
    """Serve it."""
    serve(app, host=host, port=port)


if __name__ == "__main__":
    main()
