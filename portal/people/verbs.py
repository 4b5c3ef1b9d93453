"""What is done with accounts and the roles they hold."""

import secrets
from datetime import datetime

from portal.db import session
from portal.journal import Actor, Event, Role, Verb, record
from portal.people.guard import token_hash
from portal.people.models import Membership, Person, SignIn


def enrol(
    *, by: Actor | None, now: datetime, name: str, phone: str | None = None, email: str | None = None
) -> tuple[Person, Event]:
    """Make an account; its password comes later, by a link."""
    person = Person(name=name, phone=phone, email=email, created_at=now, is_administrator=False)
    session.add(person)
    return person, record(Verb.ENROL, person, by=by, at=now)


def appoint(
    person: Person,
    *,
    by: Actor | None,
    now: datetime,
    role: Role,
    community_id: int | None = None,
    subdistrict_id: int | None = None,
    ends_at: datetime | None = None,
) -> Event:
    """Give a person a role in a community, or over a subdistrict, for a term."""
    membership = Membership(
        person_id=person.id,
        role=role,
        community_id=community_id,
        subdistrict_id=subdistrict_id,
        starts_at=now,
        ends_at=ends_at,
    )
    session.add(membership)
    event = record(Verb.APPOINT, membership, by=by, at=now, for_id=person.id, role=role)
    session.expire(person, ["memberships"])
    return event


def sign_in(person: Person, *, now: datetime, device: str) -> str:
    """Begin a sign-in; the secret that is returned goes into the browser's cookie and nowhere else."""
    token = secrets.token_urlsafe(32)
    sign_in = SignIn(
        person_id=person.id, token_hash=token_hash(token), device=device[:60], created_at=now, seen_at=now
    )
    session.add(sign_in)
    record(Verb.SIGN_IN, sign_in, by=person, at=now)
    return token
