"""From the journal to the outbox: who is told of an event by mail, exactly once, and who is reminded.

Everything is worked out while reading; only then a short transaction posts the mails and moves the
cursor, both or neither. A job that dies in between has done nothing and does it again.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa

from portal.actions.lifecycle import State as ActionState
from portal.actions.models import Action
from portal.ballots.models import Ballot, RollEntry, Vote
from portal.db import session, writing
from portal.i18n import today, zone
from portal.inbox.audience import audience, holders
from portal.inbox.letters import LETTERS, Letter, item_due_soon, item_overdue, vote_ends_soon, written
from portal.inbox.models import Cursor
from portal.issues.lifecycle import State
from portal.issues.models import Issue
from portal.journal import Channel, Event, Role, latest_id
from portal.mail import Mail, post
from portal.people.models import Person

CURSOR = "mails"
BATCH = 50
"""Events read, and so mails written, in one round of the loop."""
STALE = timedelta(days=7)
"""What is older is no news any more: after a long standstill, or demo data filled in later."""
BEFORE = timedelta(days=2)
"""How long before its due date owner and office are reminded of an item."""
AGAIN = 7
"""Days between two reminders of an overdue item."""
VOTE_BEFORE = timedelta(days=1)
"""How long before a vote closes those are reminded who have not voted."""
MORNING = 8
"""The hour, where the portal is, from which reminders of the day go out."""


class Parcel(NamedTuple):
    """A mail ready to be posted."""

    person_id: int
    key: str
    subject: str
    body: str


Reminder = tuple[str, int, Callable[[Any], Letter], Any]
"""Its key, to whom, the letter, and what it is about."""


def start_cursor() -> None:
    """Begin with what comes next: nobody is told of what happened before the portal could tell."""
    with writing():
        if session.get(Cursor, CURSOR) is None:
            session.add(Cursor(name=CURSOR, event_id=latest_id()))


def tell_news(now: datetime) -> None:
    """Write the mails that follow from the events since the last time."""
    cursor = session.get(Cursor, CURSOR)
    if cursor is None:
        start_cursor()
        return
    seen = cursor.event_id
    while events := session.scalars(
        sa.select(Event).where(Event.id > seen).order_by(Event.id).limit(BATCH)
    ).all():
        last, parcels = events[-1].id, [p for event in events for p in news(event, now)]
        if not _post(parcels, now, cursor=(seen, last)):
            return
        seen = last


def news(event: Event, now: datetime) -> Iterator[Parcel]:
    """The mails that one event makes; none about what was imported, nor to whoever did it."""
    if event.verb not in LETTERS or event.channel is Channel.IMPORT or event.at < now - STALE:
        return
    capacities, write = LETTERS[event.verb]
    told = {p for p, concerned in audience(event).items() if concerned & capacities} - {event.by_id}
    for person in _people(told):
        subject, body = written(write, event, person, now)
        yield Parcel(person.id, f"event-{event.id}-{person.id}", subject, body)


def remind(now: datetime) -> None:
    """Write the reminders that are owed and not yet written."""
    owed = list(votes_missing(now))
    if now.astimezone(zone()).hour >= MORNING:
        owed += items_due(now)
    keys = [key for key, *_about in owed]
    there = set(session.scalars(sa.select(Mail.key).where(Mail.key.in_(keys)))) if keys else set()
    missing = [reminder for reminder in owed if reminder[0] not in there]
    people = {person.id: person for person in _people({person_id for _key, person_id, *_about in missing})}
    parcels = [
        Parcel(person_id, key, *written(write, about, people[person_id], now))
        for key, person_id, write, about in missing
    ]
    _post(parcels, now)


def votes_missing(now: datetime) -> Iterator[Reminder]:
    """Who on the roll has not voted in a vote that closes within a day and ran for longer than that."""
    query = (
        sa.select(Ballot, RollEntry.person_id)
        .join(RollEntry, RollEntry.ballot_id == Ballot.id)
        .outerjoin(Vote, sa.and_(Vote.ballot_id == Ballot.id, Vote.person_id == RollEntry.person_id))
        .where(
            Vote.ballot_id.is_(None),
            Ballot.closed_at.is_(None),
            Ballot.closes_at > now,
            Ballot.closes_at <= now + VOTE_BEFORE,
        )
    )
    for ballot, person_id in session.execute(query).unique():
        if ballot.opened_at < ballot.closes_at - VOTE_BEFORE:
            yield f"vote-ends-{ballot.id}-{person_id}", person_id, vote_ends_soon, ballot


def items_due(now: datetime) -> Iterator[Reminder]:
    """Items due in two days or less, and overdue ones: after a day, then weekly; owner and office each."""
    day = today(now)
    query = (
        sa.select(Action)
        .join(Issue, Issue.id == Action.issue_id)
        .where(Action.state != ActionState.DONE, Issue.state == State.ACTING, Action.due_on <= day + BEFORE)
    )
    office = cache(lambda community_id: holders(Role.SECRETARY, community_id, now))
    for action in session.scalars(query).unique():
        late = (day - action.due_on).days
        about = f"{action.id}-{action.due_on:%Y%m%d}"
        if late > 0:
            key, write = f"overdue-{about}-{(late - 1) // AGAIN}", item_overdue
        elif today(action.created_at) < action.due_on - BEFORE:  # else it was handed out only just now
            key, write = f"due-{about}", item_due_soon
        else:
            continue
        for person_id in {action.owner_id, *office(action.community_id)}:
            yield f"{key}-{person_id}", person_id, write, action


def _people(ids: Iterable[int]) -> list[Person]:
    query = sa.select(Person).where(Person.id.in_(sorted(ids))).order_by(Person.id)
    return list(session.scalars(query)) if ids else []


def _post(parcels: Iterable[Parcel], now: datetime, cursor: tuple[int, int] | None = None) -> bool:
    """Post the mails and move the cursor; False where somebody else has moved it in the meantime."""
    parcels = list(parcels)
    session.rollback()
    if not parcels and cursor is None:
        return True
    with writing():
        if cursor is not None:
            kept = session.get_one(Cursor, CURSOR)
            if kept.event_id != cursor[0]:
                return False
            kept.event_id = cursor[1]
        for parcel in parcels:
            post(parcel.person_id, key=parcel.key, subject=parcel.subject, body=parcel.body, now=now)
    return True
