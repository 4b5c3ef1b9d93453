"""What happens by the clock: news and reminders are written, then what waits in the outbox is sent."""

from datetime import datetime

from portal.inbox import delivery, telling
from portal.jobs import job


@job
def tell(now: datetime) -> None:
    """Write the mails that follow from the journal."""
    telling.tell_news(now)


@job
def remind(now: datetime) -> None:
    """Write the reminders that are owed."""
    telling.remind(now)


@job
def deliver(now: datetime) -> None:
    """Send what waits."""
    delivery.deliver(now)
