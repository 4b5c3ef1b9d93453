"""Pictures of issues to pass on and to keep: the share card, and the ticket with the tracking code."""

from flask import abort
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from portal import cards, links
from portal.access import Can, allows
from portal.clock import now
from portal.i18n import day, named
from portal.issues import bp, shared, tracking
from portal.issues.models import Issue


@bp.get("/issues/<int:issue_id>/card.png")
@allows(Can.SEE_ISSUE, Issue)
def card(issue: Issue) -> ResponseReturnValue:
    """The card that a chat shows of the issue."""
    with force_locale(cards.language()):
        return cards.sent(shared.card(issue), cards.draw_card, public=issue.is_public)


@bp.get("/reported/ticket.png")
@allows(Can.VISIT)
def ticket() -> ResponseReturnValue:
    """The tracking code as a picture to keep, in the browser that was just shown it."""
    code = tracking.just_shown(now())
    issue = tracking.find(code) if code else None
    if code is None or issue is None:
        abort(404)
    return cards.sent(
        cards.Ticket(
            name=_("Youth Council"),
            place=named(issue.community),
            heading=_("Tracking code"),
            code=code,
            address=links.address(".arrive", code=code),
            title=issue.title,
            day=_("Reported on %(day)s", day=day(issue.reported_at)),
            keep=_("Keep this picture. With the code you follow your report; without it nobody does."),
            scan=_("Scan it to see how things stand"),
        ),
        cards.draw_ticket,
        public=False,
    )
