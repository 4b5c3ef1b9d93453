"""`bin/bench`: the issues list, an issue's page and a vote beside a bare Flask page, in one run."""

import asyncio
import json
import os
import platform
import re
import sqlite3
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
import sqlalchemy as sa
from flask import Flask
from yarl import URL

from bench import data
from bench.rows import Ask, Row, table
from portal import create_app, schema
from portal.ballots.rules.yes_no import CHOICES
from portal.clock import now
from portal.db import db, session
from portal.issues.queries import PAGE
from tests.servers import Phone, Server, signed_in

BROWSERS = 8
"""How many ask at the same time, each for its next page as soon as it has the last."""
SECRET = "the secret of a portal that nobody uses"
BARE = (sys.executable, "-m", "bench.bare")


def machine() -> str:
    """What it is measured on."""
    cpu, info = platform.machine(), Path("/proc/cpuinfo")
    if info.exists() and (model := re.search(r"model name\s*: (.*)", info.read_text())):
        cpu = model.group(1)
    return (
        f"{os.cpu_count()} × {cpu}, {platform.system()}, Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version} with synchronous=FULL, load {os.getloadavg()[0]:.1f} before"
    )


def make_app(instance: Path) -> Flask:
    """The portal on a database of its own, for what is done beside the server."""
    return create_app(
        {
            "SECRET_KEY": SECRET,
            "INSTANCE": instance,
            "SQLALCHEMY_DATABASE_URI": f"sqlite:///{instance / 'portal.db'}",
            "SQLITE_SYNCHRONOUS": "OFF",  # only while the data is made: the server has its own connections
            "RATELIMIT_ENABLED": False,
        }
    )


async def ask_portal(portal: Server, town: data.Town, cookies: Sequence[str]) -> list[Row]:
    """Open a browser for each voter, and see that the answers are what the table says they are."""
    page, vote = f"/issues/{town.issue_id}", f"/ballots/{town.ballot_id}/vote"
    listed = Row("list", f"issues, {PAGE} rows, signed in", portal)
    issue = Row("issue", f"issue, {data.COMMENTS} comments, a vote", portal)
    voted = Row("vote", "vote, with the new tally back", portal)
    for cookie in cookies:
        async with Phone(portal.url, cookie) as phone:
            expect((await phone.open("/issues")).count('<a class="go" href="/issues/') == PAGE, listed)
            expect((await phone.open(page)).count('<li id="comment-') == data.COMMENTS, issue)
            status, answer = await phone.send(vote, htmx=True, choice="abstain")
            tally = f'hx-target="#issue-{town.issue_id}-ballots"'
            expect(status == 200 and tally in answer, voted)
            kept = phone.web.cookie_jar.filter_cookies(URL(portal.url))["portal"].value
        plain = {"Cookie": f"portal={kept}"}
        htmx = {**plain, "HX-Request": "true", "X-CSRFToken": phone.token, "X-Live": phone.ticket}
        listed.browsers.append([Ask("GET", "/issues", plain)])
        issue.browsers.append([Ask("GET", page, plain)])
        voted.browsers.append([Ask("POST", vote, htmx, f"choice={choice}") for choice in CHOICES])
    return [listed, issue, voted]


def expect(is_so: bool, row: Row) -> None:
    """Measure nothing but what the table says."""
    if not is_so:
        raise click.ClickException(f"{row.what}: the portal answers something else")


def count_queries(app: Flask, ask: Ask) -> int:
    """The SQL statements of one request, without those that begin and end a transaction."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK")):
            statements.append(statement)

    form = dict([ask.body.split("=")]) if ask.body else None
    with app.app_context():
        sa.event.listen(db.engine, "before_cursor_execute", note)
        client = app.test_client(use_cookies=False)
        client.open(ask.path, method=ask.method, headers=dict(ask.headers), data=form)
        sa.event.remove(db.engine, "before_cursor_execute", note)
    return len(statements)


@contextmanager
def servers(folder: Path, issues: int) -> Iterator[list[Row]]:
    """The bare server and the portal's, running, with what to ask of them."""
    instance = folder / "portal"
    app = make_app(instance)
    with app.app_context():
        schema.upgrade()
        town = data.build(issues, now())
        cookies = [signed_in(voter) for voter in town.voters[:BROWSERS]]
        session.remove()
        db.engine.dispose()
    with Server(folder, secret=SECRET, command=BARE) as bare, Server(instance, secret=SECRET) as portal:
        rows = asyncio.run(ask_portal(portal, town, cookies))
        for row in rows:
            row.queries = count_queries(app, row.browsers[0][0])
        yield [Row("bare", "bare Flask page", bare, [[Ask("GET", "/")]] * BROWSERS), *rows]


@click.command()
@click.option("--quick", is_flag=True, help="Three short rounds.")
@click.option("--json", "file", help="Write the lines to this file as JSON, or with - to standard output.")
@click.option("--issues", default=1000, show_default=True, help="How many issues the portal holds.")
def main(quick: bool, file: str | None, issues: int) -> None:
    """Measure pages and votes of the portal beside a bare Flask page."""

    def say(text: str) -> None:
        click.echo(text, err=file == "-")

    rounds, seconds = (3, 1.0) if quick else (7, 3.0)
    where = machine()
    say(f"{where}\nMaking a subdistrict with {issues} issues …")
    with tempfile.TemporaryDirectory() as folder, servers(Path(folder), issues) as rows:
        for row in rows:
            row.measure(seconds / 3)  # the first answers fill caches
        for number in range(1, rounds + 1):
            say(f"Round {number} of {rounds} …")
            for row in rows:
                row.rounds.append(row.measure(seconds))
    lines = [{**row.figures(rows[0]), "machine": where} for row in rows]
    say(f"\n{BROWSERS} browsers at once; medians of {rounds} interleaved rounds of {seconds:.0f} s\n")
    say(table(lines))
    if file:
        with click.open_file(file, "w") as out:
            out.write(json.dumps(lines, ensure_ascii=False, indent=2) + "\n")


if __name__ == "__main__":
    main()
