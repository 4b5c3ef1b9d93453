"""What all of it adds up to, for everybody to see."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from portal.access import Can, allows
from portal.clock import now
from portal.communities import queries as communities
from portal.figures import bp, queries, words
from portal.issues.words import STATES


@bp.get("/figures")
@allows(Can.VISIT)
def index() -> ResponseReturnValue:
    """The figures of the subdistrict or of one community, and all communities side by side."""
    at = now()
    places = communities.everyone()
    chosen = next((c for c in places if c.slug == request.args.get("community")), None)
    each = queries.of_each(at)
    last = queries.latest_report(chosen.id if chosen else None)
    return render_template(
        "figures/index.html",
        at=at,
        communities=places,
        chosen=chosen,
        total=queries.total(each, [chosen] if chosen else places),
        months=words.months(queries.asked_and_done(last, chosen.id if chosen else None) if last else []),
        each=[(place, each.get(place.id) or queries.Figures()) for place in places],
        states=STATES,
        number=words.number,
        share=words.share,
        fewest=queries.FEWEST,
    )
