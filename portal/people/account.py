"""One's own account: what the portal knows, the password, and where one is signed in."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.access import Can, allows, me
from portal.answers import done, invalid
from portal.clock import now
from portal.db import begin_write
from portal.extensions import limiter
from portal.i18n import lang
from portal.people import bp, doors, forms, passwords, queries, verbs
from portal.people.models import SignIn


@bp.get("/account")
@allows(Can.OWN_ACCOUNT)
def account() -> ResponseReturnValue:
    """One's own account, with contact data that nobody else is shown here."""
    person, at = me(), now()
    profile = {"name": person.name, "phone": person.phone, "email": person.email}
    terms = queries.terms_of(person.id)
    return render_template(
        "people/account.html",
        profile_form=forms.ProfileForm(formdata=None, data={**profile, "locale": person.locale or lang()}),
        password_form=forms.ChangePasswordForm(person, formdata=None),
        sign_ins=queries.sign_ins(person.id),
        running=[term for term in terms if term.runs_at(at)],
        ended=[term for term in terms if not term.runs_at(at)],
    )


def _back() -> tuple[str, str]:
    return url_for("people.account"), _("My account")


@bp.post("/account/profile")
@limiter.limit("20/hour", key_func=lambda: str(me().id))  # each try tells whether a number is somebody's
@allows(Can.OWN_ACCOUNT, writes=False)
def change_profile() -> ResponseReturnValue:
    """Correct one's name, contact data or language; how one signs in only with one's password."""
    form, person = forms.ProfileForm(), me()
    kept = person.password_hash
    asked = form.validate_on_submit() and form.changes_sign_in(person) and kept is not None
    if asked and not passwords.matches(kept, form.password.data or ""):
        form.password.errors = [_("This is not your present password.")]
    begin_write()
    if not form.is_submitted() or form.errors or not form.is_free(person.id):
        return invalid("people/_profile_form.html", title=_("What we know of you"), back=_back(), form=form)
    wish = {name: form[name].data for name in ("name", "phone", "email", "locale")}
    event = verbs.change_profile(person, by=person, now=now(), **wish)
    to = url_for(".account", lang=wish["locale"]) if wish["locale"] != lang() else url_for(".account")
    return done(event, to=to, say=_("Saved."), lead=True)


@bp.post("/account/password")
@limiter.limit("10/15minutes", key_func=lambda: str(me().id))
@allows(Can.OWN_ACCOUNT, writes=False)
def change_password() -> ResponseReturnValue:
    """Choose another password; whoever is signed in elsewhere is signed out."""
    person = me()
    form, kept = forms.ChangePasswordForm(person), person.password_hash
    if form.validate_on_submit() and not passwords.matches(kept, form.old.data):
        form.old.errors = [_("This is not your present password.")]
    if form.errors or not form.is_submitted():
        return invalid("people/_password_form.html", title=_("Change the password"), back=_back(), form=form)
    password_hash = passwords.digest(form.password.data)
    begin_write()
    event = verbs.change_password(
        person, by=person, now=now(), password_hash=password_hash, keep=person.sign_in_id
    )
    say = _("Your password is changed. Everywhere else you are signed out.")
    return done(event, to=url_for(".account"), say=say, lead=True)


@bp.post("/sign-ins/<int:sign_in_id>/revocation")
@allows(Can.REVOKE_SIGN_IN, SignIn)
def revoke_sign_in(sign_in: SignIn) -> ResponseReturnValue:
    """Sign a browser out from afar."""
    here = sign_in.id == me().sign_in_id
    event = verbs.revoke_sign_in(sign_in, by=me(), now=now())
    if here:
        doors.leave()
    to = url_for("home.index") if here else url_for(".account")
    return done(event, to=to, say=_("That browser is signed out."), lead=True)
