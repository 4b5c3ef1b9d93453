"""What waits for the secretary's first answer, read for the list of triage: filtered, sorted, counted."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.db import session
from portal.fields import tidy
from portal.i18n import today
from portal.issues.lifecycle import MOVES, State
from portal.issues.models import TRIAGE_WITHIN, Category, Contact, Issue, IssueWord, Photo, Question
from portal.issues.queries import MOST_WORDS
from portal.journal import Event, Verb
from portal.search import wanted

MOST = 50
"""Rows on the page: a queue that is worked off from its head, so nobody leafs through it."""
OFFERED = 60
"""Issues offered to merge into, the newest."""

VERBS = frozenset(
    {Verb.REPORT, Verb.ASK, Verb.ANSWER, *(v for v, line in MOVES.items() if State.REPORTED in line.frm)}
)
"""The words of the journal that change the list."""

WAITING = Issue.state == State.REPORTED
_ANY = aliased(Question)
LATEST = sa.select(sa.func.max(_ANY.id)).where(_ANY.issue_id == Issue.id).correlate(Issue).scalar_subquery()
ASKED = sa.and_(Question.id.is_not(None), Question.answered_at.is_(None))
ANSWERED = Question.answered_at.is_not(None)

SHOWN: dict[str, Callable[[datetime], Any]] = {
    "overdue": lambda at: Issue.reported_at < at - TRIAGE_WITHIN,
    "asked": lambda at: ASKED,
    "answered": lambda at: ANSWERED,
}
"""What can be shown alone: late, waiting for the reporter's word, or with that word there."""

SORTED: dict[str, tuple[Any, ...]] = {
    "due": (Issue.reported_at, Issue.id),
    "newest": (Issue.reported_at.desc(), Issue.id.desc()),
    "place": (Issue.place == "", Issue.place, Issue.reported_at, Issue.id),
    "category": (Issue.category, Issue.reported_at, Issue.id),
    "title": (Issue.title, Issue.id),
}
"""In which orders it can be read; the first, what is due first, is what nobody has to ask for."""


class Wish(NamedTuple):
    """What of the list is asked for, as it stands in the address."""

    show: str = ""
    category: str = ""
    q: str = ""
    sort: str = "due"

    def but(self, **other: str) -> dict[str, str]:
        """The same with something changed, for an address: without what need not be said."""
        return {
            name: value for name, value in {**self._asdict(), **other}.items() if value and value != "due"
        }


def wish(args: Mapping[str, str]) -> Wish:
    """Read the wish off an address; what makes no sense is left out."""
    show, category, sort = (args.get(name, "") for name in ("show", "category", "sort"))
    return Wish(
        show=show if show in SHOWN else "",
        category=category if category in set(Category) else "",
        q=(tidy(args.get("q")) or "")[:100],
        sort=sort if sort in SORTED else "due",
    )


class Line(NamedTuple):
    """A report of the list, with its times: how old it is, and how long an answer may still take."""

    report: Any
    days: int
    due_at: datetime
    is_late: bool
    days_over: int
    is_due_today: bool


def line(report: Any, at: datetime) -> Line:
    """A row with its times as they are at that moment, in days of the calendar where the portal is."""
    due_at = report.reported_at + TRIAGE_WITHIN
    until_due = (today(due_at) - today(at)).days
    days = (today(at) - today(report.reported_at)).days
    return Line(report, days, due_at, at > due_at, -until_due, until_due == 0)


def rows(community_id: int, at: datetime, asked: Wish, *, contacts: bool) -> Sequence[Any]:
    """The reports as asked for, one more than fits; how to reach reporters only where that may be seen."""
    contact = (
        (Contact.name, Contact.phone) if contacts else (sa.null().label("name"), sa.null().label("phone"))
    )
    pictures = sa.select(sa.func.count()).where(Photo.issue_id == Issue.id).scalar_subquery()
    query = (
        sa.select(
            Issue.id, Issue.title, Issue.body, Issue.place, Issue.category, Issue.reported_at, *contact,
            pictures.label("pictures"), Question.text.label("question"), Question.answer, Question.asked_at,
        )
        .select_from(Issue)
        .outerjoin(Question, Question.id == LATEST)
        .where(Issue.community_id == community_id, WAITING)
    )  # fmt: skip
    if contacts:
        query = query.outerjoin(Contact, Contact.issue_id == Issue.id)
    if asked.show:
        query = query.where(SHOWN[asked.show](at))
    if asked.category:
        query = query.where(Issue.category == asked.category)
    tokens = sorted(wanted(asked.q))[:MOST_WORDS]
    if asked.q and not tokens:
        return []
    for token in tokens:
        word = aliased(IssueWord)
        query = query.join(word, sa.and_(word.issue_id == Issue.id, word.word == token))
    return session.execute(query.order_by(*SORTED[asked.sort]).limit(MOST + 1)).all()


def counts(community_id: int, at: datetime) -> dict[str, int]:
    """How many wait altogether, and how many of each that can be shown alone."""
    how_many = {name: sa.func.sum(sa.case((is_shown(at), 1), else_=0)) for name, is_shown in SHOWN.items()}
    query = (
        sa.select(sa.func.count().label("all"), *(number.label(name) for name, number in how_many.items()))
        .select_from(Issue)
        .outerjoin(Question, Question.id == LATEST)
        .where(Issue.community_id == community_id, WAITING)
    )
    return {name: number or 0 for name, number in session.execute(query).one()._mapping.items()}


def picked(community_id: int, issue_ids: Iterable[int]) -> Sequence[Issue]:
    """These of the community's issues, the oldest first."""
    query = (
        sa.select(Issue)
        .where(Issue.community_id == community_id, Issue.id.in_(sorted(set(issue_ids))[: 2 * MOST]))
        .order_by(Issue.reported_at, Issue.id)
    )
    return session.scalars(query).unique().all()


def mergeable(community_id: int) -> Sequence[Any]:
    """Open public issues of the community, to be offered where a report is merged."""
    states = [state for state in State if state.is_public and state.is_open]
    query = (
        sa.select(Issue.id, Issue.title)
        .where(Issue.community_id == community_id, Issue.state.in_(states))
        .order_by(Issue.reported_at.desc(), Issue.id.desc())
        .limit(OFFERED)
    )
    return session.execute(query).all()


def newest(community_id: int) -> int:
    """The last event that changed the list, by which a page knows that it is behind."""
    query = (
        sa.select(Event.id)
        .where(Event.community_id == community_id, Event.verb.in_(sorted(VERBS)))
        .order_by(Event.at.desc(), Event.id.desc())
        .limit(1)
    )
    return session.scalar(query) or 0
