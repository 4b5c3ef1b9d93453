"""A browser without a screen: it signs people in, sends forms as pages do, and looks over all it gets."""

import re
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from threading import local
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy.engine import Engine
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from portal.db import session
from portal.people import verbs as people
from portal.people.models import Person
from tests import audit

TICKET = re.compile(r'data-page="([^"]+)"')
ID = re.compile(r'\sid="([^"]+)"')
SWAPPED = re.compile(r'<hx-partial hx-target="#([^"]+)"')

_here = local()


@sa.event.listens_for(Engine, "before_cursor_execute")
def _note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
    if hasattr(_here, "statements") and not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK")):
        _here.statements.append(statement)


class Answer(TestResponse):
    """What came back, and the SQL that it took."""

    statements: list[str]

    @property
    def queries(self) -> int:
        """How many SQL statements the request needed."""
        return len(self.statements)

    @property
    def done(self) -> bool:
        """Whether a form was taken: a plain one is led on, an htmx one gets what changed or is led on."""
        sent = bool(self.headers.get("HX-Redirect")) or "<hx-partial" in self.text
        return self.status_code == 303 or (self.status_code == 200 and sent)


class Browser:
    """One person's browser; `htmx=True` sends what htmx sends from the page that was got last.

    `hostile=True` says that people's own words may look like what a template or translation leaves over;
    `audits=False` leaves looking pages over to others.
    """

    def __init__(
        self,
        app: Flask,
        person: Any = None,
        *,
        htmx: bool = False,
        hostile: bool = False,
        audits: bool = True,
    ) -> None:
        self.app = app
        self.client: FlaskClient = app.test_client()
        self.client.response_wrapper = Answer
        self.htmx, self.hostile, self.audits = htmx, hostile, audits
        self.headers = {"HX-Request": "true"} if htmx else {}
        self.shown: set[str] | None = None
        if isinstance(person, Person):
            self.sign_in(person)

    def sign_in(self, person: Person) -> None:
        """Sign the person in without the door (the door has tests of its own)."""
        token = people.sign_in(person, now=datetime.now(UTC), device="test")
        session.commit()
        with self.client.session_transaction() as cookie:
            cookie["_user_id"] = token
            cookie["_fresh"] = True

    def get(self, path: str, **kw: Any) -> Answer:
        """Ask for a page."""
        return self._send("GET", path, **kw)

    def post(
        self, path: str, data: Mapping[str, Any] | None = None, *, token: bool = True, **kw: Any
    ) -> Answer:
        """Send a form, with the token that stands in every form that this browser is shown."""
        sent = MultiDict(data) if isinstance(data, MultiDict) else dict(data or {})
        if token:
            sent["csrf_token"] = self.token()
        return self._send("POST", path, data=sent, **kw)

    def token(self) -> str:
        """What a form's hidden field says to prove that it came from here."""
        with self.client.session_transaction() as cookie:
            kept = cookie.setdefault("csrf_token", secrets.token_hex(20))
        return str(URLSafeTimedSerializer(self.app.config["SECRET_KEY"], salt="wtf-csrf-token").dumps(kept))

    def _send(self, method: str, path: str, *, headers: Mapping[str, str] | None = None, **kw: Any) -> Answer:
        session.commit()  # what the test wrote becomes everybody's, and its lock is let go
        with self.app.app_context():  # without one of its own, a request would share the test's `g`
            _here.statements = statements = []
            answer = self.client.open(
                path, method=method, headers={**self.headers, **(headers or {})}, buffered=True, **kw
            )
            del _here.statements
        answer.request.environ["wsgi.input"].close()  # a large form is a temporary file
        session.expire_all()  # what the test reads next is what the request left behind
        assert isinstance(answer, Answer)
        answer.statements = statements
        self._look_over(f"{method} {path}", answer)
        return answer

    def _look_over(self, asked: str, answer: Answer) -> None:
        assert answer.status_code != 500, f"{asked} went wrong; the log says how"
        if answer.mimetype != "text/html" or not answer.text or not self.audits:
            return
        text, whole = answer.text, answer.text.lstrip().lower().startswith("<!doctype")
        if wrong := audit.troubles(text, self._leads, whole=whole, plain=not self.hostile):
            raise AssertionError("\n  ".join([f"{asked} answered {answer.status_code} with:", *wrong]))
        if whole:
            self.shown = set(ID.findall(text))
            if self.htmx and (ticket := TICKET.search(text)):
                self.headers["X-Live"] = ticket.group(1)
        elif self.shown is not None and (elsewhere := set(SWAPPED.findall(text)) - self.shown):
            raise AssertionError(f"{asked} sent parts that the page does not show: {sorted(elsewhere)}")

    def _leads(self, method: str, address: str) -> bool:
        try:
            self.app.url_map.bind("localhost").match(address.partition("?")[0].partition("#")[0], method)
        except HTTPException:
            return False
        return True
