"""One app for each test process; each test gets its own copy of a migrated database."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from portal.db import db, session
from portal.extensions import limiter
from portal.fragments import _hub_renderer
from portal.live.hub import Hub
from tests.browse import Browser
from tests.cast import Cast, recall
from tests.fresh import fresh_app
from tests.servers import serve  # noqa: F401 - a fixture


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> tuple[Flask, Path, Path]:
    """The app, its database, and a pristine copy of it: migrated, with the cast assembled."""
    instance = tmp_path_factory.mktemp("instance")
    app = fresh_app(instance)
    pristine = instance / "pristine.db"
    shutil.copy(instance / "portal.db", pristine)
    return app, instance / "portal.db", pristine


def restore(database: Path, kept: Path) -> None:
    """Put a kept copy back in the database's place."""
    session.remove()
    db.engine.dispose()
    for leftover in database.parent.glob("portal.db*"):
        leftover.unlink()
    shutil.copy(kept, database)


@pytest.fixture
def app(migrated: tuple[Flask, Path, Path]) -> Iterator[Flask]:
    """The app on a fresh database, with an app context of the test's own."""
    app, database, pristine = migrated
    with app.app_context():
        restore(database, pristine)
        shutil.rmtree(app.config["UPLOADS"], ignore_errors=True)
        shutil.rmtree(app.config["MAIL_FOLDER"], ignore_errors=True)
        app.extensions["hub"] = Hub(render=_hub_renderer(app), floor=0)
        limiter.enabled = False
        yield app
        session.remove()
        db.engine.dispose()


@pytest.fixture
def rewind(
    app: Flask, migrated: tuple[Flask, Path, Path], tmp_path: Path
) -> Callable[[], Callable[[], None]]:
    """Keep the database as it stands now; what is returned puts it back."""

    def keep() -> Callable[[], None]:
        session.commit()
        session.remove()
        db.engine.dispose()  # the last connection gone, the write-ahead log is folded in
        kept = tmp_path / "kept.db"
        shutil.copy(migrated[1], kept)
        return lambda: restore(migrated[1], kept)

    return keep


@pytest.fixture
def cast(app: Flask) -> Cast:
    """Everybody."""
    return recall()


@pytest.fixture(params=[False, True], ids=["plain", "htmx"])
def htmx(request: pytest.FixtureRequest) -> bool:
    """Every test that takes this runs twice: with plain forms and with what htmx sends."""
    return bool(request.param)


@pytest.fixture
def browse(app: Flask) -> Callable[..., Browser]:
    """Open somebody's browser."""

    def open_for(person: Any = None, *, htmx: bool = False, hostile: bool = False) -> Browser:
        return Browser(app, person, htmx=htmx, hostile=hostile)

    return open_for
