"""An issue in every state, brought there by the same verbs that the pages use."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from portal.actions import verbs as actions
from portal.ballots import verbs as ballots
from portal.ballots.models import Ballot, Disclosure
from portal.ballots.rules.yes_no import YesNo
from portal.clock import now
from portal.db import session
from portal.issues import verbs
from portal.issues.lifecycle import State
from portal.issues.models import Issue
from tests.cast import Cast

Step = Callable[[Cast, Issue, datetime], Any]


def accept(cast: Cast, issue: Issue, at: datetime) -> None:
    """Taken on, and supported by the neighbour."""
    verbs.accept(issue, by=cast.secretary, now=at)
    verbs.support(issue, by=cast.neighbour, now=at)


def agenda(cast: Cast, issue: Issue, at: datetime) -> None:
    """On the agenda, with a comment and a proposal."""
    verbs.put_on_agenda(issue, by=cast.chair, now=at)
    verbs.comment(issue, by=cast.member, now=at, body="先问问一楼的住户。")
    verbs.propose(issue, by=cast.member, now=at, title="换成感应灯", body="由物业更换。", cost_fen=320_000)


def vote(cast: Cast, issue: Issue, at: datetime) -> None:
    """Put to the vote, which is still going on."""
    ballots.open_ballot(
        issue,
        by=cast.chair,
        now=at,
        question="是否更换路灯？",
        rule=YesNo.preset("simple", "half"),
        disclosure=Disclosure.NAMED,
        closes_at=now() + timedelta(days=3),
    )


def finish_vote(cast: Cast, issue: Issue, at: datetime, choice: str = "yes") -> None:
    """Both members and the chair voted, and the chair closed it."""
    ballot = session.scalars(select(Ballot).where(Ballot.issue_id == issue.id)).one()
    for person in (cast.member, cast.second_member, cast.chair):
        ballots.cast(ballot, by=person, now=at, choice=choice)
    ballots.close_ballot(ballot, by=cast.chair, now=at)


def adopt(cast: Cast, issue: Issue, at: datetime) -> None:
    """The council was for it."""
    finish_vote(cast, issue, at)
    ballots.decide(issue, by=cast.chair, now=at, text="同意更换。")


def reject(cast: Cast, issue: Issue, at: datetime) -> None:
    """The council was against it."""
    finish_vote(cast, issue, at, "no")
    ballots.decide(issue, by=cast.chair, now=at, text="暂不更换。")


def act(cast: Cast, issue: Issue, at: datetime) -> None:
    """Being acted on, with an action item of the member's."""
    verbs.start_acting(issue, by=cast.secretary, now=at)
    due = at.date() + timedelta(days=30)
    actions.assign(issue, by=cast.secretary, now=at, title="请物业报价", owner=cast.member, due_on=due)


def resolve(cast: Cast, issue: Issue, at: datetime) -> None:
    """Handled."""
    verbs.resolve(issue, by=cast.secretary, now=at, outcome="六盏灯全部更换。")


def close(cast: Cast, issue: Issue, at: datetime) -> None:
    """On file."""
    verbs.close(issue, by=cast.secretary, now=at)


def decline(cast: Cast, issue: Issue, at: datetime) -> None:
    """Turned down."""
    verbs.decline(issue, by=cast.secretary, now=at, reason="不在本社区范围内。")


def refer(cast: Cast, issue: Issue, at: datetime) -> None:
    """Handed to an outside body."""
    verbs.refer(issue, by=cast.secretary, now=at, body="区路灯管理所")


def merge(cast: Cast, issue: Issue, at: datetime) -> None:
    """Joined to another issue."""
    other = cast.report(now=at, title="小区路灯")
    verbs.accept(other, by=cast.secretary, now=at)
    verbs.merge(issue, by=cast.secretary, now=at, into=other)


def reopen(cast: Cast, issue: Issue, at: datetime) -> None:
    """Taken up again."""
    verbs.reopen(issue, by=cast.secretary, now=at, reason="又不亮了。")


WAYS: dict[State, tuple[Step, ...]] = {
    State.REPORTED: (),
    State.ACCEPTED: (accept,),
    State.DELIBERATING: (accept, agenda),
    State.VOTING: (accept, agenda, vote),
    State.ADOPTED: (accept, agenda, vote, adopt),
    State.REJECTED: (accept, agenda, vote, reject),
    State.ACTING: (accept, agenda, vote, adopt, act),
    State.RESOLVED: (accept, act, resolve),
    State.CLOSED: (accept, act, resolve, close),
    State.DECLINED: (decline,),
    State.REFERRED: (accept, refer),
    State.MERGED: (accept, merge),
    State.REOPENED: (accept, act, resolve, reopen),
}


def in_state(cast: Cast, state: State, **words: Any) -> Issue:
    """A report of the resident's, brought to the state over the last days."""
    at = now() - timedelta(days=10)
    issue = cast.report(now=at, **words)
    for step in WAYS[state]:
        at += timedelta(days=1)
        step(cast, issue, at)
    session.commit()
    assert issue.state is state
    return issue
