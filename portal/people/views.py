"""Signing in and out, and one's own account."""

from flask import render_template
from flask.typing import ResponseReturnValue

from portal.access import Can, allows
from portal.people import bp


@bp.get("/sign-in")
@allows(Can.SIGN_IN)
def sign_in() -> ResponseReturnValue:
    """Where one signs in."""
    return render_template("people/sign_in.html")


@bp.post("/sign-out")
@allows(Can.OWN_ACCOUNT)
def sign_out() -> ResponseReturnValue:
    """Leave."""
    return ""


@bp.get("/account")
@allows(Can.OWN_ACCOUNT)
def account() -> ResponseReturnValue:
    """One's own account."""
    return ""
