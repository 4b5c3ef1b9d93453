"""The page of a community and its council."""

from itertools import groupby

from flask import render_template
from flask.typing import ResponseReturnValue

from portal.access import Can, allows
from portal.clock import now
from portal.communities import bp, queries
from portal.communities.models import Community
from portal.communities.words import term


@bp.get("/communities/<community_slug>")
@allows(Can.VISIT, Community)
def show(community: Community) -> ResponseReturnValue:
    """Who they are, what they decided and have before them, and where to turn."""
    terms = queries.office_holders(community.id, now())
    seats = [(key, list(held)) for key, held in groupby(terms, key=lambda held: (held.role, term(held)))]
    return render_template("communities/show.html", community=community, seats=seats, terms=terms)


@bp.get("/communities")
@allows(Can.VISIT)
def index() -> ResponseReturnValue:
    """All communities."""
    return render_template("communities/index.html")
