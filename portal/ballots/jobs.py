"""What the clock does for ballots: it announces that a vote's time is over."""

from datetime import datetime

from portal.ballots import queries, verbs
from portal.ballots.models import Ballot
from portal.db import begin_write, session
from portal.jobs import job


@job
def announce_ends(now: datetime) -> None:
    """Record the end of each vote whose time has come; it was over already, whoever looked."""
    if not queries.over(now):  # most rounds end here, without asking to write
        return
    begin_write()
    for ballot_id in queries.over(now):
        ballot = session.get(Ballot, ballot_id)
        if ballot is not None:
            verbs.announce_end(ballot, now=now)
