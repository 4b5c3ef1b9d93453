"""Signing in and out."""

from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.access import Can, allows, me
from portal.answers import done, invalid
from portal.clock import now
from portal.db import begin_write, session
from portal.extensions import limiter
from portal.people import bp, doors, forms, passwords, personas, queries, verbs
from portal.people.guard import token_hash
from portal.people.models import Person, SignIn


def account_name() -> str:
    """Whose door is being tried, so that tries from many addresses count together."""
    return token_hash(forms.login_name(request.form.get("login")))


def was_refused(response: Any) -> bool:
    """Only failed tries count."""
    return bool(response.status_code == 422)


@bp.get("/sign-in")
@allows(Can.SIGN_IN)
def sign_in() -> ResponseReturnValue:
    """Where one signs in."""
    return render_template(
        "people/sign_in.html",
        form=forms.SignInForm(formdata=None),
        next=doors.wanted(""),
        personas=personas.everybody(),
    )


@bp.post("/sign-in")
@limiter.limit("30/minute;300/hour", deduct_when=was_refused)
@limiter.limit("10/15minutes;50/day", key_func=account_name, deduct_when=was_refused)
@allows(Can.SIGN_IN, writes=False)  # a password is slow to verify, and others want to write
def enter() -> ResponseReturnValue:
    """Sign in with phone or e-mail and password."""
    form = forms.SignInForm()
    person = _proven(form) if form.validate_on_submit() else None
    if person is None:
        if not form.errors:
            form.form_errors = [_("Name and password do not belong together.")]
        back, next = (url_for("home.index"), _("Home")), doors.wanted("")
        return invalid("people/_sign_in_form.html", title=_("Sign in"), back=back, form=form, next=next)
    doors.enter(person, now())
    return done(to=doors.wanted(url_for("inbox.index")), lead=True)


def _proven(form: forms.SignInForm) -> Person | None:
    person = queries.by_login(forms.login_name(form.login.data))
    kept = person.password_hash if person else None
    if not passwords.matches(kept, form.password.data) or person is None:
        return None
    begin_write()
    return person if person.password_hash == kept else None  # changed while it was being verified


@bp.post("/sign-out")
@allows(Can.OWN_ACCOUNT)
def sign_out() -> ResponseReturnValue:
    """Leave."""
    event = verbs.revoke_sign_in(session.get_one(SignIn, me().sign_in_id), by=me(), now=now())
    doors.leave()
    return done(event, to=url_for("home.index"), say=_("You are signed out."), lead=True)
