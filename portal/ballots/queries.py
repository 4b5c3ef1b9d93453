"""Reading ballots: what may be shown of them at a moment, and what is open to whom."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from portal.ballots.models import Ballot, Vote
from portal.ballots.rules.base import Need, Requirement, Threshold
from portal.db import session
from portal.issues.models import Proposal
from portal.journal import Role
from portal.people.models import Membership, Person

VOTERS = (Role.MEMBER, Role.CHAIR)
"""Who sits on the council and so on the roll; the secretary keeps its papers and does not vote."""


class Standing(NamedTuple):
    """All that anybody may be shown of a ballot at a moment; what is hidden is not in it."""

    id: int
    question: str
    proposal: Proposal | None
    is_open: bool
    is_named: bool
    is_shown: bool
    opened_at: datetime
    closes_at: datetime  # when it ended, once it is over
    roll: int
    turnout: int
    totals: Mapping[str, int]
    requirements: Sequence[Requirement]
    unshown: Sequence[tuple[Need, Threshold]]  # what else is asked for, without how it stands
    is_quorate: bool
    is_passed: bool
    voters: Mapping[str, Sequence[str]]


def standing(ballot: Ballot, at: datetime, voters: Mapping[str, Sequence[str]]) -> Standing:
    """What may be shown of the ballot at that moment: nothing but the turnout while it is hidden."""
    result, shown = ballot.count(), ballot.is_shown(at)
    return Standing(
        id=ballot.id,
        question=ballot.question,
        proposal=ballot.proposal,
        is_open=ballot.is_open(at),
        is_named=ballot.is_named,
        is_shown=shown,
        opened_at=ballot.opened_at,
        closes_at=ballot.closed_at or ballot.closes_at,
        roll=ballot.roll_size,
        turnout=ballot.turnout,
        totals={choice: int(weight) for choice, weight in result.totals.items()} if shown else {},
        requirements=[r for r in result.requirements if shown or r.need is Need.QUORUM],
        unshown=[
            (r.need, r.threshold) for r in result.requirements if not shown and r.need is not Need.QUORUM
        ],
        is_quorate=result.is_quorate,
        is_passed=shown and result.is_passed,
        voters=voters if ballot.is_named else {},
    )


def standings(ballots: Sequence[Ballot], at: datetime) -> list[Standing]:
    """Ballots as they may be shown, in the order given."""
    names = _voters([ballot.id for ballot in ballots if ballot.is_named])
    return [standing(ballot, at, names.get(ballot.id, {})) for ballot in ballots]


def one(ballot_id: int, at: datetime) -> Standing | None:
    """One ballot as it may be shown."""
    ballot = session.get(Ballot, ballot_id)
    if ballot is None:
        return None
    return standing(ballot, at, _voters([ballot_id] if ballot.is_named else []).get(ballot_id, {}))


def _voters(named_ids: Sequence[int]) -> dict[int, dict[str, list[str]]]:
    names: dict[int, dict[str, list[str]]] = {}
    if not named_ids:
        return names
    query = (
        sa.select(Vote.ballot_id, Vote.choice, Person.name)
        .join(Person, Person.id == Vote.person_id)
        .where(Vote.ballot_id.in_(named_ids))
        .order_by(Person.sort_name, Person.id)
    )
    for ballot_id, choice, name in session.execute(query):
        names.setdefault(ballot_id, {}).setdefault(choice, []).append(name)
    return names


def of_issue(issue: Any) -> Sequence[Ballot]:
    """All votes ever taken on the issue, the latest first; read once for all the parts of its page."""
    ballots: Sequence[Ballot] = issue.ballots
    return ballots[::-1]


def latest(issue_id: int) -> Ballot | None:
    """The vote that counts: the last one that was opened on the issue."""
    query = sa.select(Ballot).where(Ballot.issue_id == issue_id).order_by(Ballot.id.desc()).limit(1)
    return session.scalars(query).unique().first()


def choice_of(ballot_id: int, person_id: int | None) -> str | None:
    """What the person has chosen, for their own eyes."""
    if person_id is None:
        return None
    return session.scalar(
        sa.select(Vote.choice).where(Vote.ballot_id == ballot_id, Vote.person_id == person_id)
    )


def council(community_id: int, at: datetime) -> Sequence[int]:
    """Who sits on the community's council at that moment: its members and its chair."""
    query = (
        sa.select(Membership.person_id)
        .distinct()
        .where(
            Membership.community_id == community_id,
            Membership.role.in_(VOTERS),
            Membership.starts_at <= at,
            sa.or_(Membership.ends_at.is_(None), Membership.ends_at > at),
        )
        .order_by(Membership.person_id)
    )
    return session.scalars(query).all()


def over(at: datetime) -> Sequence[int]:
    """Ballots whose time is over and whose end nobody has announced yet."""
    query = sa.select(Ballot.id).where(Ballot.closed_at.is_(None), Ballot.closes_at <= at).order_by(Ballot.id)
    return session.scalars(query).all()


def recount(ballot_id: int) -> dict[str, int]:
    """The tally counted anew from the votes themselves."""
    query = sa.select(Vote.choice, sa.func.count()).where(Vote.ballot_id == ballot_id).group_by(Vote.choice)
    return dict(iter(session.execute(query)))
