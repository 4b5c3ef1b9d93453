"""The pages."""

from flask import render_template
from flask.typing import ResponseReturnValue

from portal.access import Can, allows
from portal.inbox import bp


@bp.get("/inbox")
@allows(Can.VISIT)
def index() -> ResponseReturnValue:
    """The page."""
    return render_template("inbox/index.html")
