"""The pages."""

from flask import render_template
from flask.typing import ResponseReturnValue

from portal.access import Can, allows
from portal.figures import bp


@bp.get("/figures")
@allows(Can.VISIT)
def index() -> ResponseReturnValue:
    """The page."""
    return render_template("figures/index.html")
