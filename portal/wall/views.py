"""The wall of a community's council."""

from flask import current_app, render_template
from flask.typing import ResponseReturnValue

from portal import links
from portal.access import Can, allows
from portal.clock import now
from portal.communities.models import Community
from portal.wall import bp


@bp.get("/communities/<community_slug>/wall")
@allows(Can.SEE_BOARD, Community)
def show(community: Community) -> ResponseReturnValue:
    """Votes and their tallies, what was decided, what is late and what comes next; for a projector."""
    address = links.address("communities.show", community_slug=community.slug)
    return render_template(
        "wall/show.html",
        community=community,
        at=now(),
        zone=current_app.config["TIMEZONE"],
        qr=links.qr(address),
    )
