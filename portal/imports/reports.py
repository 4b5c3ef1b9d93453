"""From a row of a file to an issue: what it says, and the verbs by which it comes in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask_babel import gettext as _

from portal.communities.models import Community
from portal.db import session
from portal.fields import tidy_lines
from portal.imports.columns import Columns
from portal.imports.plain import plain
from portal.imports.trouble import Refused
from portal.issues import verbs
from portal.issues.lifecycle import State
from portal.issues.models import Category, Issue
from portal.journal import Channel, Role

LONGEST_TITLE = LONGEST_PLACE = 120
LONGEST_SOURCE = 80
MOST_SUPPORTS = 100_000_000


@dataclass(frozen=True)
class Elsewhere:
    """Whoever acted in the register that is imported: known by role alone."""

    role: Role
    id: None = None
    channel: Channel = Channel.IMPORT

    def role_in(self, community_id: int | None, at: datetime) -> Role:
        """What they were."""
        return self.role


RESIDENT = Elsewhere(Role.RESIDENT)
REGISTER = Elsewhere(Role.CLOCK)
"""Nobody in particular: the register says that it was done, not by whom."""


@dataclass(frozen=True)
class Report:
    """What one row says, checked."""

    source: str
    title: str
    body: str
    place: str
    category: Category
    supports: int
    state: State
    created: datetime
    ended: datetime | None
    outcome: str
    because: str


def read(cells: Mapping[str, str], columns: Columns) -> Report:
    """Make sense of a row; Refused, with the reason, where that cannot be done."""

    def cell(column: str | None) -> str:
        return (tidy_lines(cells[column]) or "") if column else ""

    if not (key := cell(columns.key)):
        raise Refused(_("There is nothing in the column “%(column)s”.", column=columns.key))
    if len(source := f"{columns.name}:{key}") > LONGEST_SOURCE:
        raise Refused(_("“%(text)s” is too long.", text=key))
    if not (title := _joined([plain(cell(column)) for column in columns.title], " – ")):
        raise Refused(_("There is nothing in the column “%(column)s”.", column=columns.title[0]))
    details = [f"{column}: {text}" for column in columns.details if (text := cell(column))]
    parts = [plain(cell(columns.body)), "\n".join(details)]
    if len(title) > LONGEST_TITLE:
        parts, title = [title, *parts], title[: LONGEST_TITLE - 1] + "…"
    created = moment(cell(columns.created), columns)
    state, ended = _standing(cell, columns)
    if ended and ended < created:
        raise Refused(_("It ended before it began."))
    return Report(
        source=source,
        title=title,
        body=_joined(parts, "\n\n"),
        place=_joined([cell(column) for column in columns.place], ", ")[:LONGEST_PLACE],
        category=columns.category.words.get(cell(columns.category.column), Category.OTHER),
        supports=number(cell(columns.supports)),
        state=state,
        created=created,
        ended=ended,
        outcome=plain(cell(columns.outcome)),
        because=columns.withdrawn_because,
    )


def _joined(texts: list[str], between: str) -> str:
    return between.join(text for text in texts if text)


def _standing(cell: Any, columns: Columns) -> tuple[State, datetime | None]:
    if withdrawn := cell(columns.withdrawn):
        return State.DECLINED, moment(withdrawn, columns)
    ended = moment(closed, columns) if (closed := cell(columns.closed)) else None
    if columns.status.column:
        status = cell(columns.status.column)
        if (state := columns.status.words.get(status)) is None:
            raise Refused(_("The column map does not know the status “%(status)s”.", status=status))
    else:
        state = State.CLOSED if ended else State.ACCEPTED
    if state.is_settled and ended is None:
        raise Refused(_("It is said to be closed, but not when."))
    return state, ended if state.is_settled else None


def moment(text: str, columns: Columns) -> datetime:
    """A time as the file writes it, in the file's zone unless it brings its own."""
    for shape in columns.times:
        try:
            at = datetime.strptime(text, shape)  # noqa: DTZ007 - the zone is set in the next line
        except ValueError:
            continue
        at = at if at.tzinfo else at.replace(tzinfo=columns.timezone)
        try:
            return at.astimezone(UTC)
        except OverflowError:
            break
    raise Refused(_("“%(text)s” is not a time.", text=text[:40]))


def number(text: str) -> int:
    """How many supported it."""
    if not text:
        return 0
    if not (text.isascii() and text.isdigit()) or int(text[:12]) > MOST_SUPPORTS:
        raise Refused(_("“%(text)s” is not a number.", text=text[:40]))
    return int(text)


def bring(report: Report, community: Community) -> None:
    """Let the report go the way it went, by the verbs, dated as it was."""
    event = verbs.report(
        community,
        by=RESIDENT,
        now=report.created,
        title=report.title,
        body=report.body,
        place=report.place,
        category=report.category,
        channel=Channel.IMPORT,
        source=report.source,
        supports=report.supports,
    )
    issue = session.get_one(Issue, event.issue_id)
    if report.state is State.REPORTED:
        return
    verbs.accept(issue, by=REGISTER, now=report.created)
    ended = report.ended or report.created
    if report.state is State.DECLINED:
        verbs.decline(issue, by=REGISTER, now=ended, reason=report.because)
    elif report.state is not State.ACCEPTED:
        verbs.start_acting(issue, by=REGISTER, now=report.created)
        if report.state.is_settled:
            verbs.resolve(issue, by=REGISTER, now=ended, outcome=report.outcome)
        if report.state is State.CLOSED:
            verbs.close(issue, by=REGISTER, now=ended)
