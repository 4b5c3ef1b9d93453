"""What the tests of ballots start from."""

from datetime import datetime, timedelta
from typing import Any

from portal.ballots import verbs
from portal.ballots.models import Ballot, Disclosure
from portal.ballots.rules.yes_no import YesNo
from portal.clock import now
from portal.db import session
from portal.issues.lifecycle import State
from portal.issues.models import Issue
from portal.journal import Role
from portal.people import verbs as people
from portal.people.models import Person
from tests.cast import FOUNDED, Cast
from tests.states import in_state

EVERYBODY = Cast.ACTORS
ROLL = ("member", "second_member", "chair")
QUESTION = "是否把六盏路灯换成感应灯？"
NAMED, HIDDEN = Disclosure.NAMED, Disclosure.HIDDEN


def a_ballot(
    cast: Cast,
    *,
    issue: Issue | None = None,
    disclosure: Disclosure = NAMED,
    rule: YesNo | None = None,
    opened: datetime | None = None,
    days: float = 3,
    **votes: str,
) -> Ballot:
    """An open vote of the willow council: its two members and its chair; `member="yes"` has voted."""
    at = opened or now() - timedelta(hours=2)
    event = verbs.open_ballot(
        issue or in_state(cast, State.DELIBERATING),
        by=cast.chair,
        now=at,
        question=QUESTION,
        rule=rule or YesNo.preset("simple", "half"),
        disclosure=disclosure,
        closes_at=at + timedelta(days=days),
    )
    ballot = session.get(Ballot, event.thing_id)
    assert ballot
    for who, choice in votes.items():
        verbs.cast(ballot, by=getattr(cast, who), now=at + timedelta(minutes=1), choice=choice)
    session.commit()
    return ballot


def over(cast: Cast, **kw: Any) -> Ballot:
    """A vote whose time is over since an hour ago, which nobody has announced."""
    return a_ballot(cast, opened=now() - timedelta(days=2), days=2 - 1 / 24, **kw)


def crowd(cast: Cast, count: int) -> list[Person]:
    """So many more members of the willow council."""
    people_made = []
    for number in range(count):
        person, _ = people.enrol(
            by=None, now=FOUNDED, name=f"议事员{number:02}", email=f"m{number}@example.org"
        )
        people.appoint(person, by=None, now=FOUNDED, role=Role.MEMBER, community_id=cast.willow.id)
        people_made.append(person)
    session.commit()
    return people_made
