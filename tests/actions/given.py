"""What the tests of action items start from."""

from datetime import date, datetime, timedelta
from typing import Any

from portal.actions import verbs
from portal.actions.models import Action
from portal.clock import now
from portal.db import session
from portal.i18n import today
from portal.issues.lifecycle import State
from portal.issues.models import Issue
from tests.cast import Cast
from tests.states import in_state

EVERYBODY = (
    "resident", "neighbour", "member", "second_member", "chair", "secretary",
    "outsider", "supervisor", "administrator", "visitor",
)  # fmt: skip


def in_days(days: int, at: datetime | None = None) -> date:
    """The day so many days from today, where the portal is."""
    return today(at or now()) + timedelta(days=days)


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
    issue = issue or in_state(cast, State.ACTING)
    event = verbs.assign(
        issue, by=cast.secretary, now=at, title=title, owner=owner or cast.member, due_on=in_days(due_in, at)
    )
    session.commit()
    action = session.get(Action, event.thing_id)
    assert action
    return action
