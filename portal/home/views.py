"""The pages."""

from flask import render_template
from flask.typing import ResponseReturnValue

from portal.access import Can, allows
from portal.home import bp


@bp.get("/")
@allows(Can.VISIT)
def index() -> ResponseReturnValue:
    """The page."""
    return render_template("home/index.html")
