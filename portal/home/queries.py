"""What is new: the latest of the journal, and the issues that the front page shows."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from portal.communities.models import Community
from portal.db import session
from portal.issues.lifecycle import OPEN, State
from portal.issues.models import Issue
from portal.issues.queries import CARD, LINE, PUBLIC, SHOWN_NAME
from portal.journal import Event, Verb
from portal.people.models import Person

PAGE = 30
RECENT = 6
SHORT = 4
SEASON = timedelta(days=90)
"""The front page tells what was resolved in this time."""

NEWS = (
    Verb.REPORT, Verb.ACCEPT, Verb.REFER, Verb.MERGE, Verb.PUT_ON_AGENDA, Verb.PROPOSE, Verb.OPEN_BALLOT,
    Verb.CLOSE_BALLOT, Verb.RETURN_TO_DELIBERATION, Verb.DECIDE, Verb.START_ACTING, Verb.FINISH, Verb.RESOLVE,
    Verb.REOPEN, Verb.CLOSE,
)  # fmt: skip
"""What is told to everybody; small steps and single ratings stand in the history of their issue."""


def latest(*, most: int = PAGE, before: int | None = None) -> Sequence[Any]:
    """What happened with public issues, newest first, one line more than asked for."""
    query = (
        sa.select(
            *LINE,
            SHOWN_NAME,
            Issue.id.label("issue_id"),
            Issue.title,
            Community.name.label("place"),
            Community.name_en.label("place_en"),
        )
        .join(Issue, Issue.id == Event.issue_id)
        .join(Community, Community.id == Issue.community_id)
        .outerjoin(Person, Person.id == Event.by_id)
        .where(Event.verb.in_(NEWS), Issue.state.in_(PUBLIC))
        .order_by(Event.at.desc(), Event.id.desc())
        .limit(most + 1)
    )
    if before:
        at = sa.select(Event.at).where(Event.id == before).scalar_subquery()
        query = query.where(sa.tuple_(Event.at, Event.id) < sa.tuple_(at, before))
    return session.execute(query).all()


def newest(states: Iterable[State]) -> Sequence[Any]:
    """The few issues that came into one of these states last."""
    query = (
        sa.select(*CARD, Issue.outcome)
        .join(Community, Community.id == Issue.community_id)
        .where(Issue.state.in_(list(states)))
        .order_by(Issue.moved_at.desc(), Issue.id.desc())
        .limit(SHORT)
    )
    return session.execute(query).all()


def at_a_glance(now: datetime) -> Any:
    """How many issues were reported and resolved this season, and how many are open."""
    since = now - SEASON

    def count(*conditions: Any) -> Any:
        return sa.func.count(sa.case((sa.and_(*conditions), 1)))

    return session.execute(
        sa.select(
            count(Issue.reported_at >= since).label("reported"),
            count(Issue.state.in_(sorted(OPEN))).label("open"),
            count(Issue.resolved_at >= since).label("resolved"),
        )
    ).one()
