"""What is new: the latest of the journal, and what the front page and a council's page show of it."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa

from portal.ballots.models import Ballot
from portal.ballots.queries import Standing, standing
from portal.communities.models import Community
from portal.db import session
from portal.issues.lifecycle import OPEN, State
from portal.issues.models import Issue, Photo, Rating
from portal.issues.queries import CARD, LINE, PUBLIC, SHOWN_NAME
from portal.journal import Event, Verb
from portal.people.models import Person

PAGE = 30
RECENT = 5
SHORT = 4
FEW = 3
AGENDA = 12
SETTLED = sorted(state for state in State if state.is_settled)
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


def newest(states: Iterable[State], place: int, most: int = SHORT) -> Sequence[Any]:
    """The few issues that came into one of these states last; of one community, or of all (0)."""
    query = (
        sa.select(*CARD)
        .join(Community, Community.id == Issue.community_id)
        .where(Issue.state.in_(list(states)), *_of(place))
        .order_by(Issue.moved_at.desc(), Issue.id.desc())
        .limit(most)
    )
    return session.execute(query).all()


def handled(place: int) -> Sequence[Any]:
    """What got done last: the closing statement, its first photo, and what the residents say of it."""

    def of_ratings(figure: Any) -> Any:
        rated = sa.select(figure).where(Rating.issue_id == Issue.id, Rating.round == Issue.round)
        return rated.correlate(Issue).scalar_subquery()

    photo = (
        sa.select(sa.func.min(Photo.id))
        .join(Event, Event.id == Photo.event_id)
        .where(Photo.issue_id == Issue.id, Event.verb == Verb.RESOLVE, Event.at == Issue.resolved_at)
        .correlate(Issue)
        .scalar_subquery()
    )
    query = (
        sa.select(
            *CARD,
            Issue.outcome,
            Issue.resolved_at,
            photo.label("photo_id"),
            of_ratings(sa.func.count()).label("ratings"),
            of_ratings(sa.func.count(sa.case((Rating.is_solved, 1)))).label("solved"),
            of_ratings(sa.func.avg(Rating.satisfaction)).label("satisfaction"),
        )
        .join(Community, Community.id == Issue.community_id)
        .where(Issue.state.in_(SETTLED), Issue.resolved_at.is_not(None), *_of(place))
        .order_by(Issue.resolved_at.desc(), Issue.id.desc())
        .limit(FEW)
    )
    return session.execute(query).all()


class Vote(NamedTuple):
    """A vote and what it is about."""

    standing: Standing
    issue: Issue


def votes(place: int, at: datetime) -> list[Vote]:
    """The votes that are open at that moment, the next to close first."""
    query = (
        sa.select(Ballot)
        .join(Ballot.issue)
        .where(Ballot.closed_at.is_(None), Ballot.opened_at <= at, Ballot.closes_at > at)
        .where(Issue.state.in_(PUBLIC), *_of(place))
        .order_by(Ballot.closes_at, Ballot.id)
        .limit(SHORT)
    )
    return [Vote(standing(b, at, {}), b.issue) for b in session.scalars(query).unique()]


class Decision(NamedTuple):
    """What a council decided, with the vote that it rests on."""

    at: datetime
    is_adopted: bool
    text: str
    issue: Issue
    vote: Standing | None


def decisions(place: int, at: datetime) -> list[Decision]:
    """The last decisions of one council, or of all."""
    query = (
        sa.select(Event, Issue)
        .join(Issue, Issue.id == Event.issue_id)
        .where(Event.verb == Verb.DECIDE, Issue.state.in_(PUBLIC), *_of(place))
        .order_by(Event.at.desc(), Event.id.desc())
        .limit(FEW)
    )
    found = session.execute(query).unique().all()
    taken = sa.select(Ballot).where(Ballot.issue_id.in_({issue.id for _event, issue in found}))
    ballots = session.scalars(taken.order_by(Ballot.id)).unique().all()

    def before(event: Event) -> Standing | None:
        own = [b for b in ballots if b.issue_id == event.issue_id and b.opened_at <= event.at]
        return standing(own[-1], at, {}) if own else None

    return [
        Decision(
            event.at, event.state_to == State.ADOPTED, event.data.get("text") or "", issue, before(event)
        )
        for event, issue in found
    ]


def _of(place: int) -> list[Any]:
    return [Issue.community_id == place] if place else []


def at_a_glance(now: datetime) -> Any:
    """How many issues were reported and resolved this season, how many are open and how many on an agenda."""
    since = now - SEASON

    def count(*conditions: Any) -> Any:
        return sa.func.count(sa.case((sa.and_(*conditions), 1)))

    return session.execute(
        sa.select(
            count(Issue.reported_at >= since).label("reported"),
            count(Issue.resolved_at >= since).label("resolved"),
            count(Issue.state.in_(sorted(OPEN))).label("open"),
            count(Issue.state == State.DELIBERATING).label("deliberating"),
        )
    ).one()
