"""Founding subdistricts and communities."""

from datetime import datetime

from portal.communities.models import Community, Subdistrict
from portal.db import session
from portal.journal import Actor, Event, Verb, record


def found_subdistrict(*, by: Actor | None, now: datetime, slug: str, name: str, name_en: str) -> Event:
    """Set up a subdistrict."""
    subdistrict = Subdistrict(slug=slug, name=name, name_en=name_en, created_at=now)
    session.add(subdistrict)
    return record(Verb.FOUND, subdistrict, by=by, at=now)


def found_community(
    subdistrict: Subdistrict, *, by: Actor | None, now: datetime, slug: str, name: str, name_en: str
) -> Event:
    """Set up a community of the subdistrict."""
    community = Community(
        subdistrict_id=subdistrict.id,
        subdistrict=subdistrict,
        slug=slug,
        name=name,
        name_en=name_en,
        created_at=now,
    )
    session.add(community)
    session.flush()
    return record(Verb.FOUND, community, by=by, at=now)
