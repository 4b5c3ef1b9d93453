"""Who is asking: the person behind the browser's cookie, or a visitor."""

import hashlib
from datetime import timedelta

from flask import g, session
from sqlalchemy import select, update
from werkzeug.wrappers import Response

from portal.clock import now
from portal.db import session as rows
from portal.db import writing
from portal.extensions import login_manager
from portal.people import bp
from portal.people.models import Person, SignIn, Visitor

login_manager.session_protection = None  # sign-ins are rows that can be revoked; addresses change on phones

SEEN_AGAIN = timedelta(hours=1)
"""How exactly a sign-in knows when it was last used."""


def token_hash(token: str) -> str:
    """What the database keeps of a secret that a browser or a link holds."""
    return hashlib.sha256(token.encode()).hexdigest()


def held_codes() -> frozenset[int]:
    """The reports whose tracking codes this browser holds."""
    return frozenset(session.get("tracked", []))


@login_manager.user_loader
def load(token: str) -> Person | None:
    """The person signed in with this secret, unless the sign-in was revoked."""
    sign_in = rows.scalar(
        select(SignIn).where(SignIn.token_hash == token_hash(token), SignIn.revoked_at.is_(None))
    )
    if sign_in is None:
        return None
    if now() - sign_in.seen_at > SEEN_AGAIN:
        g.seen_again = sign_in.id
    person = sign_in.person
    person.tracked, person.token, person.sign_in_id = held_codes(), token, sign_in.id
    return person


@bp.after_app_request
def keep_seen(response: Response) -> Response:
    """Note that the sign-in is in use: after the page's own transaction, and at most once an hour."""
    if sign_in_id := g.pop("seen_again", None):
        session.modified = True  # the browser keeps it for another month
        rows.rollback()
        with writing():
            rows.execute(update(SignIn).where(SignIn.id == sign_in_id).values(seen_at=now()))
    return response


login_manager.anonymous_user = lambda: Visitor(held_codes())
