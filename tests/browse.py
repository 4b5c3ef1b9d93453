"""A browser without a screen: the test client that signs people in and looks over every page it gets."""

from datetime import UTC, datetime
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.people import verbs as people
from portal.people.models import Person


class Browser:
    """One person's browser; `htmx=True` sends what htmx sends."""

    def __init__(self, app: Flask, person: Any = None, *, htmx: bool = False) -> None:
        self.app = app
        self.client: FlaskClient = app.test_client()
        self.headers = {"HX-Request": "true"} if htmx else {}
        if isinstance(person, Person):
            self.sign_in(person)

    def sign_in(self, person: Person) -> None:
        """Sign the person in without the door (the door has tests of its own)."""
        from portal.db import session

        token = people.sign_in(person, now=datetime.now(UTC), device="test")
        session.commit()
        with self.client.session_transaction() as cookie:
            cookie["_user_id"] = token
            cookie["_fresh"] = True

    def get(self, path: str, **kw: Any) -> TestResponse:
        """Ask for a page."""
        return self.client.get(path, headers=self.headers, **kw)

    def post(self, path: str, data: dict[str, Any] | None = None, **kw: Any) -> TestResponse:
        """Send a form."""
        headers = {**self.headers, **kw.pop("headers", {})}
        return self.client.post(path, data=data or {}, headers=headers, **kw)
