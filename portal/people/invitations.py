"""Coming in by an invitation."""

from flask import abort, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.access import Can, allows, me
from portal.answers import done, invalid
from portal.clock import now
from portal.db import begin_write
from portal.extensions import limiter
from portal.i18n import lang
from portal.people import bp, doors, forms, passwords, queries, verbs
from portal.people.models import Invitation


def over(title: str, text: str) -> ResponseReturnValue:
    """A link that no longer works says so, and what to do."""
    return render_template("people/link_over.html", title=title, text=text), 410


def _over() -> ResponseReturnValue:
    return over(
        _("This invitation no longer works"),
        _("It was used, taken back, or is older than two weeks. Ask whoever gave it to you for a new one."),
    )


def _open(token: str) -> Invitation | None:
    invitation = queries.invitation(token) or abort(404)
    return invitation if invitation.is_open(now()) else None


@bp.get("/invitations/<token>")
@limiter.limit("60/minute")
@allows(Can.ACCEPT_INVITATION)
def invitation(token: str) -> ResponseReturnValue:
    """What one is invited to, and how to say yes."""
    found = _open(token)
    if found is None:
        return _over()
    form = forms.JoinForm(formdata=None, data={"name": found.name})
    holds = me().holds(found.role, found.community_id, now())
    return render_template(
        "people/invitation.html", invitation=found, token=token, form=form, holds_already=holds
    )


@bp.post("/invitations/<token>")
@limiter.limit("30/hour")
@allows(Can.ACCEPT_INVITATION, writes=False)
def accept_invitation(token: str) -> ResponseReturnValue:
    """Take up the role: with the account one has, or with a new one."""
    found = _open(token)
    if found is None:
        return _over()
    return _with_account(found) if me().is_authenticated else _with_new_account(found, token)


def _with_account(invitation: Invitation) -> ResponseReturnValue:
    begin_write()
    event = verbs.accept_invitation(invitation, by=me(), now=now())
    return done(event, to=_community(invitation), say=_("Welcome!"), lead=True)


def _with_new_account(invitation: Invitation, token: str) -> ResponseReturnValue:
    form = forms.JoinForm()
    password_hash = passwords.digest(form.password.data) if form.validate_on_submit() else None
    begin_write()
    if password_hash is None or not form.is_free():
        back = (url_for(".invitation", token=token), _("Invitation"))
        return invalid("people/_join_form.html", title=_("Invitation"), back=back, form=form, token=token)
    contact = {name: form[name].data for name in ("name", "phone", "email")}
    person, enrolled = verbs.enrol(by=me(), now=now(), password_hash=password_hash, locale=lang(), **contact)
    event = verbs.accept_invitation(invitation, by=person, now=now())
    doors.enter(person, now())
    return done(enrolled, event, to=_community(invitation), say=_("Welcome!"), lead=True)


def _community(invitation: Invitation) -> str:
    return url_for("communities.show", community_slug=invitation.community.slug)


@bp.post("/invitations/<int:invitation_id>/revocation")
@allows(Can.REVOKE_INVITATION, Invitation)
def revoke_invitation(invitation: Invitation) -> ResponseReturnValue:
    """Take an invitation back."""
    event = verbs.revoke_invitation(invitation, by=me(), now=now())
    to = url_for("communities.people", community_slug=invitation.community.slug)
    return done(event, to=to, say=_("The invitation is taken back."), lead=True)
