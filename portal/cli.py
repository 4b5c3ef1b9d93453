"""The command `portal`: what an operator does from a shell."""

import os
import sys
from pathlib import Path
from typing import Any

import click
from flask import Flask

from portal import create_app
from portal.clock import now
from portal.config import SHORTEST_SECRET, NoSecretKey
from portal.db import db


def make_app() -> Flask:
    """The app with the environment's settings; commands that need no secret get a passing one."""
    app = create_app()
    if not app.config["SECRET_KEY"]:
        app.config["SECRET_KEY"] = os.urandom(32).hex()
    return app


@click.group()
def main() -> None:
    """Youth Council portal 青年议事会."""


@main.command()
def init() -> None:
    """Make or upgrade the database; safe to run again."""
    with make_app().app_context():
        _bring_up_to_date()


def _prepare_demo() -> None:
    from portal.demo import load

    _bring_up_to_date()
    if load.is_needed():
        load.fill(now(), say=click.echo)


def _bring_up_to_date() -> None:
    from portal import schema

    schema.upgrade()
    click.echo(f"The database is up to date: {db.engine.url.render_as_string()}")


@main.command()
@click.option("--host", envvar="HOST", default="127.0.0.1", show_default=True)
@click.option("--port", envvar="PORT", default=8000, show_default=True)
@click.option("--proxies", envvar="PORTAL_PROXIES", default="", help="Proxies that are believed.")
def serve(host: str, port: int, proxies: str) -> None:
    """Serve the portal; Ctrl-C stops it. A demo makes its own database and people first."""
    from portal import jobs
    from portal.serve import serve as run

    app = create_app()
    if len(app.config["SECRET_KEY"] or "") < SHORTEST_SECRET:
        click.echo(str(NoSecretKey()), err=True)
        sys.exit(2)
    if app.config["DEMO"]:
        with app.app_context():
            _prepare_demo()
    most = app.config["MAX_CONTENT_LENGTH"]
    run(app, host=host, port=port, proxies=proxies, max_body=most, background=jobs.loops(app))


@main.command()
def demo() -> None:
    """Fill an empty database with a made-up subdistrict; does nothing where there is data."""
    from portal.demo import load

    app = make_app()
    with app.app_context():
        load.fill(now(), say=click.echo)


@main.group()
def person() -> None:
    """Accounts."""


@person.command("add")
@click.argument("name")
@click.option("--phone")
@click.option("--email")
@click.option("--community", help="Short name of the community in which they get the role.")
@click.option("--role", type=click.Choice(["resident", "member", "chair", "secretary"]), default="resident")
@click.option("--supervises", help="Short name of the subdistrict that they oversee.")
@click.option(
    "--administrator", is_flag=True, help="May set up communities and appoint their first secretary."
)
def add_person(**options: Any) -> None:
    """Make an account for NAME and print the link by which they choose a password."""
    from portal.communities.commands import add

    with make_app().app_context():
        add(now=now(), say=click.echo, **options)


@main.group("import")
def import_() -> None:
    """Bring in data from elsewhere."""


@import_.command("reports")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--community", required=True, help="Short name of the community.")
@click.option(
    "--map",
    "columns",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Column map (TOML).",
)
@click.option(
    "--report",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to list refused rows.  [default: FILE.refused.csv]",
)
def import_reports(file: Path, community: str, columns: Path | None, report: Path | None) -> None:
    """Import reports from a CSV FILE through the same verbs, dated as they were."""
    from portal.imports.command import run

    with make_app().app_context():
        sys.exit(run(file, community=community, columns=columns, report=report, say=click.echo))
