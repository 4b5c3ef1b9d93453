"""What a sign-in does to the browser, and the links that lead in."""

from datetime import datetime
from urllib.parse import urlsplit

from flask import request, session, url_for
from flask_login import login_user, logout_user

from portal import links
from portal.people import verbs
from portal.people.models import Person
from portal.people.words import device


def enter(person: Person, at: datetime) -> None:
    """Sign the person in: of the visitor's session, nothing stays but the reports whose codes it holds."""
    tracked = session.get("tracked")
    session.clear()  # whatever somebody may have planted here, also the token of forms
    if tracked:
        session["tracked"] = tracked
    person.token = verbs.sign_in(person, now=at, device=device(request.user_agent.string))
    login_user(person)
    session.permanent = True


def leave() -> None:
    """Forget the person in this browser, and what it held."""
    logout_user()
    session.clear()


def wanted(default: str) -> str:
    """The page of ours that somebody was on the way to, never anybody else's."""
    to = request.values.get("next", "")
    if not to.startswith("/") or to.startswith("//") or "\\" in to or not to.isprintable():
        return default
    return to if links.is_page(urlsplit(to).path) else default


def hand_over(endpoint: str, token: str, name: str, *, back: str) -> str:
    """Keep a link for the one page that shows it, once; the address of that page."""
    session["fresh_link"] = [endpoint, token, name, back]
    return url_for("people.fresh_link")
