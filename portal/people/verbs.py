"""What is done with accounts and the roles they hold."""

import secrets
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import select

from portal.db import session
from portal.journal import Actor, Event, Role, Verb, record
from portal.lifecycle import NotNow
from portal.people.guard import token_hash
from portal.people.models import Invitation, Membership, PasswordReset, Person, SignIn, sort_name

BY_MAIL = timedelta(hours=1)
"""How long a link works that went by mail."""
BY_HAND = timedelta(days=14)
"""How long a link works that somebody handed over."""


def new_token() -> str:
    """A secret of 256 bits for a cookie or a link."""
    return secrets.token_urlsafe(32)


def enrol(
    *,
    by: Actor | None,
    now: datetime,
    name: str,
    phone: str | None = None,
    email: str | None = None,
    password_hash: str | None = None,
    locale: str | None = None,
    is_administrator: bool = False,
) -> tuple[Person, Event]:
    """Make an account; without a password, that comes later by a link."""
    person = Person(
        name=name,
        phone=phone,
        email=email,
        password_hash=password_hash,
        locale=locale,
        created_at=now,
        is_administrator=is_administrator,
    )
    session.add(person)
    return person, record(Verb.ENROL, person, by=by, at=now, is_administrator=is_administrator)


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
    _use_up_links(person, now)
    event = record(Verb.APPOINT, membership, by=by, at=now, for_id=person.id, role=role)
    session.expire(person, ["memberships"])
    return event


def end_term(membership: Membership, *, by: Actor, now: datetime) -> Event:
    """End a role before its time; what was done in it stands."""
    if not membership.runs_at(now):
        raise NotNow(_("This term has already ended."))
    membership.ends_at = now
    return record(Verb.END_TERM, membership, by=by, at=now, for_id=membership.person_id, role=membership.role)


def invite(
    community_id: int,
    *,
    by: Actor,
    now: datetime,
    role: Role,
    name: str,
    term_ends_at: datetime | None = None,
) -> tuple[str, Event]:
    """Make a link by which somebody takes up a role; its secret is returned and kept nowhere."""
    token = new_token()
    invitation = Invitation(
        community_id=community_id,
        role=role,
        name=name,
        term_ends_at=term_ends_at,
        token_hash=token_hash(token),
        created_at=now,
        expires_at=now + BY_HAND,
    )
    session.add(invitation)
    return token, record(Verb.INVITE, invitation, by=by, at=now, role=role)


def revoke_invitation(invitation: Invitation, *, by: Actor, now: datetime) -> Event:
    """Take an invitation back before it is used."""
    if not invitation.is_open(now):
        raise NotNow(_("This invitation has been used or is too old."))
    invitation.expires_at = now
    return record(Verb.REVOKE_INVITATION, invitation, by=by, at=now, role=invitation.role)


def accept_invitation(invitation: Invitation, *, by: Person, now: datetime) -> Event:
    """Take up the role to which one is invited."""
    if not invitation.is_open(now):
        raise NotNow(_("This invitation has been used or is too old."))
    if by.holds(invitation.role, invitation.community_id, now):
        raise NotNow(_("You hold this role already."))
    invitation.used_at, invitation.person_id = now, by.id
    membership = Membership(
        person_id=by.id,
        role=invitation.role,
        community_id=invitation.community_id,
        starts_at=now,
        ends_at=invitation.term_ends_at,
    )
    session.add(membership)
    _use_up_links(by, now)
    event = record(Verb.ACCEPT_INVITATION, invitation, by=by, at=now, for_id=by.id, role=invitation.role)
    session.expire(by, ["memberships"])
    return event


def sign_in(person: Person, *, now: datetime, device: str) -> str:
    """Begin a sign-in; the secret that is returned goes into the browser's cookie and nowhere else."""
    token = new_token()
    sign_in = SignIn(
        person_id=person.id, token_hash=token_hash(token), device=device[:60], created_at=now, seen_at=now
    )
    session.add(sign_in)
    record(Verb.SIGN_IN, sign_in, by=person, at=now)
    return token


def revoke_sign_in(sign_in: SignIn, *, by: Actor, now: datetime) -> Event:
    """End a sign-in: the browser that holds it is a visitor's from now on."""
    sign_in.revoked_at = sign_in.revoked_at or now
    return record(Verb.REVOKE_SIGN_IN, sign_in, by=by, at=now)


def ask_reset(
    person: Person, *, by: Actor | None, now: datetime, lasts: timedelta = BY_MAIL
) -> tuple[str, Event]:
    """Make a link by which the person chooses a password; its secret is returned and kept nowhere."""
    token = new_token()
    reset = PasswordReset(
        person_id=person.id, token_hash=token_hash(token), created_at=now, expires_at=now + lasts
    )
    session.add(reset)
    return token, record(Verb.ASK_RESET, reset, by=by, at=now, for_id=person.id)


def reset_password(reset: PasswordReset, *, now: datetime, password_hash: str) -> Event:
    """Choose a password by a link, which works once and not for long; every sign-in ends."""
    if not reset.is_open(now):
        raise NotNow(_("This link has been used or is too old."))
    return change_password(reset.person, by=reset.person, now=now, password_hash=password_hash)


def change_password(
    person: Person, *, by: Actor, now: datetime, password_hash: str, keep: int | None = None
) -> Event:
    """Set another password; every sign-in but `keep` ends, and links to choose one are used up."""
    person.password_hash = password_hash
    theirs = select(SignIn).where(SignIn.person_id == person.id, SignIn.revoked_at.is_(None))
    for sign_in in session.scalars(theirs):
        if sign_in.id != keep:
            sign_in.revoked_at = now
    _use_up_links(person, now)
    return record(Verb.CHANGE_PASSWORD, person, by=by, at=now)


def _use_up_links(person: Person, now: datetime) -> None:
    # Also when they take up a role: who once handed them a link may have kept it, and must not get in by it.
    theirs = select(PasswordReset).where(
        PasswordReset.person_id == person.id, PasswordReset.used_at.is_(None)
    )
    for reset in session.scalars(theirs):
        reset.used_at = now


def change_profile(
    person: Person,
    *,
    by: Actor,
    now: datetime,
    name: str,
    phone: str | None,
    email: str | None,
    locale: str | None,
) -> Event:
    """Correct what the portal knows of a person; the journal says which of it, not what it was or is."""
    given = {"name": name, "phone": phone, "email": email, "locale": locale}
    changed = [what for what, value in given.items() if getattr(person, what) != value]
    for what in changed:
        setattr(person, what, given[what])
    person.sort_name = sort_name(name)
    return record(Verb.CHANGE_PROFILE, person, by=by, at=now, changed=changed)
