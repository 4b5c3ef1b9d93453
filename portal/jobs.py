"""What happens by the clock: a loop in the serving process that runs idempotent functions of the time.

There is no queue to keep: what is to be done follows from rows (a due date, an unsent mail, an event not
yet told), so a job that dies is simply run again. See docs/decisions/jobs.md.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from datetime import datetime

from flask import Flask
from sqlalchemy import select

from portal.clock import now
from portal.db import session
from portal.fragments import announce
from portal.journal import Event, latest_id

log = logging.getLogger(__name__)

Job = Callable[[datetime], None]
Loop = Callable[[threading.Event], None]

JOBS: list[Job] = []
EVERY = 20.0
"""Seconds between two rounds of the jobs."""
LOOK = 1.0
"""Seconds between two looks at the journal for what other processes wrote."""


def job(function: Job) -> Job:
    """Register a function of the present that may run at any time, any number of times."""
    JOBS.append(function)
    return function


def run_all(app: Flask) -> None:
    """One round: each job in its own transaction, none stopped by another's failure."""
    for each in JOBS:
        with app.app_context():
            try:
                each(now())
                session.commit()
            except Exception:
                session.rollback()
                log.exception("job %s failed", each.__name__)


def follow_journal(app: Flask, after: int) -> int:
    """Announce the events that came after `after`, whoever wrote them; the newest event's id."""
    with app.app_context():
        newest = latest_id()
        if newest > after:
            announce(session.scalars(select(Event).where(Event.id > after).order_by(Event.id)))
        session.rollback()
        return newest


def loops(app: Flask) -> Sequence[Loop]:
    """The background loops of a serving process."""

    def by_the_clock(stop: threading.Event) -> None:
        while not stop.is_set():
            run_all(app)
            stop.wait(EVERY)

    def by_the_journal(stop: threading.Event) -> None:
        with app.app_context():
            seen = latest_id()
        while not stop.wait(LOOK):
            try:
                seen = follow_journal(app, seen)
            except Exception:
                log.exception("the journal could not be followed")

    return [by_the_clock, by_the_journal]
