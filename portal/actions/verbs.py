"""What is done with action items; each verb changes rows and records one event."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _

from portal import lifecycle
from portal.actions.lifecycle import MOVES, State
from portal.actions.models import Action
from portal.db import session
from portal.issues.lifecycle import State as IssueState
from portal.issues.models import Issue
from portal.issues.verbs import Pictured, attach
from portal.journal import Actor, Event, Verb, record
from portal.lifecycle import NotNow, WrongState
from portal.people.models import Person


def belongs(person: Person, community_id: int, at: datetime) -> bool:
    """Whether the person holds any role in the community: only who belongs there can own an item."""
    return any(m.community_id == community_id and m.runs_at(at) for m in person.memberships)


def _must_be_acting(verb: Verb, issue: Issue) -> None:
    if issue.state is not IssueState.ACTING:
        raise WrongState(verb, issue)


def assign(issue: Issue, *, by: Actor, now: datetime, title: str, owner: Person, due_on: date) -> Event:
    """Hand out an action item: somebody of the community takes it on until a day."""
    _must_be_acting(Verb.ASSIGN, issue)
    if not belongs(owner, issue.community_id, now):
        raise NotNow(_("%(name)s does not belong to this community.", name=owner.name))
    action = Action(
        issue_id=issue.id,
        issue=issue,
        title=title,
        owner_id=owner.id,
        owner=owner,
        due_on=due_on,
        state=State.TODO,
        created_at=now,
        moved_at=now,
    )
    session.add(action)
    due = due_on.isoformat()
    return record(Verb.ASSIGN, action, by=by, at=now, for_id=owner.id, title=title, due_on=due)


def _move(verb: Verb, action: Action, *, by: Actor, now: datetime, **data: Any) -> Event:
    _must_be_acting(verb, action.issue)
    moved = lifecycle.move(MOVES, action, verb)
    action.moved_at = now
    action.done_at = now if action.state.is_done else None
    action.blocked_reason = data.get("reason")
    return record(verb, action, by=by, at=now, moved=moved, title=action.title, **data)


def start(action: Action, *, by: Actor, now: datetime) -> Event:
    """Begin to work on the item, or go on with it."""
    return _move(Verb.START, action, by=by, now=now)


def block(action: Action, *, by: Actor, now: datetime, reason: str) -> Event:
    """Say that the item is held up, and by what."""
    return _move(Verb.BLOCK, action, by=by, now=now, reason=reason)


def finish(action: Action, *, by: Actor, now: datetime) -> Event:
    """Say that the item is done."""
    return _move(Verb.FINISH, action, by=by, now=now)


def note(action: Action, *, by: Actor, now: datetime, text: str, pictures: Iterable[Pictured] = ()) -> Event:
    """Tell how it is going, perhaps with photos; the note is the event itself."""
    _must_be_acting(Verb.NOTE, action.issue)
    event = record(Verb.NOTE, action, by=by, at=now, title=action.title, text=text)
    attach(action.issue, event, pictures)
    return event


def reschedule(action: Action, *, by: Actor, now: datetime, due_on: date) -> Event:
    """Give the item another due date; the journal keeps the one before."""
    _must_be_acting(Verb.RESCHEDULE, action.issue)
    was, action.due_on = action.due_on.isoformat(), due_on
    due = due_on.isoformat()
    return record(Verb.RESCHEDULE, action, by=by, at=now, title=action.title, due_on=due, was=was)
