"""What the rows and the journal add up to: a fixed number of queries, however many communities there are.

Each query answers for all communities at once; the page adds up those it is about. Medians and days are
worked out here and not in the database, since SQLite knows neither medians nor time zones.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise
from statistics import median

import sqlalchemy as sa

from portal.actions.models import Action
from portal.communities.models import Community
from portal.db import session
from portal.i18n import today, zone
from portal.issues.lifecycle import State
from portal.issues.models import Issue, Rating
from portal.journal import Event, Verb

MONTHS = 12
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


def of_each(now: datetime) -> dict[int, Figures]:
    """The figures of every community that has any, by its id."""
    found: dict[int, Figures] = {}
    for add in (_states, _durations, _ratings, _council, _actions):
        add(found, now)
    return found


def total(figures: Mapping[int, Figures], communities: Iterable[Community]) -> Figures:
    """Those communities added up."""
    return sum((figures[c.id] for c in communities if c.id in figures), Figures())


def _of(found: dict[int, Figures], community_id: int) -> Figures:
    return found.setdefault(community_id, Figures())


def _states(found: dict[int, Figures], now: datetime) -> None:
    query = sa.select(Issue.community_id, Issue.state, sa.func.count()).group_by(
        Issue.community_id, Issue.state
    )
    for community_id, state, count in session.execute(query):
        _of(found, community_id).states[state] = count


def _durations(found: dict[int, Figures], now: datetime) -> None:
    query = sa.select(Issue.community_id, Issue.reported_at, Issue.resolved_at, Issue.closed_at).where(
        sa.or_(Issue.resolved_at.is_not(None), Issue.closed_at.is_not(None))
    )
    for community_id, reported_at, resolved_at, closed_at in session.execute(query):
        if resolved_at:
            _of(found, community_id).to_resolve.append(resolved_at - reported_at)
        if closed_at:
            _of(found, community_id).to_close.append(closed_at - reported_at)


def _ratings(found: dict[int, Figures], now: datetime) -> None:
    query = (
        sa.select(
            Issue.community_id,
            sa.func.count(),
            sa.func.sum(sa.case((Rating.is_solved, 1), else_=0)),
            sa.func.sum(Rating.satisfaction),
        )
        .join(Issue, Issue.id == Rating.issue_id)
        .group_by(Issue.community_id)
    )
    for community_id, count, solved, satisfaction in session.execute(query):
        figures = _of(found, community_id)
        figures.ratings, figures.solved, figures.satisfaction = count, solved, satisfaction


def _council(found: dict[int, Figures], now: datetime) -> None:
    query = (
        sa.select(Event.community_id, Event.verb, Event.state_to, sa.func.count())
        .where(Event.verb.in_(COUNCIL), Event.community_id.is_not(None))
        .group_by(Event.community_id, Event.verb, Event.state_to)
    )
    for community_id, verb, state_to, count in session.execute(query):
        word = str(state_to) if verb is Verb.DECIDE else verb.value
        _of(found, community_id or 0).council[word] += count


def _actions(found: dict[int, Figures], now: datetime) -> None:
    query = sa.select(Issue.community_id, Action.due_on, Action.done_at).join(
        Issue, Issue.id == Action.issue_id
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
    where = [Issue.community_id == community_id] if community_id else []
    latest = session.scalar(sa.select(sa.func.max(Issue.reported_at)).where(*where))
    if latest is None:
        return []
    months = months_up_to(today(latest))
    edges = [datetime(on.year, on.month, 1, tzinfo=zone()) for on in [*months, following(months[-1])]]
    counts = [
        sa.func.count(sa.case((sa.and_(Issue.reported_at >= begin, Issue.reported_at < end), 1)))
        for begin, end in pairwise(edges)
    ]
    row = session.execute(sa.select(*counts).where(Issue.reported_at >= edges[0], *where)).one()
    return list(zip(months, row, strict=True))


def following(month: date) -> date:
    """The first day of the month after."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def months_up_to(last: date) -> list[date]:
    """The first days of the twelve months that end with that day's."""
    count = last.year * 12 + last.month - 1
    return [date(n // 12, n % 12 + 1, 1) for n in range(count - MONTHS + 1, count + 1)]
