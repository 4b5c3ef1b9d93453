"""What an office does with somebody's term, and the page that shows a link to hand over, once."""

from flask import make_response, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import links
from portal.access import Can, allows, me
from portal.answers import done
from portal.clock import now
from portal.people import bp, doors, verbs
from portal.people.models import Membership


@bp.post("/memberships/<int:membership_id>/end")
@allows(Can.END_TERM, Membership)
def end_term(membership: Membership) -> ResponseReturnValue:
    """End somebody's term."""
    event = verbs.end_term(membership, by=me(), now=now())
    say = _("The term of %(name)s has ended.", name=membership.person.name)
    return done(event, to=_people(membership), say=say, lead=True)


@bp.post("/memberships/<int:membership_id>/link")
@allows(Can.HAND_OVER_LINK, Membership)
def hand_over_link(membership: Membership) -> ResponseReturnValue:
    """A link by which somebody without e-mail chooses a password, handed over in person."""
    token, event = verbs.ask_reset(membership.person, by=me(), now=now(), lasts=verbs.BY_HAND)
    to = doors.hand_over("people.new_password", token, membership.person.name, back=_people(membership))
    return done(event, to=to, lead=True)


def _people(membership: Membership) -> str:
    if membership.community is None:
        return url_for("communities.administration")
    return url_for("communities.people", community_slug=membership.community.slug)


@bp.get("/link")
@allows(Can.OWN_ACCOUNT)
def fresh_link() -> ResponseReturnValue:
    """The link to hand over, this once, to copy, to photograph or to send."""
    fresh = session.pop("fresh_link", None)
    if fresh is None:
        return redirect(url_for("home.index"))
    endpoint, token, name, back = fresh
    link = links.address(endpoint, token=token)
    invites = endpoint == "people.invitation"
    answer = make_response(
        render_template(
            "people/link.html", link=link, qr=links.qr(link), name=name, invites=invites, back=back
        )
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer
