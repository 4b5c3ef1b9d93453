"""An app on a database of its own: migrated, with the cast assembled."""

from pathlib import Path
from typing import Any

from flask import Flask

from portal import create_app, schema
from portal.db import db, session
from tests.cast import assemble


def settings(instance: Path, **more: Any) -> dict[str, Any]:
    """Everything in one folder, errors answered as for real people, and no waiting for the disk."""
    return {
        "TESTING": True,
        "PROPAGATE_EXCEPTIONS": False,
        "SECRET_KEY": "a key for tests only",
        "DEMO": False,
        "GALLERY": True,
        "INSTANCE": instance,
        "UPLOADS": instance / "uploads",
        "MAIL_FOLDER": instance / "mail",
        "SQLALCHEMY_DATABASE_URI": f"sqlite:///{instance / 'portal.db'}",
        "SQLITE_SYNCHRONOUS": "OFF",  # no test pulls the plug of this database
        **more,
    }


def fresh_app(instance: Path, **more: Any) -> Flask:
    """Make the app and its database in the folder."""
    app = create_app(settings(instance, **more))
    with app.app_context():
        schema.upgrade()
        assemble()
        session.commit()
        session.remove()
        db.engine.dispose()
    return app
