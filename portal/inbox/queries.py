"""What needs a person 待办: one query for each group, and one that counts them all."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from portal.actions.lifecycle import State as ActionState
from portal.actions.models import Action
from portal.ballots.models import Ballot, RollEntry, Vote
from portal.communities.models import Community
from portal.db import Moment, session
from portal.i18n import today
from portal.issues.lifecycle import OPEN, State
from portal.issues.models import TRIAGE_WITHIN, Issue, Question, Rating, Support
from portal.journal import Event, Role, Verb
from portal.people.models import Person

MOST = {"reports": 5}
MOST_OF_ANY = 10
"""Rows of one group on the page, each with its form; the count says when there are more."""
ASKED_FOR = timedelta(days=30)
"""How long after an issue was resolved people are asked to rate it."""
CLOSED_AFTER = timedelta(days=7)
"""When a resolved issue can be laid to the files although nobody has rated it."""


@dataclass(frozen=True)
class Standing:
    """Who asks: the person, the communities that they chair or whose office they keep, and the moment.

    Holds values, or for the queries below the parameters that stand for them.
    """

    person_id: Any
    chairs: Any
    keeps: Any
    at: Any
    asked_since: Any  # what was resolved later can still be rated
    closable_since: Any  # what was resolved earlier can be laid to the files
    owed_since: Any  # what was reported earlier should have had its first answer
    today: Any
    today_said: Any  # the same as text, as the journal keeps days


def standing(person: Person, at: datetime) -> Standing:
    """What the person holds at that moment."""
    chairs, keeps = (person.communities_as(role, at=at) for role in (Role.CHAIR, Role.SECRETARY))
    on, said = today(at), today(at).isoformat()
    since = (at - ASKED_FOR, at - CLOSED_AFTER, at - TRIAGE_WITHIN)
    return Standing(person.id, chairs, keeps, at, *since, on, said)


MOMENTS = ("at", "asked_since", "closable_since", "owed_since")
ANYBODY = Standing(
    sa.bindparam("person_id", type_=sa.Integer),
    sa.bindparam("chairs", type_=sa.Integer, expanding=True),
    sa.bindparam("keeps", type_=sa.Integer, expanding=True),
    today=sa.bindparam("today", type_=sa.Date),
    today_said=sa.bindparam("today_said", type_=sa.String),
    **{name: sa.bindparam(name, type_=Moment) for name in MOMENTS},
)
"""Stands for whoever asks, so that a query is put together once and not for each page's header."""


ABOUT = (Issue.id.label("issue_id"), Issue.title.label("issue_title"), Issue.state.label("issue_state"),
         Community.slug, Community.name, Community.name_en)  # fmt: skip


def _of_issues(*columns: Any) -> Any:
    """Rows about issues, with the community where it happens."""
    return sa.select(*columns, *ABOUT).join(Community, Community.id == Issue.community_id)


def votes(who: Standing) -> Any:
    """Votes open to the person and not yet cast, the first to close first."""
    return (
        _of_issues(Ballot.id, Ballot.question, Ballot.closes_at, Ballot.disclosure)
        .select_from(Ballot)
        .join(Issue, Issue.id == Ballot.issue_id)
        .join(RollEntry, sa.and_(RollEntry.ballot_id == Ballot.id, RollEntry.person_id == who.person_id))
        .outerjoin(Vote, sa.and_(Vote.ballot_id == Ballot.id, Vote.person_id == who.person_id))
        .where(
            Vote.ballot_id.is_(None),
            Ballot.closed_at.is_(None),
            Ballot.opened_at <= who.at,
            Ballot.closes_at > who.at,
        )
        .order_by(Ballot.closes_at, Ballot.id)
    )


def items(who: Standing) -> Any:
    """Action items that the person owes, the overdue and the soonest due first."""
    return (
        _of_issues(Action.id, Action.title, Action.due_on, Action.state)
        .select_from(Action)
        .join(Issue, Issue.id == Action.issue_id)
        .where(
            Action.owner_id == who.person_id,
            Action.state != ActionState.DONE,
            Issue.state == State.ACTING,
        )
        .order_by(Action.due_on, Action.id)
    )


def reports(who: Standing) -> Any:
    """Reports that wait for the secretary's first answer, the oldest first."""
    return (
        _of_issues(Issue.reported_at, Issue.body, Issue.place, Issue.category)
        .select_from(Issue)
        .where(Issue.community_id.in_(who.keeps), Issue.state == State.REPORTED)
        .order_by(Issue.reported_at, Issue.id)
    )


def questions(who: Standing) -> Any:
    """What the secretary asked about the person's own reports."""
    return (
        _of_issues(Question.id, Question.text, Question.asked_at)
        .select_from(Question)
        .join(Issue, Issue.id == Question.issue_id)
        .where(
            Issue.reporter_id == who.person_id,
            Question.answered_at.is_(None),
            Issue.state.in_(sorted(OPEN)),
        )
        .order_by(Question.asked_at, Question.id)
    )


def ratings(who: Standing) -> Any:
    """Resolved issues that the person reported or supported and has not rated in this round."""
    theirs = sa.union(
        sa.select(Issue.id).where(Issue.reporter_id == who.person_id),
        sa.select(Support.issue_id).where(Support.person_id == who.person_id),
    )
    rated = sa.select(Rating.id).where(
        Rating.issue_id == Issue.id, Rating.round == Issue.round, Rating.person_id == who.person_id
    )
    return (
        _of_issues(Issue.resolved_at, Issue.outcome)
        .select_from(Issue)
        .where(
            Issue.id.in_(theirs),
            Issue.state.in_([state for state in State if state.is_settled]),
            Issue.resolved_at > who.asked_since,
            ~rated.exists(),
        )
        .order_by(Issue.resolved_at, Issue.id)
    )


def steps(who: Standing) -> Any:
    """Issues that the chair or the secretary can move on, the longest waiting first."""
    voting = sa.select(Ballot.id).where(
        Ballot.issue_id == Issue.id, Ballot.closed_at.is_(None), Ballot.closes_at > who.at
    )
    item = sa.select(Action.id).where(Action.issue_id == Issue.id)
    solved = sa.select(Rating.id).where(
        Rating.issue_id == Issue.id, Rating.round == Issue.round, Rating.is_solved
    )
    handed_on = sa.select(sa.func.max(Event.id)).where(Event.issue_id == Issue.id, Event.verb == Verb.REFER)
    unanswered = sa.select(Event.id).where(
        Event.id == handed_on.correlate(Issue).scalar_subquery(),
        Event.data["due_on"].as_string() < who.today_said,
    )
    both = Issue.state.in_([State.ADOPTED, State.REOPENED])
    for_chair = sa.or_(
        both, Issue.state == State.DELIBERATING, sa.and_(Issue.state == State.VOTING, ~voting.exists())
    )
    for_secretary = sa.or_(
        both,
        sa.and_(
            Issue.state == State.ACTING,
            item.exists(),
            ~item.where(Action.state != ActionState.DONE).exists(),
        ),
        sa.and_(Issue.state == State.REFERRED, unanswered.exists()),
        sa.and_(
            Issue.state == State.RESOLVED,
            sa.or_(Issue.resolved_at <= who.closable_since, solved.exists()),
        ),
    )
    return (
        _of_issues(Issue.moved_at, Issue.referred_to)
        .select_from(Issue)
        .where(
            sa.or_(
                sa.and_(Issue.community_id.in_(who.chairs), for_chair),
                sa.and_(Issue.community_id.in_(who.keeps), for_secretary),
            )
        )
        .order_by(Issue.moved_at, Issue.id)
    )


GROUPS = {query.__name__: query(ANYBODY) for query in (votes, items, reports, questions, ratings, steps)}
"""The groups of the page, in its order."""

COUNTS = sa.select(
    *(
        sa.select(sa.func.count()).select_from(query.order_by(None).subquery()).scalar_subquery().label(name)
        for name, query in GROUPS.items()
    )
)


def counts(who: Standing) -> dict[str, int]:
    """How much of each needs the person, in one query."""
    return dict(session.execute(COUNTS, vars(who)).one()._mapping)


def needs(who: Standing, names: Iterable[str]) -> dict[str, Sequence[Any]]:
    """The rows of these groups, one query each."""
    most = {name: MOST.get(name, MOST_OF_ANY) for name in names}
    return {name: session.execute(GROUPS[name].limit(most[name]), vars(who)).all() for name in names}


LATE = sa.select(
    *(
        sa.select(sa.func.count()).select_from(query.order_by(None).subquery()).scalar_subquery().label(name)
        for name, query in {
            "items": items(ANYBODY).where(Action.due_on < ANYBODY.today),
            "reports": reports(ANYBODY).where(Issue.reported_at < ANYBODY.owed_since),
            "steps": steps(ANYBODY).where(Issue.state == State.REFERRED),
        }.items()
    )
)


def late(who: Standing) -> dict[str, int]:
    """How much of it is overdue, by group, in one query; what has no due date never is."""
    return dict(session.execute(LATE, vars(who)).one()._mapping)


def next_vote(who: Standing) -> Any:
    """The first vote to close of those that the person has cast, or convenes."""
    cast = sa.select(Vote.ballot_id).where(Vote.ballot_id == Ballot.id, Vote.person_id == who.person_id)
    query = (
        _of_issues(Ballot.id, Ballot.question, Ballot.closes_at)
        .select_from(Ballot)
        .join(Issue, Issue.id == Ballot.issue_id)
        .where(
            Ballot.closed_at.is_(None),
            Ballot.closes_at > who.at,
            sa.or_(cast.exists(), Issue.community_id.in_(who.chairs)),
        )
        .order_by(Ballot.closes_at)
        .limit(1)
    )
    return session.execute(query).first()


def next_item(who: Standing) -> Any:
    """The first action item to fall due where the person keeps the office or convenes the council."""
    query = (
        _of_issues(Action.id, Action.title, Action.due_on)
        .select_from(Action)
        .join(Issue, Issue.id == Action.issue_id)
        .where(
            Action.state != ActionState.DONE,
            Action.due_on >= who.today,
            Issue.state == State.ACTING,
            Issue.community_id.in_([*who.keeps, *who.chairs]),
        )
        .order_by(Action.due_on)
        .limit(1)
    )
    return session.execute(query).first()


def overseen(subdistrict_ids: Iterable[int], who: Standing) -> Sequence[Any]:
    """Each community of these subdistricts with what is overdue there, where most is comes first."""

    def number(query: Any, name: str) -> Any:
        return query.correlate(Community).scalar_subquery().label(name)

    here = Issue.community_id == Community.id
    owed = sa.select(sa.func.count(Issue.id)).where(
        here, Issue.state == State.REPORTED, Issue.reported_at < who.owed_since
    )
    due = (
        sa.select(sa.func.count(Action.id))
        .join(Issue, Issue.id == Action.issue_id)
        .where(here, Issue.state == State.ACTING, Action.state != ActionState.DONE, Action.due_on < who.today)
    )
    oldest = sa.select(sa.func.min(Issue.reported_at)).where(here, Issue.state == State.REPORTED)
    columns = [number(owed, "reports"), number(due, "items"), number(oldest, "oldest")]
    query = (
        sa.select(Community.slug, Community.name, Community.name_en, *columns)
        .where(Community.subdistrict_id.in_(list(subdistrict_ids)))
        .order_by(Community.id)
    )
    return sorted(session.execute(query).all(), key=lambda row: -(row.reports + row.items))
