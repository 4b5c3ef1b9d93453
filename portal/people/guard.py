"""Who is asking: the person behind the browser's cookie, or a visitor."""

import hashlib

from flask import session
from sqlalchemy import select

from portal.db import session as rows
from portal.extensions import login_manager
from portal.people.models import Person, SignIn, Visitor

login_manager.session_protection = None  # sign-ins are rows that can be revoked; addresses change on phones


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
    sign_in.person.tracked = held_codes()
    return sign_in.person


login_manager.anonymous_user = lambda: Visitor(held_codes())
