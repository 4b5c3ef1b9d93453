"""A forgotten password: asking for a link, and choosing another by it."""

from datetime import datetime

from flask import abort, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from portal import mail
from portal.access import Can, allows, me
from portal.answers import done, invalid
from portal.clock import now
from portal.db import begin_write
from portal.extensions import limiter
from portal.i18n import LANGUAGES
from portal.people import bp, doors, forms, passwords, queries, verbs
from portal.people.invitations import over
from portal.people.models import PasswordReset, Person
from portal.people.views import account_name


@bp.get("/reset")
@allows(Can.RESET_PASSWORD)
def forgotten() -> ResponseReturnValue:
    """Where one says whose password was forgotten."""
    return render_template("people/reset.html", form=forms.AskResetForm(formdata=None))


@bp.post("/reset")
@limiter.limit("20/hour")
@limiter.limit("3/hour;6/day", key_func=account_name)
@allows(Can.RESET_PASSWORD)
def ask_reset() -> ResponseReturnValue:
    """Send a link, if there is such an account; the answer is the same if there is none."""
    form = forms.AskResetForm()
    if not form.validate_on_submit():
        back = (url_for(".sign_in"), _("Sign in"))
        return invalid("people/_reset_form.html", title=_("Forgotten password"), back=back, form=form)
    person = queries.by_login(forms.login_name(form.login.data))
    if person is not None and person.email:
        token, event = verbs.ask_reset(person, by=me(), now=now())
        _post(person, event.thing, token, now())
    return done(to=url_for(".reset_asked"), lead=True)


def _post(person: Person, about: str, token: str, at: datetime) -> None:
    link = mail.address(url_for(".new_password", token=token))
    with force_locale(person.locale or LANGUAGES[0]):
        words = (
            _("Hello %(name)s,", name=person.name),
            _("Somebody, most likely you, asked to choose a new password. Open this link to do so:"),
            link,
            _("It works once, within one hour. If it was not you, do nothing: your password stays as it is."),
        )
        subject = _("Choose a new password")
    mail.post(person.id, key=about, subject=subject, body="\n\n".join(words) + "\n", now=at)


@bp.get("/reset/asked")
@allows(Can.RESET_PASSWORD)
def reset_asked() -> ResponseReturnValue:
    """What happens next, whether or not there is such an account."""
    return render_template("people/reset_asked.html")


def _open(token: str) -> PasswordReset | None:
    reset = queries.reset(token) or abort(404)
    return reset if reset.is_open(now()) else None


def _over() -> ResponseReturnValue:
    return over(
        _("This link no longer works"),
        _("It works once and not for long. Ask for a new one here, or at your community's office."),
    )


@bp.get("/reset/<token>")
@limiter.limit("60/minute")
@allows(Can.RESET_PASSWORD)
def new_password(token: str) -> ResponseReturnValue:
    """Where one chooses a password by a link."""
    reset = _open(token)
    if reset is None:
        return _over()
    form = forms.NewPasswordForm(reset.person, formdata=None)
    return render_template("people/new_password.html", person=reset.person, form=form, token=token)


@bp.post("/reset/<token>")
@limiter.limit("30/hour")
@allows(Can.RESET_PASSWORD, writes=False)
def reset_password(token: str) -> ResponseReturnValue:
    """Choose it; every browser that was signed in is signed out."""
    reset = _open(token)
    if reset is None:
        return _over()
    form = forms.NewPasswordForm(reset.person)
    if not form.validate_on_submit():
        back = (url_for(".sign_in"), _("Sign in"))
        return invalid("people/_new_password_form.html", title=_("Choose a password"), back=back,
                       person=reset.person, form=form, token=token)  # fmt: skip
    password_hash = passwords.digest(form.password.data)
    begin_write()
    event = verbs.reset_password(reset, now=now(), password_hash=password_hash)
    doors.leave()
    return done(event, to=url_for(".sign_in"), say=_("Your password is set. Sign in with it."), lead=True)
