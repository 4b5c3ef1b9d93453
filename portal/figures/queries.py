"""What the rows and the journal add up to: a fixed number of queries, however many communities there are.

Each query answers for all communities at once; the page adds up those it is about. Medians and days are
worked out here and not in the database, since SQLite knows neither medians nor time zones.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import Any

import sqlalchemy as sa

from portal.actions.models import Action
from portal.communities.models import Community
from portal.db import session
from portal.i18n import today, zone
from portal.issues.lifecycle import State
from portal.issues.models import Issue, Rating
from portal.journal import Event, Verb

MONTHS = 12
SHORTEST = 6
"""A chart leaves out the months before the first report, down to this many."""
BEGINNING = datetime(1, 1, 2, tzinfo=UTC)
FEWEST = 5
"""Of fewer ratings no share is told: it would tell what one neighbour said."""
COUNCIL = (Verb.OPEN_BALLOT, Verb.CLOSE_BALLOT, Verb.PROPOSE, Verb.COMMENT, Verb.DECIDE)


@dataclass
class Figures:
    """The figures of one community, or of several added up."""

    states: Counter[State] = field(default_factory=Counter)
    to_resolve: list[timedelta] = field(default_factory=list)
    to_close: list[timedelta] = field(default_factory=list)
    ratings: int = 0
    solved: int = 0
    satisfaction: int = 0  # the sum of all marks from 1 to 5
    council: Counter[str] = field(default_factory=Counter)  # by verb, decisions by "adopted" or "rejected"
    actions: int = 0
    done: int = 0
    in_time: int = 0
    overdue: int = 0

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(**{name: getattr(self, name) + getattr(other, name) for name in vars(self)})

    @property
    def reports(self) -> int:
        """How many were brought before the community."""
        return self.states.total()

    @property
    def open(self) -> int:
        """How many somebody still has to move."""
        return sum(count for state, count in self.states.items() if state.is_open)

    @property
    def settled(self) -> int:
        """How many were handled 办结 and not taken up again."""
        return len(self.to_resolve)

    @property
    def days_to_resolve(self) -> float | None:
        """Median days from the report until it was handled."""
        return days(self.to_resolve)

    @property
    def days_to_close(self) -> float | None:
        """Median days from the report until it was laid to the files."""
        return days(self.to_close)

    @property
    def share_solved(self) -> float | None:
        """Of those who rated, the share who say that it is solved 解决."""
        return self.solved / self.ratings if self.ratings >= FEWEST else None

    @property
    def mean_satisfaction(self) -> float | None:
        """What those who rated gave, from 1 to 5 满意."""
        return self.satisfaction / self.ratings if self.ratings >= FEWEST else None

    @property
    def share_in_time(self) -> float | None:
        """Of the action items that are done, the share that was done by its due date."""
        return self.in_time / self.done if self.done else None


def days(spans: Sequence[timedelta]) -> float | None:
    """The median in days."""
    return median(span / timedelta(days=1) for span in spans) if spans else None


def of_each(now: datetime, *, since: datetime | None = None) -> dict[int, Figures]:
    """The figures of every community that has any, by its id: of all time, or of what happened since then."""
    found: dict[int, Figures] = {}
    for add in (_states, _durations, _ratings, _council, _actions):
        add(found, now, since or BEGINNING)
    return found


def total(figures: Mapping[int, Figures], communities: Iterable[Community]) -> Figures:
    """Those communities added up."""
    return sum((figures[c.id] for c in communities if c.id in figures), Figures())


def _of(found: dict[int, Figures], community_id: int) -> Figures:
    return found.setdefault(community_id, Figures())


def _states(found: dict[int, Figures], now: datetime, since: datetime) -> None:
    query = (
        sa.select(Issue.community_id, Issue.state, sa.func.count())
        .where(Issue.reported_at >= since)
        .group_by(Issue.community_id, Issue.state)
    )
    for community_id, state, count in session.execute(query):
        _of(found, community_id).states[state] = count


def _durations(found: dict[int, Figures], now: datetime, since: datetime) -> None:
    query = sa.select(Issue.community_id, Issue.reported_at, Issue.resolved_at, Issue.closed_at).where(
        sa.or_(Issue.resolved_at >= since, Issue.closed_at >= since)
    )
    for community_id, reported_at, resolved_at, closed_at in session.execute(query):
        if resolved_at and resolved_at >= since:
            _of(found, community_id).to_resolve.append(resolved_at - reported_at)
        if closed_at and closed_at >= since:
            _of(found, community_id).to_close.append(closed_at - reported_at)


def _ratings(found: dict[int, Figures], now: datetime, since: datetime) -> None:
    query = (
        sa.select(
            Issue.community_id,
            sa.func.count(),
            sa.func.sum(sa.case((Rating.is_solved, 1), else_=0)),
            sa.func.sum(Rating.satisfaction),
        )
        .join(Issue, Issue.id == Rating.issue_id)
        .where(Rating.at >= since)
        .group_by(Issue.community_id)
    )
    for community_id, count, solved, satisfaction in session.execute(query):
        figures = _of(found, community_id)
        figures.ratings, figures.solved, figures.satisfaction = count, solved, satisfaction


def _council(found: dict[int, Figures], now: datetime, since: datetime) -> None:
    query = (
        sa.select(Event.community_id, Event.verb, Event.state_to, sa.func.count())
        .where(Event.verb.in_(COUNCIL), Event.community_id.is_not(None), Event.at >= since)
        .group_by(Event.community_id, Event.verb, Event.state_to)
    )
    for community_id, verb, state_to, count in session.execute(query):
        word = str(state_to) if verb is Verb.DECIDE else verb.value
        _of(found, community_id or 0).council[word] += count


def _actions(found: dict[int, Figures], now: datetime, since: datetime) -> None:
    query = (
        sa.select(Issue.community_id, Action.due_on, Action.done_at)
        .join(Issue, Issue.id == Action.issue_id)
        .where(Action.created_at >= since)
    )
    for community_id, due_on, done_at in session.execute(query):
        figures = _of(found, community_id)
        figures.actions += 1
        if done_at:
            figures.done += 1
            figures.in_time += today(done_at) <= due_on
        else:
            figures.overdue += due_on < today(now)


def by_month(community_id: int | None = None) -> list[tuple[date, int]]:
    """How many reports came in each of the twelve months up to the latest report."""
    last = latest_report(community_id)
    return _counted(Issue.reported_at, last, community_id) if last else []


def latest_report(community_id: int | None = None) -> date | None:
    """The day of the last report: what was imported from long ago is shown in its own months."""
    where = [Issue.community_id == community_id] if community_id else []
    latest = session.scalar(sa.select(sa.func.max(Issue.reported_at)).where(*where))
    return today(latest) if latest else None


def asked_and_done(last: date, community_id: int | None = None) -> list[tuple[date, int, int]]:
    """For each month up to that day: how many reports came in, and how many issues were handled 办结.

    At most twelve months; the empty ones before the first report are left out, down to six.
    """
    reported = _counted(Issue.reported_at, last, community_id)
    resolved = _counted(Issue.resolved_at, last, community_id)
    rows = [(on, asked, done) for (on, asked), (_on, done) in zip(reported, resolved, strict=True)]
    first = next((n for n, (_on, asked, done) in enumerate(rows) if asked or done), MONTHS)
    return rows[min(first, MONTHS - SHORTEST) :]


def _counted(column: Any, last: date, community_id: int | None) -> list[tuple[date, int]]:
    where = [Issue.community_id == community_id] if community_id else []
    months = months_up_to(last)
    edges = [_midnight(on) for on in [*months, following(months[-1])]]
    counts = [
        sa.func.count(sa.case((sa.and_(column >= begin, column < end), 1))) for begin, end in pairwise(edges)
    ]
    row = session.execute(sa.select(*counts).where(column >= edges[0], *where)).one()
    return list(zip(months, row, strict=True))


def a_year_before(now: datetime) -> datetime:
    """When the first of the twelve months that end with this one began."""
    return _midnight(months_up_to(today(now))[0])


def _midnight(on: date) -> datetime:
    return datetime(on.year, on.month, on.day, tzinfo=zone())


def following(month: date) -> date:
    """The first day of the month after."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def months_up_to(last: date) -> list[date]:
    """The first days of the twelve months that end with that day's."""
    count = last.year * 12 + last.month - 1
    return [date(n // 12, n % 12 + 1, 1) for n in range(count - MONTHS + 1, count + 1)]
