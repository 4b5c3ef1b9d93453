"""Whom an event concerns: one table for the count in the header and for the mails."""

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from portal.actions.models import Action
from portal.ballots.models import Ballot, RollEntry
from portal.db import session
from portal.issues.models import Issue, Support
from portal.journal import Event, Role, Verb
from portal.people.models import Membership


class Capacity(StrEnum):
    """As what somebody is concerned by an event."""

    ACTOR = "actor"
    SUBJECT = "subject"  # whose role begins or ends
    VOTER = "voter"
    OWNER = "owner"
    REPORTER = "reporter"
    SUPPORTER = "supporter"
    CHAIR = "chair"
    SECRETARY = "secretary"


C = Capacity
CONCERNS: dict[Verb, tuple[Capacity, ...]] = {
    Verb.APPOINT: (C.SUBJECT,),
    Verb.ACCEPT_INVITATION: (C.SUBJECT,),
    Verb.END_TERM: (C.SUBJECT,),
    Verb.REPORT: (C.SECRETARY,),
    Verb.ACCEPT: (C.SECRETARY,),
    Verb.DECLINE: (C.REPORTER, C.SUPPORTER, C.SECRETARY),
    Verb.REFER: (C.CHAIR, C.SECRETARY),
    Verb.MERGE: (C.REPORTER, C.SUPPORTER, C.CHAIR, C.SECRETARY),
    Verb.ASK: (C.REPORTER,),
    Verb.ANSWER: (C.ACTOR, C.REPORTER),
    Verb.PUT_ON_AGENDA: (C.CHAIR, C.SECRETARY),
    Verb.OPEN_BALLOT: (C.VOTER, C.CHAIR),
    Verb.CAST: (C.ACTOR,),
    Verb.CLOSE_BALLOT: (C.VOTER, C.CHAIR),
    Verb.RETURN_TO_DELIBERATION: (C.VOTER, C.CHAIR),
    Verb.DECIDE: (C.VOTER, C.CHAIR, C.SECRETARY),
    Verb.START_ACTING: (C.OWNER, C.CHAIR, C.SECRETARY),
    Verb.ASSIGN: (C.OWNER, C.SECRETARY),
    Verb.START: (C.OWNER, C.SECRETARY),
    Verb.BLOCK: (C.OWNER, C.SECRETARY),
    Verb.FINISH: (C.OWNER, C.SECRETARY),
    Verb.RESCHEDULE: (C.OWNER,),
    Verb.RESOLVE: (C.OWNER, C.REPORTER, C.SUPPORTER, C.SECRETARY),
    Verb.RATE: (C.ACTOR, C.SECRETARY),
    Verb.REOPEN: (C.OWNER, C.REPORTER, C.SUPPORTER, C.CHAIR, C.SECRETARY),
    Verb.CLOSE: (C.SECRETARY,),
}
"""Whose needs each word of the journal can change."""


def audience(event: Event) -> dict[int, set[Capacity]]:
    """The persons whom the event concerns, each with the capacities in which it does."""
    concerned: dict[int, set[Capacity]] = {}
    for capacity in CONCERNS.get(event.verb, ()):
        for person_id in WHO[capacity](event):
            if person_id is not None:
                concerned.setdefault(person_id, set()).add(capacity)
    return concerned


def _voters(event: Event) -> Iterable[Any]:
    """The roll of the ballot; of all the issue's ballots where the event is about the issue."""
    query = sa.select(RollEntry.person_id).distinct()
    if event.thing.startswith(f"{Ballot.kind}:"):
        return session.scalars(query.where(RollEntry.ballot_id == event.thing_id))
    return session.scalars(query.join(Ballot).where(Ballot.issue_id == event.issue_id))


def _owners(event: Event) -> Iterable[Any]:
    """The owner of the action item; of all the issue's items where the event is about the issue."""
    one = event.thing.startswith(f"{Action.kind}:")
    mine = Action.id == event.thing_id if one else Action.issue_id == event.issue_id
    return session.scalars(sa.select(Action.owner_id).where(mine).distinct())


def _reporter(event: Event) -> Iterable[Any]:
    return session.scalars(sa.select(Issue.reporter_id).where(Issue.id == event.issue_id))


def _supporters(event: Event) -> Iterable[Any]:
    return session.scalars(sa.select(Support.person_id).where(Support.issue_id == event.issue_id))


def holders(role: Role, community_id: int | None, at: Any) -> list[int]:
    """Who holds the role in the community at that time."""
    query = sa.select(Membership.person_id).where(
        Membership.community_id == community_id,
        Membership.role == role,
        Membership.starts_at <= at,
        sa.or_(Membership.ends_at.is_(None), Membership.ends_at > at),
    )
    return list(session.scalars(query.distinct()))


WHO: dict[Capacity, Callable[[Event], Iterable[Any]]] = {
    C.ACTOR: lambda event: [event.by_id],
    C.SUBJECT: lambda event: [event.for_id],
    C.VOTER: _voters,
    C.OWNER: _owners,
    C.REPORTER: _reporter,
    C.SUPPORTER: _supporters,
    C.CHAIR: lambda event: holders(Role.CHAIR, event.community_id, event.at),
    C.SECRETARY: lambda event: holders(Role.SECRETARY, event.community_id, event.at),
}
