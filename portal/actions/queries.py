"""Reading action items as rows shaped for a page."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Bundle

from portal.actions.lifecycle import State
from portal.actions.models import Action
from portal.db import session
from portal.issues.lifecycle import State as IssueState
from portal.issues.models import Issue
from portal.issues.queries import LINE, SHOWN_NAME
from portal.journal import OFFICES, Event
from portal.people.models import GRADED, Membership, Person

DONE_SHOWN = timedelta(days=30)
"""How long a finished item stays on the board."""

SERVED = (
    sa.select(Membership.id)
    .where(
        Membership.person_id == Action.owner_id,
        Membership.community_id == Issue.community_id,
        Membership.role.in_(sorted(OFFICES)),
        Membership.starts_at <= Action.created_at,
        sa.or_(Membership.ends_at.is_(None), Membership.ends_at > Action.created_at),
    )
    .correlate(Action, Issue)
    .exists()
)
"""The owner took the item on in an office: as in the journal, what counts is the role at that time."""

ITEM = (
    Action.id,
    Action.title,
    Action.state,
    Action.due_on,
    Action.done_at,
    Action.blocked_reason,
    Action.issue_id,
    Action.owner_id,
)
SHOWN_OWNER = sa.case((SERVED, Person.name)).label("owner")
"""Who holds an office is named in public; everybody else is a resident 居民."""
LAST = sa.case((Action.state == State.DONE, 1), else_=0)


def _items(*columns: Any) -> Any:
    return (
        sa.select(*ITEM, *columns)
        .join(Issue, Issue.id == Action.issue_id)
        .join(Person, Person.id == Action.owner_id)
        .order_by(LAST, Action.due_on, Action.id)
    )


def of_issue(issue_id: int) -> Sequence[Any]:
    """The issue's items: what is due first comes first, what is done last."""
    return session.execute(_items(SHOWN_OWNER).where(Action.issue_id == issue_id)).all()


def left_to_do(issue_id: int) -> Any:
    """How many items the issue has and how many are open, when the next is due, and when one moved last."""
    is_open = Action.state != State.DONE
    query = sa.select(
        sa.func.count().label("all"),
        sa.func.count(sa.case((is_open, Action.id))).label("open"),
        sa.func.min(sa.case((is_open, Action.due_on))).label("next_due"),
        sa.func.max(Action.moved_at).label("last_moved_at"),
    ).where(Action.issue_id == issue_id)
    return session.execute(query).one()


def owned_in(issue_id: int, person_id: int) -> Sequence[Action]:
    """What the person has taken on for this issue."""
    query = (
        sa.select(Action)
        .where(Action.issue_id == issue_id, Action.owner_id == person_id)
        .order_by(LAST, Action.due_on, Action.id)
    )
    return session.scalars(query).unique().all()


def shown_owner(action_id: int) -> str | None:
    """The owner's name as the public sees it; None for a resident."""
    return session.execute(_items(SHOWN_OWNER).where(Action.id == action_id)).one().owner


def board(community_id: int, at: datetime) -> Sequence[Any]:
    """What the community is working on, and what it finished lately; for the council's eyes."""
    issue: Bundle[Any] = Bundle("issue", Issue.title, Issue.state)
    query = _items(Person.name.label("owner"), Person.sort_name, Issue.community_id, issue).where(
        Issue.community_id == community_id,
        sa.or_(
            sa.and_(Action.state != State.DONE, Issue.state == IssueState.ACTING),
            sa.and_(Action.state == State.DONE, Action.done_at > at - DONE_SHOWN),
        ),
    )
    return session.execute(query).all()


def possible_owners(community_id: int, at: datetime) -> Sequence[Any]:
    """Everybody who holds a role in the community, by pinyin; once each, with their weightiest role."""
    lightest_first = sa.case({role: i for i, role in enumerate(reversed(GRADED))}, value=Membership.role)
    query = (
        sa.select(Person.id, Person.name, Membership.role)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.community_id == community_id,
            Membership.starts_at <= at,
            sa.or_(Membership.ends_at.is_(None), Membership.ends_at > at),
        )
        .order_by(Person.sort_name, Person.id, lightest_first)
    )
    return list({row.id: row for row in session.execute(query)}.values())


def history(action_id: int) -> Sequence[Any]:
    """Everything that happened to the item, progress notes among it."""
    query = (
        sa.select(*LINE, SHOWN_NAME)
        .outerjoin(Person, Person.id == Event.by_id)
        .where(Event.thing == f"{Action.kind}:{action_id}")
        .order_by(Event.id)
    )
    return session.execute(query).all()


def newest_event(community_id: int) -> int:
    """The last event of the community, by which a board knows that it is behind."""
    query = sa.select(sa.func.max(Event.id)).where(Event.community_id == community_id)
    return session.scalar(query) or 0
