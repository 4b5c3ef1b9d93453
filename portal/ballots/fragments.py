"""The parts of a vote that move while people look, and those that depend on who looks."""

from datetime import datetime
from typing import Any

from portal.access import Can, can
from portal.ballots import forms, queries, words
from portal.ballots.models import Ballot
from portal.clock import now
from portal.db import session
from portal.fragments import live, of_thing, own
from portal.issues.forms import DecisionForm, ReasonForm
from portal.issues.fragments import Turn, turn
from portal.issues.lifecycle import MOVES, State
from portal.issues.models import Issue
from portal.journal import Verb

Inputs = dict[str, Any]

BALLOT_VERBS = (Verb.CAST, Verb.CLOSE_BALLOT)
ISSUE_VERBS = (*MOVES, *BALLOT_VERBS)


@turn(State.VOTING)
def voters_turn(issue: Issue, at: datetime) -> Turn | None:
    """The members on the roll, until the close; then the chair."""
    ballot = latest(issue)
    if ballot is None:
        return None
    if ballot.is_open(at):
        return Turn(words.VOTERS_MOVE, ballot.opened_at, ballot.closes_at)
    who = words.CHAIR_DECIDES if ballot.count().is_quorate else words.CHAIR_TAKES_BACK
    return Turn(who, ballot.closed_at or ballot.closes_at)


def latest(issue: Issue) -> Ballot | None:
    """The vote that counts: the last one that was opened on the issue."""
    return next(iter(queries.of_issue(issue)), None)


@live("ballots/_ballots", kind="issue", part="ballots", on=ISSUE_VERBS)
def ballots(issue_id: int) -> Inputs | None:
    """All votes on the issue, the latest first; its phase is what the viewers' own parts hang on."""
    issue = session.get(Issue, issue_id)
    if issue is None:
        return None
    found = queries.standings(queries.of_issue(issue), now())
    running = ("open" if found[0].is_open else "closed") if found else "none"
    return {"ballots": found, "phase": f"{issue.state}-{running}", "words": words}


@live("ballots/_tally", kind="ballot", part="tally", on=BALLOT_VERBS, keys=of_thing)
def tally(ballot_id: int) -> Inputs | None:
    """One vote: turnout, votes, and the sum."""
    ballot = queries.one(ballot_id, now())
    return {"ballot": ballot, "words": words} if ballot else None


@own("ballots/_mine", model=Issue, part="my-ballots", on=ISSUE_VERBS, follow="ballots")
def mine(issue: Issue, viewer: Any) -> Inputs | None:
    """What the viewer may do about voting on this issue: vote, open, close, decide."""
    ballot = latest(issue) if issue.state is State.VOTING else None
    doors = _voting(ballot, viewer) if ballot else {}
    if issue.state in MOVES[Verb.OPEN_BALLOT].frm and can(Can.OPEN_BALLOT, issue):
        doors["open_form"] = forms.OpenForm(issue, formdata=None)
    if issue.state in MOVES[Verb.RETURN_TO_DELIBERATION].frm and can(Can.RETURN_TO_DELIBERATION, issue):
        doors["return_form"] = ReasonForm(formdata=None)
    return {"issue": issue, "ballot": ballot, "words": words, **doors} if doors else None


@own("ballots/_my_vote", model=Ballot, part="my-vote", on=BALLOT_VERBS, keys=of_thing, follow="tally")
def my_vote(ballot: Ballot, viewer: Any) -> Inputs | None:
    """What the viewer may do about this vote, on its own page."""
    doors = _voting(ballot, viewer)
    return {"issue": ballot.issue, "ballot": ballot, "words": words, **doors} if doors else None


def _voting(ballot: Ballot, viewer: Any) -> Inputs:
    at, issue = now(), ballot.issue
    is_open = ballot.is_open(at)
    on_roll = viewer.id is not None and ballot.has_on_roll(viewer.id)
    doors: Inputs = {}
    if on_roll:
        doors |= {"may_vote": is_open, "choice": queries.choice_of(ballot.id, viewer.id)}
    elif is_open and any(viewer.holds(role, issue.community_id, at) for role in queries.VOTERS):
        doors |= {"left_out": True}
    if can(Can.CLOSE_BALLOT, ballot):
        doors |= {"may_close": True}
    waits = issue.state is State.VOTING and ballot is latest(issue)
    if waits and can(Can.DECIDE, issue):
        doors |= _deciding(ballot)
    return doors


def _deciding(ballot: Ballot) -> Inputs:
    result = ballot.count()
    if result.is_quorate:
        return {"is_passed": result.is_passed, "decision_form": DecisionForm(formdata=None)}
    return {"missed": words.quorum_missed(result.missed_quorums[0])}
