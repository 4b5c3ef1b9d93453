"""What all of it adds up to, for everybody to see."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from portal.access import Can, allows
from portal.clock import now
from portal.communities import queries as communities
from portal.figures import bp, queries
from portal.figures.words import month, number, share
from portal.issues.words import STATES


@bp.get("/figures")
@allows(Can.VISIT)
def index() -> ResponseReturnValue:
    """The figures of the subdistrict or of one community, and all communities side by side."""
    at = now()
    places = communities.everyone()
    chosen = next((c for c in places if c.slug == request.args.get("community")), None)
    each = queries.of_each(at)
    return render_template(
        "figures/index.html",
        at=at,
        communities=places,
        chosen=chosen,
        total=queries.total(each, [chosen] if chosen else places),
        months=[(month(on), count) for on, count in queries.by_month(chosen.id if chosen else None)],
        each=[(place, each.get(place.id) or queries.Figures()) for place in places],
        states=STATES,
        number=number,
        share=share,
        fewest=queries.FEWEST,
    )
