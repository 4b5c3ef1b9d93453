"""Reading issues as rows shaped for a page: a fixed number of queries, keyset paging, no entities."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.communities.models import Community
from portal.db import session
from portal.issues.lifecycle import State
from portal.issues.models import Comment, Issue, IssueWord, Photo, Proposal, Question, Rating, Support
from portal.issues.words import EVENTS
from portal.journal import Event, Role, Verb
from portal.people.models import Person
from portal.search import wanted

PAGE = 25
THREAD = 40
MOST_WORDS = 20
"""Of a longer search no more is looked for: each word is a join, of which SQLite takes 64 at most."""

PUBLIC = [state for state in State if state.is_public]

CARD = (
    Issue.id,
    Issue.title,
    Issue.state,
    Issue.category,
    Issue.place,
    Issue.reported_at,
    Issue.moved_at,
    Issue.support_count,
    Issue.comment_count,
    Issue.referred_to,
    Community.slug.label("community_slug"),
    Community.name.label("name"),
    Community.name_en.label("name_en"),
)


def listing(
    *,
    states: Iterable[State] = PUBLIC,
    community_id: int | None = None,
    category: str | None = None,
    text: str = "",
    before: int | None = None,
) -> Sequence[Any]:
    """A page of issues, newest report first, one more than fits so that the pager knows."""
    query = sa.select(*CARD).join(Community, Community.id == Issue.community_id)
    query = _matching(query, community_id, category, text).where(Issue.state.in_(list(states)))
    if before:
        last = sa.select(Issue.reported_at).where(Issue.id == before).scalar_subquery()
        query = query.where(sa.tuple_(Issue.reported_at, Issue.id) < sa.tuple_(last, before))
    query = query.order_by(Issue.reported_at.desc(), Issue.id.desc()).limit(PAGE + 1)
    return session.execute(query).all()


def counted(
    *, community_id: int | None = None, category: str | None = None, text: str = ""
) -> Counter[State]:
    """How many public issues the same search finds, by where they stand."""
    query = _matching(sa.select(Issue.state, sa.func.count()), community_id, category, text)
    query = query.where(Issue.state.in_(PUBLIC)).group_by(Issue.state)
    return Counter(dict(iter(session.execute(query))))


def _matching(query: Any, community_id: int | None, category: str | None, text: str) -> Any:
    if community_id:
        query = query.where(Issue.community_id == community_id)
    if category:
        query = query.where(Issue.category == category)
    tokens = sorted(wanted(text))[:MOST_WORDS]
    if text and not tokens:
        return query.where(sa.false())
    for token in tokens:
        word = aliased(IssueWord)
        query = query.join(word, sa.and_(word.issue_id == Issue.id, word.word == token))
    return query


def similar(community_id: int, title: str, *, except_id: int | None = None, most: int = 5) -> Sequence[Any]:
    """Open public issues that share the most words with a title."""
    tokens = {t for t in wanted(title) if len(t) > 1}
    if not tokens:
        return []
    shared = sa.func.count().label("shared")
    query = (
        sa.select(Issue.id, Issue.title, Issue.state, Issue.support_count, shared)
        .join(IssueWord, IssueWord.issue_id == Issue.id)
        .where(
            IssueWord.word.in_(sorted(tokens)),
            Issue.community_id == community_id,
            Issue.state.in_([s for s in State if s.is_public and s.is_open]),
            Issue.id != (except_id or 0),
        )
        .group_by(Issue.id, Issue.title, Issue.state, Issue.support_count)
        .having(shared >= max(1, len(tokens) // 3))
        .order_by(shared.desc(), Issue.id.desc())
        .limit(most)
    )
    return session.execute(query).all()


LINE = (Event.id, Event.at, Event.verb, Event.by_role, Event.channel, Event.data, Event.state_to, Event.thing)
SHOWN_NAME = sa.case((Event.by_role.in_([r for r in Role if r.is_office]), Person.name)).label("name")
"""Office holders are shown by name; whoever acted as a resident stays 居民."""


def history(issue_id: int) -> Sequence[Any]:
    """The issue's chain from the first sentence on; supports are counted elsewhere and left out."""
    query = (
        sa.select(*LINE, SHOWN_NAME)
        .outerjoin(Person, Person.id == Event.by_id)
        .where(Event.issue_id == issue_id, Event.verb.in_([v for v in EVENTS if v != Verb.SUPPORT]))
        .order_by(Event.id)
    )
    return session.execute(query).all()


def visited(issue_id: int) -> set[str]:
    """Every state in which the issue has been, by its journal."""
    states = session.scalars(sa.select(Event.state_to).where(Event.issue_id == issue_id).distinct())
    return {state for state in states if state}


def thread(issue_id: int) -> tuple[Sequence[Any], bool]:
    """The latest of the deliberation, oldest first, and whether there is more before."""
    query = (
        sa.select(Comment.id, Comment.body, Comment.at, Person.name)
        .join(Person, Person.id == Comment.author_id)
        .where(Comment.issue_id == issue_id)
        .order_by(Comment.id.desc())
        .limit(THREAD + 1)
    )
    found = session.execute(query).all()
    return found[:THREAD][::-1], len(found) > THREAD


def earlier_comments(issue_id: int, before: int) -> tuple[Sequence[Any], bool]:
    """What was said before a comment, newest first."""
    query = (
        sa.select(Comment.id, Comment.body, Comment.at, Person.name)
        .join(Person, Person.id == Comment.author_id)
        .where(Comment.issue_id == issue_id, Comment.id < before)
        .order_by(Comment.id.desc())
        .limit(THREAD + 1)
    )
    found = session.execute(query).all()
    return found[:THREAD], len(found) > THREAD


def proposals(issue_id: int) -> Sequence[Any]:
    """The ways to solve it that members have written."""
    query = (
        sa.select(Proposal.id, Proposal.title, Proposal.body, Proposal.cost_fen, Proposal.at, Person.name)
        .join(Person, Person.id == Proposal.author_id)
        .where(Proposal.issue_id == issue_id)
        .order_by(Proposal.id)
    )
    return session.execute(query).all()


def pictures(issue_id: int) -> dict[int, list[Any]]:
    """The issue's photos by the event that they came with."""
    query = (
        sa.select(Photo.id, Photo.event_id, Photo.width, Photo.height)
        .where(Photo.issue_id == issue_id)
        .order_by(Photo.id)
    )
    by_event: dict[int, list[Any]] = {}
    for photo in session.execute(query):
        by_event.setdefault(photo.event_id, []).append(photo)
    return by_event


def pictures_of(issue_id: int, verb: Verb) -> Sequence[Any]:
    """The photos that came with the report, or with the last closing statement."""
    last = sa.select(sa.func.max(Event.id)).where(Event.issue_id == issue_id, Event.verb == verb)
    query = (
        sa.select(Photo.id, Photo.event_id, Photo.width, Photo.height)
        .where(Photo.issue_id == issue_id, Photo.event_id == last.scalar_subquery())
        .order_by(Photo.id)
    )
    return session.execute(query).all()


def rating_summary(issue_id: int, round: int) -> Any:
    """How many rated this round, how many call it solved, and the mean satisfaction."""
    return session.execute(
        sa.select(
            sa.func.count().label("count"),
            sa.func.coalesce(sa.func.sum(sa.case((Rating.is_solved, 1), else_=0)), 0).label("solved"),
            sa.func.avg(Rating.satisfaction).label("satisfaction"),
        ).where(Rating.issue_id == issue_id, Rating.round == round)
    ).one()


def rating_of(issue_id: int, round: int, person_id: int | None) -> Rating | None:
    """What this person said in this round."""
    return session.scalar(
        sa.select(Rating).where(
            Rating.issue_id == issue_id,
            Rating.round == round,
            Rating.person_id.is_not_distinct_from(person_id),
        )
    )


def questions(issue_id: int) -> Sequence[Question]:
    """What the secretary asked the reporter."""
    return (
        session.scalars(sa.select(Question).where(Question.issue_id == issue_id).order_by(Question.id))
        .unique()
        .all()
    )


def reported_by(person_id: int | None, tracked: Iterable[int]) -> Sequence[Any]:
    """One's own reports, by account or by the codes that the browser holds, the newest first."""
    mine = Issue.reporter_id == person_id if person_id is not None else sa.false()
    query = (
        sa.select(*CARD, Issue.outcome, Issue.reason)
        .join(Community, Community.id == Issue.community_id)
        .where(sa.or_(mine, Issue.id.in_(sorted(tracked))))
        .order_by(Issue.id.desc())
        .limit(100)
    )
    return session.execute(query).all()


def supported_among(person_id: int | None, issue_ids: Iterable[int]) -> set[int]:
    """Which of these issues the person supports."""
    if person_id is None:
        return set()
    query = sa.select(Support.issue_id).where(
        Support.person_id == person_id, Support.issue_id.in_(list(issue_ids))
    )
    return set(session.scalars(query))
