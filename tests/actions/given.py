"""What the tests of action items start from."""

from datetime import date, datetime, timedelta
from typing import Any

from portal.actions import verbs
from portal.actions.models import Action
from portal.clock import now
from portal.db import session
from portal.i18n import today
from portal.issues import verbs as issues
from portal.issues.models import Issue
from tests.cast import Cast

EVERYBODY = (
    "resident", "neighbour", "member", "second_member", "chair", "secretary",
    "outsider", "supervisor", "administrator", "visitor",
)  # fmt: skip


def in_days(days: int, at: datetime | None = None) -> date:
    """The day so many days from today, where the portal is."""
    return today(at or now()) + timedelta(days=days)


def acting(cast: Cast, **words: Any) -> Issue:
    """A report that the neighbour supports and that is acted on; nothing is handed out yet."""
    at = now() - timedelta(days=8)
    issue = cast.report(now=at, **words)
    issues.accept(issue, by=cast.secretary, now=at)
    issues.support(issue, by=cast.neighbour, now=at)
    issues.start_acting(issue, by=cast.secretary, now=at)
    session.commit()
    return issue


def resolved(cast: Cast, days: float = 1) -> Issue:
    """The same, resolved some days ago."""
    issue = acting(cast)
    issues.resolve(issue, by=cast.secretary, now=now() - timedelta(days=days), outcome="六盏灯全部更换。")
    session.commit()
    return issue


def an_item(
    cast: Cast,
    *,
    owner: Any = None,
    due_in: int = 5,
    title: str = "换灯泡",
    issue: Issue | None = None,
    now: datetime | None = None,
) -> Action:
    """An action item of the member's (or of `owner`'s), of an issue that is acted on."""
    at = now or datetime.now().astimezone()
    issue = issue or acting(cast)
    event = verbs.assign(
        issue, by=cast.secretary, now=at, title=title, owner=owner or cast.member, due_on=in_days(due_in, at)
    )
    session.commit()
    action = session.get(Action, event.thing_id)
    assert action
    return action
