"""The public front page, and the latest across the subdistrict."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import display as look
from portal.access import Can, allows, row_number
from portal.answers import done
from portal.clock import now
from portal.communities import queries as communities
from portal.home import bp, fragments, queries


@bp.get("/")
@allows(Can.VISIT)
def index() -> ResponseReturnValue:
    """What is being asked, decided and done around here."""
    return render_template(
        "home/index.html",
        communities=communities.everyone(),
        glance=queries.at_a_glance(now()),
    )


@bp.get("/latest")
@allows(Can.VISIT)
def latest() -> ResponseReturnValue:
    """Line by line, what happened with public issues."""
    before = request.args.get("before", type=row_number)
    earlier = fragments.news(queries.PAGE, before) if before else None
    return render_template("home/latest.html", earlier=earlier)


@bp.post("/display")
@allows(Can.VISIT, writes=False)
def display() -> ResponseReturnValue:
    """Large text, light or dark, from the next page on in this browser."""
    for name in look.CHOICES:
        look.remember(name, request.form.get(name, ""))
    return done(to=url_for(".index"))
