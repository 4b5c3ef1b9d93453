"""What can be done with a ballot; each verb changes rows and records one event."""

from datetime import datetime

from flask_babel import gettext as _

from portal.ballots import queries, rules, words
from portal.ballots.models import Ballot, Disclosure, RollEntry, Vote
from portal.ballots.rules.base import Result, Rule, moved
from portal.db import session
from portal.issues import verbs as issues
from portal.issues.lifecycle import MOVES
from portal.issues.models import Issue, Proposal
from portal.journal import Actor, Event, Verb, record
from portal.lifecycle import NotNow, WrongState
from portal.people.models import Person


def open_ballot(
    issue: Issue,
    *,
    by: Actor,
    now: datetime,
    question: str,
    rule: Rule,
    disclosure: Disclosure,
    closes_at: datetime,
    proposal: Proposal | None = None,
) -> Event:
    """Put a question to the council 表决: freezes who may vote and by which rule it is decided."""
    moved_states = issues.put_to_vote(issue)
    roll = queries.council(issue.community_id, now)
    if not roll:
        raise NotNow(_("There is nobody on the council who could vote. Appoint its members first."))
    if closes_at <= now:
        raise NotNow(_("A vote must close after it has opened."))
    issue.moved_at = now
    ballot = Ballot(
        issue_id=issue.id,
        issue=issue,
        proposal_id=proposal.id if proposal else None,
        proposal=proposal,
        question=question,
        method=rules.method_of(rule),
        rule=rule.write(),
        disclosure=disclosure,
        opened_at=now,
        closes_at=closes_at,
        roll_size=len(roll),
        tally=rule.empty(),
    )
    session.add(ballot)
    session.flush()
    session.add_all(RollEntry(ballot_id=ballot.id, person_id=person_id) for person_id in roll)
    return record(Verb.OPEN_BALLOT, ballot, by=by, at=now, moved=moved_states, title=question, roll=len(roll))


def cast(ballot: Ballot, *, by: Person, now: datetime, choice: str) -> Event | None:
    """Give one's vote, or change it before the close; the journal says that, not what was chosen.

    Choosing again what one has chosen changes nothing and is no event.
    """
    _lock(ballot)
    if not ballot.is_open(now):
        raise NotNow(_("Voting is closed."))
    if not ballot.has_on_roll(by.id):
        raise NotNow(_("You are not on the roll, which was fixed when the vote opened."))
    paper = ballot.counting.paper(choice)
    vote = session.get(Vote, (ballot.id, by.id))
    before = vote.choice if vote else None
    if before == paper:
        return None
    if vote is None:
        session.add(Vote(ballot_id=ballot.id, person_id=by.id, choice=paper, at=now))
    else:
        vote.choice, vote.at = paper, now
    ballot.tally = moved(ballot.tally, given=paper, taken=before)
    return record(Verb.CAST, ballot, by=by, at=now, changed=before is not None)


def _lock(ballot: Ballot) -> None:
    # One vote after another on the same ballot: what is read here is what is added to. SQLite has one
    # writer anyway; PostgreSQL needs the row's lock, and only of these columns: it locks no outer join.
    session.refresh(ballot, ["tally", "closed_at"], with_for_update=True)


def close_ballot(ballot: Ballot, *, by: Actor | None, now: datetime) -> Event:
    """End the vote: the chair before its time, or nobody (`by=None`) because its time has come."""
    _lock(ballot)
    its_time = ballot.closed_at is None and (ballot.closes_at <= now if by is None else ballot.is_open(now))
    if not its_time:
        raise NotNow(_("Voting is closed.") if by else _("Voting is still going on."))
    ballot.closed_at = now
    result = ballot.count()
    return record(
        Verb.CLOSE_BALLOT,
        ballot,
        by=by,
        at=now,
        tally=ballot.tally,
        quorate=result.is_quorate,
        passed=result.is_passed,
    )


def announce_end(ballot: Ballot, *, now: datetime) -> Event | None:
    """Write down that a vote's time is over, where that has not been done; it ended when it was to end."""
    if ballot.closed_at is not None or now < ballot.closes_at:
        return None
    return close_ballot(ballot, by=None, now=ballot.closes_at)


def outcome(issue: Issue, *, now: datetime) -> Result:
    """The result that waits to be put on record; refused in words where no vote has decided anything."""
    ballot = queries.latest(issue.id)
    if issue.state not in MOVES[Verb.DECIDE].frm or ballot is None:
        raise WrongState(Verb.DECIDE, issue)
    if ballot.is_open(now):
        raise NotNow(_("Voting is still going on."))
    result = ballot.count()
    for requirement in result.missed_quorums:
        raise NotNow(words.quorum_missed(requirement))
    return result


def decide(issue: Issue, *, by: Actor, now: datetime, text: str) -> list[Event]:
    """Put the decision 决议 on record: adopted or rejected as the latest vote has it, not by choice."""
    result, ballot = outcome(issue, now=now), queries.latest(issue.id)
    ended = announce_end(ballot, now=now) if ballot else None
    decided = issues.decide(issue, by=by, now=now, adopted=result.is_passed, text=text)
    return [ended, decided] if ended else [decided]
