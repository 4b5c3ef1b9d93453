"""One app for each test process; each test gets its own copy of a migrated database."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_migrate import upgrade

from portal import create_app
from portal.db import db, session
from portal.extensions import limiter
from portal.fragments import _hub_renderer
from portal.live.hub import Hub
from portal.paths import data_folder
from tests.browse import Browser
from tests.cast import Cast, assemble, recall


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> tuple[Flask, Path, Path]:
    """The app, its database, and a pristine copy of it: migrated, with the cast assembled."""
    instance = tmp_path_factory.mktemp("instance")
    app = create_app(
        {
            "TESTING": True,
            "PROPAGATE_EXCEPTIONS": False,
            "SECRET_KEY": "for tests only",
            "DEMO": False,
            "INSTANCE": instance,
            "UPLOADS": instance / "uploads",
            "MAIL_FOLDER": instance / "mail",
            "SQLALCHEMY_DATABASE_URI": f"sqlite:///{instance / 'portal.db'}",
            "SQLITE_SYNCHRONOUS": "OFF",  # no test pulls the plug of this database
        }
    )
    with app.app_context():
        upgrade(directory=str(data_folder("migrations")))
        assemble()
        session.commit()
        session.remove()
        db.engine.dispose()
    pristine = instance / "pristine.db"
    shutil.copy(instance / "portal.db", pristine)
    return app, instance / "portal.db", pristine


@pytest.fixture
def app(migrated: tuple[Flask, Path, Path]) -> Iterator[Flask]:
    """The app on a fresh database, with an app context of the test's own."""
    app, database, pristine = migrated
    with app.app_context():
        db.engine.dispose()
        for leftover in database.parent.glob("portal.db*"):
            leftover.unlink()
        shutil.copy(pristine, database)
        app.extensions["hub"] = Hub(render=_hub_renderer(app), floor=0)
        limiter.enabled = False
        yield app
        session.remove()
        db.engine.dispose()


@pytest.fixture
def cast(app: Flask) -> Cast:
    """Everybody."""
    return recall()


@pytest.fixture
def browse(app: Flask) -> Callable[..., Browser]:
    """Open somebody's browser."""

    def open_for(person: Any = None, *, htmx: bool = False, hostile: bool = False) -> Browser:
        return Browser(app, person, htmx=htmx, hostile=hostile)

    return open_for
