"""Reading communities."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from portal.communities.models import Community, Subdistrict
from portal.db import session
from portal.journal import Role
from portal.people.models import Membership, Person

SEATED = {Role.CHAIR: 0, Role.MEMBER: 1, Role.SECRETARY: 2}


def everyone() -> Sequence[Community]:
    """All communities, in the order in which they were founded."""
    return session.scalars(sa.select(Community).order_by(Community.id)).unique().all()


def by_slug(slug: str) -> Community | None:
    """The community of that short name."""
    return session.scalar(sa.select(Community).where(Community.slug == slug)) if slug else None


def subdistricts() -> Sequence[Subdistrict]:
    """All subdistricts, in the order in which they were founded."""
    return session.scalars(sa.select(Subdistrict).order_by(Subdistrict.id)).all()


def slugs() -> set[str]:
    """Every short name in use, of subdistricts and communities alike."""
    return set(session.scalars(sa.union_all(sa.select(Subdistrict.slug), sa.select(Community.slug))))


def secretaries(at: datetime) -> dict[int, list[str]]:
    """The names of the secretaries of each community at that time."""
    query = (
        sa.select(Membership.community_id, Person.name)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.role == Role.SECRETARY, *_runs(at))
        .order_by(Person.sort_name)
    )
    names: dict[int, list[str]] = {}
    for community_id, name in session.execute(query):
        names.setdefault(community_id or 0, []).append(name)
    return names


def supervisors(at: datetime) -> dict[int, list[Membership]]:
    """The terms of those who oversee each subdistrict at that time."""
    query = (
        sa.select(Membership)
        .join(Membership.person)
        .options(joinedload(Membership.person).selectinload(Person.memberships))
        .where(Membership.role == Role.SUPERVISOR, *_runs(at))
        .order_by(Person.sort_name)
    )
    terms: dict[int, list[Membership]] = {}
    for term in session.scalars(query):
        terms.setdefault(term.subdistrict_id or 0, []).append(term)
    return terms


def _runs(at: datetime) -> tuple[Any, ...]:
    return Membership.starts_at <= at, sa.or_(Membership.ends_at.is_(None), Membership.ends_at > at)


def office_holders(community_id: int, at: datetime) -> list[Membership]:
    """Who serves on the council and in the office now: chair, members, secretaries, each by pinyin.

    Somebody who holds several of these terms stands under the first of them.
    """
    query = (
        sa.select(Membership)
        .join(Membership.person)
        .options(joinedload(Membership.person).lazyload(Person.memberships))
        .where(Membership.community_id == community_id, Membership.role.in_(SEATED), *_runs(at))
        .order_by(sa.case(SEATED, value=Membership.role), Person.sort_name, Person.id, Membership.starts_at)
    )
    first: dict[int, Membership] = {}
    for term in session.scalars(query).unique():
        first.setdefault(term.person_id, term)
    return list(first.values())
