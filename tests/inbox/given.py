"""What the tests of the inbox and its mails start from."""

from datetime import datetime, timedelta
from typing import Any

from portal.ballots import verbs as ballots
from portal.ballots.models import Ballot, Disclosure
from portal.ballots.rules.yes_no import YesNo
from portal.clock import now
from portal.db import session
from portal.issues import verbs as issues
from portal.issues.models import Issue
from portal.mail import Mail
from tests.cast import Cast


def deliberating(cast: Cast) -> Issue:
    """A report of the resident's that is on the agenda."""
    at = now() - timedelta(days=8)
    issue = cast.report(now=at)
    issues.accept(issue, by=cast.secretary, now=at)
    issues.put_on_agenda(issue, by=cast.chair, now=at)
    return issue


def a_vote(
    cast: Cast, *, opened: datetime | None = None, hours: float = 72, question: str = "换感应灯？"
) -> Ballot:
    """A vote of the willow council's, open for so many hours."""
    at = opened or now()
    event = ballots.open_ballot(
        deliberating(cast),
        by=cast.chair,
        now=at,
        question=question,
        rule=YesNo.preset("simple"),
        disclosure=Disclosure.HIDDEN,
        closes_at=at + timedelta(hours=hours),
    )
    session.commit()
    return session.get_one(Ballot, event.thing_id)


def mails() -> list[Mail]:
    """Everything that was ever put into the outbox."""
    session.expire_all()
    return session.query(Mail).order_by(Mail.id).all()


def mailed() -> list[tuple[Any, str]]:
    """To whom what was written, in the order of the writing."""
    return [(mail.person_id, mail.subject) for mail in mails()]
