"""What an issue's share says of its vote, as long as the vote is what everybody looks at."""

from flask_babel import gettext as _

from portal.ballots import queries, words
from portal.clock import now
from portal.i18n import short_moment
from portal.issues.models import Issue
from portal.issues.shared import tells


@tells
def vote(issue: Issue) -> str | None:
    """How many have voted and until when or, once it is over, how it ended; nothing that is hidden."""
    ballot, at = queries.latest(issue.id), now()
    if ballot is None:
        return None
    if ballot.is_open(at):
        return _(
            "%(turnout)s of %(roll)s have voted. Voting closes on %(moment)s.",
            turnout=ballot.turnout,
            roll=ballot.roll_size,
            moment=short_moment(ballot.closes_at),
        )
    if issue.state.is_deciding and not issue.state.is_deliberating:
        return words.verdict(queries.standing(ballot, at, {}))
    return None
