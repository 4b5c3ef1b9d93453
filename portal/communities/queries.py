"""Reading communities."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from portal.communities.models import Community
from portal.db import session
from portal.people.models import Membership, Person


def everyone() -> Sequence[Community]:
    """All communities, in the order in which they were founded."""
    return session.scalars(sa.select(Community).order_by(Community.id)).unique().all()


def by_slug(slug: str) -> Community | None:
    """The community of that short name."""
    return session.scalar(sa.select(Community).where(Community.slug == slug)) if slug else None


def office_holders(community_id: int, now: object) -> Sequence[Any]:
    """Who serves on the council and in the office now: chair and secretary first, then by name."""
    rank = sa.case({"chair": 0, "secretary": 1, "member": 2}, value=Membership.role)
    query = (
        sa.select(Person, Membership)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.community_id == community_id,
            Membership.role.in_(["chair", "secretary", "member"]),
            Membership.starts_at <= now,
            sa.or_(Membership.ends_at.is_(None), Membership.ends_at > now),
        )
        .order_by(rank, Person.sort_name)
    )
    return session.execute(query).unique().all()
