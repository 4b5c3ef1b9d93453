"""Reading people, their roles and the doors that are open to them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from portal.db import session
from portal.journal import Role
from portal.people.guard import token_hash
from portal.people.models import Invitation, Membership, PasswordReset, Person, SignIn

PAGE = 100
"""Residents on one page of a community's people."""
PLACED = {Role.SECRETARY: 0, Role.CHAIR: 1, Role.MEMBER: 2}


def by_login(login: str) -> Person | None:
    """Who signs in with this phone number or e-mail address."""
    if not login:
        return None
    column = Person.email if "@" in login else Person.phone
    return session.scalar(sa.select(Person).where(column == login))


def by_emails(emails: Iterable[str]) -> dict[str, Person]:
    """The people who have these addresses."""
    found = session.scalars(sa.select(Person).where(Person.email.in_(list(emails))))
    return {person.email or "": person for person in found}


def in_use(phone: str | None, email: str | None, *, besides: int | None = None) -> list[str]:
    """Which of the two somebody (besides one person) signs in with."""
    found = session.execute(
        sa.select(Person.phone, Person.email).where(
            sa.or_(Person.phone == phone, Person.email == email), Person.id != (besides or 0)
        )
    ).all()
    return [
        name
        for name, value in (("phone", phone), ("email", email))
        if value and any(value in row for row in found)
    ]


def sign_ins(person_id: int) -> Sequence[SignIn]:
    """Where the person is signed in, the last used first."""
    query = (
        sa.select(SignIn)
        .where(SignIn.person_id == person_id, SignIn.revoked_at.is_(None))
        .order_by(SignIn.seen_at.desc(), SignIn.id.desc())
        .limit(50)
    )
    return session.scalars(query).all()


def terms_of(person_id: int) -> Sequence[Membership]:
    """Every role that the person holds or held, the newest first."""
    query = (
        sa.select(Membership)
        .options(joinedload(Membership.subdistrict))
        .where(Membership.person_id == person_id)
        .order_by(Membership.starts_at.desc(), Membership.id.desc())
    )
    return session.scalars(query).all()


def invitation(token: str) -> Invitation | None:
    """The invitation that the link speaks of."""
    return session.scalar(sa.select(Invitation).where(Invitation.token_hash == token_hash(token)))


def reset(token: str) -> PasswordReset | None:
    """The leave to choose a password that the link speaks of."""
    return session.scalar(sa.select(PasswordReset).where(PasswordReset.token_hash == token_hash(token)))


def _serving(community_id: int, at: datetime) -> sa.Select[Any]:
    return (
        sa.select(Membership)
        .join(Membership.person)
        .options(joinedload(Membership.person).selectinload(Person.memberships))
        .where(
            Membership.community_id == community_id,
            Membership.starts_at <= at,
            sa.or_(Membership.ends_at.is_(None), Membership.ends_at > at),
        )
    )


def office_terms(community_id: int, at: datetime) -> Sequence[Membership]:
    """Who serves in the community at that time: by office, then by the pinyin of their names."""
    rank = sa.case({role.value: place for role, place in PLACED.items()}, value=Membership.role)
    query = _serving(community_id, at).where(Membership.role.in_(list(PLACED)))
    return session.scalars(query.order_by(rank, Person.sort_name, Membership.id)).all()


def resident_terms(
    community_id: int, at: datetime, *, name: str = "", after: tuple[str, int] | None = None
) -> Sequence[Membership]:
    """Residents with an account, by the pinyin of their names: one page and one more, from `after` on."""
    key = sa.tuple_(Person.sort_name, Membership.id)
    query = _serving(community_id, at).where(Membership.role == Role.RESIDENT)
    if name:
        query = query.where(Person.name.contains(name, autoescape=True))
    if after:
        query = query.where(key > after)
    return session.scalars(query.order_by(Person.sort_name, Membership.id).limit(PAGE + 1)).all()


def open_invitations(community_id: int, at: datetime) -> Sequence[Invitation]:
    """Links that were handed out and not used yet, the next to expire first."""
    query = (
        sa.select(Invitation)
        .where(
            Invitation.community_id == community_id, Invitation.used_at.is_(None), Invitation.expires_at > at
        )
        .order_by(Invitation.expires_at, Invitation.id)
    )
    return session.scalars(query).all()
