"""What can be done with an issue; each verb changes rows and records one event."""

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, Protocol

from flask_babel import gettext as _
from sqlalchemy import select

from portal import lifecycle
from portal.communities.models import Community
from portal.db import session
from portal.issues.lifecycle import MOVES, State
from portal.issues.models import (
    Category,
    Comment,
    Contact,
    Issue,
    IssueWord,
    Photo,
    Proposal,
    Question,
    Rating,
    Support,
)
from portal.journal import Actor, Channel, Event, Verb, record
from portal.lifecycle import NotNow
from portal.people.models import Person
from portal.search import words

CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Letters and digits that nobody confuses when reading them aloud or from paper."""


class Pictured(Protocol):
    """A picture that is already cleaned and stored."""

    @property
    def name(self) -> str: ...
    @property
    def width(self) -> int: ...
    @property
    def height(self) -> int: ...


def new_code() -> str:
    """A tracking code of 16 characters in fours (79 bits): nobody guesses one."""
    letters = [secrets.choice(CODE_ALPHABET) for _i in range(16)]
    return "-".join("".join(letters[i : i + 4]) for i in range(0, 16, 4))


def code_hash(code: str) -> str:
    """What the database keeps of a code; case, spaces and dashes do not matter."""
    plain = "".join(c for c in code.upper() if c.isalnum())
    return hashlib.sha256(f"tracking:{plain}".encode()).hexdigest()


def report(
    community: Community,
    *,
    by: Actor,
    now: datetime,
    title: str,
    body: str,
    place: str = "",
    category: Category = Category.OTHER,
    code: str | None = None,
    contact: tuple[str, str] = ("", ""),
    pictures: Iterable[Pictured] = (),
    channel: Channel = Channel.ONLINE,
    source: str | None = None,
    supports: int = 0,
) -> Event:
    """Bring a problem before the community; by `code` a reporter without an account follows it.

    What is imported names its `source` and may bring along how many had supported it there.
    """
    own = channel is Channel.ONLINE and isinstance(by, Person)
    issue = Issue(
        community_id=community.id,
        community=community,
        state=State.REPORTED,
        title=title,
        body=body,
        place=place,
        category=category,
        reporter_id=by.id if own else None,
        tracking_hash=code_hash(code) if code else None,
        source=source,
        reported_at=now,
        moved_at=now,
        round=1,
        support_count=supports,
        comment_count=0,
        imported_supports=supports,
    )
    session.add(issue)
    session.flush()
    name, phone = contact
    if name or phone:
        session.add(Contact(issue_id=issue.id, name=name, phone=phone))
    session.add_all(IssueWord(word=w, issue_id=issue.id) for w in words(f"{title} {place}"))
    told: dict[str, Any] = {"imported_supports": supports} if supports else {}
    event = record(Verb.REPORT, issue, by=by, at=now, channel=channel, category=category, **told)
    attach(issue, event, pictures)
    return event


def attach(issue: Issue, event: Event, pictures: Iterable[Pictured]) -> None:
    """Keep the pictures with the event that they came with."""
    session.add_all(
        Photo(issue_id=issue.id, event_id=event.id, name=p.name, width=p.width, height=p.height)
        for p in pictures
    )


def _move(
    verb: Verb, issue: Issue, *, by: Actor | None, now: datetime, to: State | None = None, **data: Any
) -> Event:
    moved = lifecycle.move(MOVES, issue, verb, to)
    issue.moved_at = now
    return record(verb, issue, by=by, at=now, moved=moved, **data)


def support(issue: Issue, *, by: Person, now: datetime) -> Event | None:
    """Say "me too" 附议; saying it twice changes nothing and is no event."""
    if issue.is_supported_by(by.id):
        return None
    session.add(Support(issue_id=issue.id, person_id=by.id, at=now))
    issue.support_count += 1
    return record(Verb.SUPPORT, issue, by=by, at=now)


def accept(issue: Issue, *, by: Actor, now: datetime) -> Event:
    """Take the report on: from now on it is public."""
    return _move(Verb.ACCEPT, issue, by=by, now=now)


def decline(issue: Issue, *, by: Actor, now: datetime, reason: str) -> Event:
    """Turn the report down, with the reason that its reporter reads."""
    issue.reason = reason
    return _move(Verb.DECLINE, issue, by=by, now=now, reason=reason)


def refer(issue: Issue, *, by: Actor, now: datetime, body: str, due_on: date | None = None) -> Event:
    """Hand the issue to the outside body that is responsible for it, perhaps with a day to answer by."""
    issue.referred_to = body
    until: dict[str, Any] = {"due_on": due_on.isoformat()} if due_on else {}
    return _move(Verb.REFER, issue, by=by, now=now, body=body, **until)


def cannot_merge(issue: Issue, into: Issue | None) -> str | None:
    """Why the issue cannot join that one, in the reader's language; None where it can."""
    if into is None or into.community_id != issue.community_id or not into.is_public:
        return str(_("There is no such issue in this community."))
    if into.id == issue.id:
        return str(_("An issue cannot be merged with itself."))
    if into.state is State.MERGED:
        return str(_("That issue has itself been merged into #%(number)s.", number=into.merged_into_id))
    return None


def merge(issue: Issue, *, by: Actor, now: datetime, into: Issue) -> Event:
    """Join the issue to another on the same matter; its reporter and supporters now support that one."""
    if trouble := cannot_merge(issue, into):
        raise NotNow(trouble)
    event = _move(Verb.MERGE, issue, by=by, now=now, into=into.id)
    issue.merged_into_id = into.id
    there = set(session.scalars(select(Support.person_id).where(Support.issue_id == into.id)))
    here = set(session.scalars(select(Support.person_id).where(Support.issue_id == issue.id)))
    if issue.reporter_id:
        here.add(issue.reporter_id)
    newcomers = here - there - {into.reporter_id}
    session.add_all(Support(issue_id=into.id, person_id=person_id, at=now) for person_id in sorted(newcomers))
    into.support_count += len(newcomers)
    return event


def ask(issue: Issue, *, by: Actor, now: datetime, text: str) -> Event:
    """Ask the reporter for what is missing; the report stays where it is."""
    question = Question(issue_id=issue.id, issue=issue, text=text, asked_at=now)
    session.add(question)
    return record(Verb.ASK, question, by=by, at=now)


def answer(question: Question, *, by: Actor, now: datetime, text: str) -> Event:
    """Answer the secretary's question."""
    question.answer, question.answered_at = text, now
    return record(Verb.ANSWER, question, by=by, at=now)


def put_on_agenda(issue: Issue, *, by: Actor, now: datetime) -> Event:
    """Put the issue on the council's agenda 议程: it becomes a matter of deliberation."""
    return _move(Verb.PUT_ON_AGENDA, issue, by=by, now=now)


def comment(issue: Issue, *, by: Person, now: datetime, body: str) -> Event:
    """Say something in the deliberation."""
    said = Comment(issue_id=issue.id, issue=issue, author_id=by.id, body=body, at=now)
    session.add(said)
    issue.comment_count += 1
    return record(Verb.COMMENT, said, by=by, at=now)


def propose(
    issue: Issue, *, by: Person, now: datetime, title: str, body: str, cost_fen: int | None = None
) -> Event:
    """Write a proposal 方案: a way to solve it and, if known, what it costs (in fen, 1/100 yuan)."""
    proposal = Proposal(
        issue_id=issue.id, issue=issue, author_id=by.id, title=title, body=body, cost_fen=cost_fen, at=now
    )
    session.add(proposal)
    return record(Verb.PROPOSE, proposal, by=by, at=now, title=title)


def put_to_vote(issue: Issue) -> tuple[State, State]:
    """The issue's side of opening a ballot; the ballot's verb records the event."""
    return lifecycle.move(MOVES, issue, Verb.OPEN_BALLOT)


def return_to_deliberation(issue: Issue, *, by: Actor, now: datetime, reason: str) -> Event:
    """Take the issue back to the table, for instance when the quorum was missed."""
    issue.reason = reason
    return _move(Verb.RETURN_TO_DELIBERATION, issue, by=by, now=now, reason=reason)


def decide(issue: Issue, *, by: Actor, now: datetime, adopted: bool, text: str) -> Event:
    """Put on record what the council decided; whether it was adopted follows from the vote."""
    issue.decision = text
    to = State.ADOPTED if adopted else State.REJECTED
    return _move(Verb.DECIDE, issue, by=by, now=now, to=to, text=text)


def start_acting(issue: Issue, *, by: Actor, now: datetime) -> Event:
    """Begin to act, after a decision or straight away where none is needed."""
    return _move(Verb.START_ACTING, issue, by=by, now=now)


def resolve(
    issue: Issue, *, by: Actor, now: datetime, outcome: str, pictures: Sequence[Pictured] = ()
) -> Event:
    """Declare the issue handled 办结, with a public statement; the residents are then asked."""
    issue.outcome, issue.resolved_at = outcome, now
    event = _move(Verb.RESOLVE, issue, by=by, now=now, outcome=outcome)
    attach(issue, event, pictures)
    return event


def rate(issue: Issue, *, by: Actor, now: datetime, is_solved: bool, satisfaction: int) -> Event:
    """Say whether it is really solved 解决 and how satisfied one is 满意 (1-5); changeable within the round.

    That it is not solved is one word, that it is reopened another: see reopen.
    """
    mine = select(Rating).where(
        Rating.issue_id == issue.id, Rating.round == issue.round, Rating.person_id.is_not_distinct_from(by.id)
    )
    rating = session.scalar(mine)
    if rating is None:
        rating = Rating(issue_id=issue.id, round=issue.round, person_id=by.id)
        session.add(rating)
    rating.is_solved, rating.satisfaction, rating.at = is_solved, satisfaction, now
    return record(Verb.RATE, issue, by=by, at=now, solved=is_solved, satisfaction=satisfaction)


def reopen(issue: Issue, *, by: Actor, now: datetime, reason: str) -> Event:
    """Take up an issue again that was thought done; ratings start a new round."""
    issue.reason, issue.resolved_at, issue.closed_at = reason, None, None
    issue.round += 1
    return _move(Verb.REOPEN, issue, by=by, now=now, reason=reason)


def close(issue: Issue, *, by: Actor, now: datetime) -> Event:
    """Lay the issue to the files; residents may still say that it is not solved."""
    issue.closed_at = now
    return _move(Verb.CLOSE, issue, by=by, now=now)
