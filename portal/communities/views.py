"""The page of a community and its council."""

from flask import render_template
from flask.typing import ResponseReturnValue

from portal.access import Can, allows
from portal.clock import now
from portal.communities import bp, queries
from portal.communities.models import Community


@bp.get("/communities/<community_slug>")
@allows(Can.VISIT, Community)
def show(community: Community) -> ResponseReturnValue:
    """Who they are and where to turn."""
    return render_template(
        "communities/show.html", community=community, holders=queries.office_holders(community.id, now())
    )


@bp.get("/communities")
@allows(Can.VISIT)
def index() -> ResponseReturnValue:
    """All communities."""
    return render_template("communities/index.html", communities=queries.everyone())
