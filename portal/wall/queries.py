"""Reading what a room may see: public issues alone, and by name only who holds an office."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from portal.actions.lifecycle import State as ActionState
from portal.actions.models import Action
from portal.actions.queries import SHOWN_OWNER
from portal.ballots.models import Ballot
from portal.ballots.queries import Standing, standing
from portal.db import session
from portal.i18n import today
from portal.issues.lifecycle import State
from portal.issues.models import Issue
from portal.issues.queries import PUBLIC
from portal.journal import Event, Verb
from portal.people.models import Person

VOTES = 8
"""So many votes stand on the wall; of more it says how many there are."""
LINES = 3
"""So many lines stand in each of the other lists."""
DECISIONS = 2
"""And of decisions so many."""
AHEAD = (State.VOTING, State.DELIBERATING, State.ADOPTED)
"""What the council has before it, in this order: to be put on record, to be talked over, to be handed out."""


class Lines(NamedTuple):
    """The first few of a list, and how many there are."""

    rows: Sequence[Any]
    total: int


def votes(community_id: int, at: datetime) -> list[Standing]:
    """Votes being taken, the first to close first; then those that closed today and wait for their record."""
    later = sa.orm.aliased(Ballot)
    query = (
        sa.select(Ballot)
        .join(Issue, Issue.id == Ballot.issue_id)
        .where(
            Issue.community_id == community_id,
            Issue.state == State.VOTING,
            ~sa.exists().where(later.issue_id == Ballot.issue_id, later.id > Ballot.id),
        )
        .order_by(Ballot.closes_at, Ballot.id)
    )
    found = [standing(ballot, at, {}) for ballot in session.scalars(query).unique()]
    fresh = [b for b in found if not b.is_open and today(b.closes_at) == today(at)]
    return [*(b for b in found if b.is_open), *fresh]


def decided(community_id: int, at: datetime) -> tuple[Lines, bool]:
    """What was decided today, and True; if nothing was, the decision before, and False."""
    query = (
        sa.select(Event.at, Event.state_to, Issue.id, Issue.title)
        .join(Issue, Issue.id == Event.issue_id)
        .where(Event.community_id == community_id, Event.verb == Verb.DECIDE, Issue.state.in_(sorted(PUBLIC)))
        .order_by(Event.at.desc(), Event.id.desc())
        .limit(30)
    )
    found = session.execute(query).all()
    new = [row for row in found if today(row.at) == today(at)]
    return (Lines(new[:DECISIONS], len(new)), True) if new else (Lines(found[:1], len(found[:1])), False)


def overdue(community_id: int, on: date) -> Lines:
    """Action items that should have been done, the longest waiting first; a resident's without a name."""
    query = (
        sa.select(
            Action.id,
            Action.title,
            Action.due_on,
            SHOWN_OWNER,
            sa.func.count().over().label("all"),
        )
        .join(Issue, Issue.id == Action.issue_id)
        .join(Person, Person.id == Action.owner_id)
        .where(
            Issue.community_id == community_id,
            Issue.state == State.ACTING,
            Action.state != ActionState.DONE,
            Action.due_on < on,
        )
        .order_by(Action.due_on, Action.id)
        .limit(LINES)
    )
    return _lines(query)


def ahead(community_id: int, at: datetime) -> Lines:
    """What the council has before it: votes to put on record, issues to talk over, decisions to hand out."""
    open_now = (
        sa.exists()
        .where(
            Ballot.issue_id == Issue.id,
            Ballot.closed_at.is_(None),
            Ballot.opened_at <= at,
            Ballot.closes_at > at,
        )
        .correlate(Issue)
    )
    rank = sa.case({state: place for place, state in enumerate(AHEAD)}, value=Issue.state)
    query = (
        sa.select(Issue.id, Issue.title, Issue.state, sa.func.count().over().label("all"))
        .where(Issue.community_id == community_id, Issue.state.in_(AHEAD), ~open_now)
        .order_by(rank, Issue.moved_at, Issue.id)
        .limit(LINES)
    )
    return _lines(query)


def _lines(query: Any) -> Lines:
    rows = session.execute(query).all()
    return Lines(rows, rows[0].all if rows else 0)
