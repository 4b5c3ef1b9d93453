"""Who belongs to a community: its office, its council, and the residents with an account."""

from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.access import Can, allows, can, me
from portal.answers import done, invalid
from portal.clock import now
from portal.communities import bp
from portal.communities.models import Community
from portal.fields import tidy
from portal.journal import Role
from portal.people import doors, forms, queries, verbs


def roles_to_give(community: Community) -> list[Role]:
    """What whoever is asking may make somebody of."""
    roles = [Role.MEMBER, Role.CHAIR, Role.RESIDENT]
    return [Role.SECRETARY, *roles] if can(Can.INVITE_SECRETARY, community) else roles


def back(community: Community) -> tuple[str, str]:
    """The way back to the people of the community."""
    return url_for("communities.people", community_slug=community.slug), _("People")


def _hand_over(endpoint: str, token: str, name: str, community: Community) -> str:
    return doors.hand_over(endpoint, token, name, back=back(community)[0])


def _after() -> tuple[str, int] | None:
    name, id = request.args.get("after", ""), request.args.get("id", "")
    return (name[:200], int(id)) if id.isdecimal() and len(id) < 19 else None


@bp.get("/communities/<community_slug>/people")
@allows(Can.SEE_PEOPLE, Community)
def people(community: Community) -> ResponseReturnValue:
    """Everybody with a role here, the invitations that are out, and the ways to bring somebody in."""
    at, name = now(), (tidy(request.args.get("q")) or "")[:60]
    residents = queries.resident_terms(community.id, at, name=name, after=_after())
    return render_template(
        "communities/people.html",
        community=community,
        office=queries.office_terms(community.id, at),
        residents=residents[: queries.PAGE],
        more=len(residents) > queries.PAGE,
        name=name,
        invitations=queries.open_invitations(community.id, at) if can(Can.INVITE, community) else [],
        invitation_form=forms.InvitationForm(roles_to_give(community), formdata=None),
        enrol_form=forms.EnrolForm(roles_to_give(community), formdata=None),
    )


@bp.post("/communities/<community_slug>/invitations")
@allows(Can.INVITE, Community)
def invite(community: Community) -> ResponseReturnValue:
    """Make a link by which somebody takes up a role."""
    form = forms.InvitationForm(roles_to_give(community))
    if not form.validate_on_submit():
        return invalid("communities/_invitation_form.html", title=_("Invite somebody"), back=back(community),
                       community=community, form=form)  # fmt: skip
    token, event = verbs.invite(
        community.id,
        by=me(),
        now=now(),
        role=Role(form.role.data),
        name=form.name.data,
        term_ends_at=form.ends_at(),
    )
    return done(event, to=_hand_over("people.invitation", token, form.name.data, community), lead=True)


@bp.post("/communities/<community_slug>/people")
@allows(Can.ENROL, Community)
def enrol(community: Community) -> ResponseReturnValue:
    """Add somebody at the desk, who then chooses a password by a link."""
    form = forms.EnrolForm(roles_to_give(community))
    if not form.validate_on_submit() or not form.is_free():
        return invalid("communities/_enrol_form.html", title=_("Add somebody"), back=back(community),
                       community=community, form=form)  # fmt: skip
    contact: dict[str, Any] = {name: form[name].data for name in ("name", "phone", "email")}
    person, enrolled = verbs.enrol(by=me(), now=now(), **contact)
    appointed = verbs.appoint(person, by=me(), now=now(), role=Role(form.role.data),
                              community_id=community.id, ends_at=form.ends_at())  # fmt: skip
    token, asked = verbs.ask_reset(person, by=me(), now=now(), lasts=verbs.BY_HAND)
    to = _hand_over("people.new_password", token, person.name, community)
    return done(enrolled, appointed, asked, to=to, lead=True)
