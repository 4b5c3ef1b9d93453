"""The administrator's page: subdistricts, their supervisors, and communities with their secretaries."""

from typing import Any

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.access import Can, allows, me
from portal.answers import done, invalid
from portal.clock import now
from portal.communities import bp, forms, queries, verbs
from portal.communities.models import Subdistrict
from portal.journal import Role
from portal.people import doors
from portal.people import verbs as people
from portal.people.forms import ContactForm


def _found_form(**kw: Any) -> forms.FoundForm:
    return forms.FoundForm(queries.slugs(), **kw)


def _back() -> tuple[str, str]:
    return url_for("communities.administration"), _("Administration")


@bp.get("/administration")
@allows(Can.ADMINISTER)
def administration() -> ResponseReturnValue:
    """What there is on this installation, and the forms to add to it."""
    at = now()
    return render_template(
        "communities/administration.html",
        subdistricts=queries.subdistricts(),
        communities=queries.everyone(),
        secretaries=queries.secretaries(at),
        supervisors=queries.supervisors(at),
        form=_found_form(formdata=None),
        contact_form=ContactForm(formdata=None),
    )


@bp.post("/administration/subdistricts")
@allows(Can.ADMINISTER)
def found_subdistrict() -> ResponseReturnValue:
    """Set up a subdistrict."""
    form = _found_form()
    if not form.validate_on_submit():
        return invalid(
            "communities/_subdistrict_form.html", title=_("Found a subdistrict"), back=_back(), form=form
        )
    event = verbs.found_subdistrict(by=me(), now=now(), **_names(form))
    return done(event, to=url_for(".administration"), say=_("The subdistrict is founded."), lead=True)


@bp.post("/subdistricts/<int:subdistrict_id>/communities")
@allows(Can.ADMINISTER, Subdistrict)
def found_community(subdistrict: Subdistrict) -> ResponseReturnValue:
    """Set up a community of the subdistrict; next comes its first secretary."""
    form = _found_form()
    if not form.validate_on_submit():
        return invalid("communities/_community_form.html", title=_("Found a community"), back=_back(),
                       subdistrict=subdistrict, form=form)  # fmt: skip
    event = verbs.found_community(subdistrict, by=me(), now=now(), **_names(form))
    to = url_for(".people", community_slug=form.slug.data)
    return done(event, to=to, say=_("The community is founded. Now invite its first secretary."), lead=True)


@bp.post("/subdistricts/<int:subdistrict_id>/supervisors")
@allows(Can.ADMINISTER, Subdistrict)
def appoint_supervisor(subdistrict: Subdistrict) -> ResponseReturnValue:
    """Make an account for somebody who oversees the subdistrict."""
    form = ContactForm()
    if not form.validate_on_submit() or not form.is_free():
        return invalid("communities/_supervisor_form.html", title=_("Add a supervisor"), back=_back(),
                       subdistrict=subdistrict, form=form)  # fmt: skip
    contact: dict[str, Any] = {name: form[name].data for name in ("name", "phone", "email")}
    person, enrolled = people.enrol(by=me(), now=now(), **contact)
    appointed = people.appoint(
        person, by=me(), now=now(), role=Role.SUPERVISOR, subdistrict_id=subdistrict.id
    )
    token, asked = people.ask_reset(person, by=me(), now=now(), lasts=people.BY_HAND)
    return done(
        enrolled,
        appointed,
        asked,
        to=doors.hand_over("people.new_password", token, person.name, back=_back()[0]),
        lead=True,
    )


def _names(form: forms.FoundForm) -> dict[str, Any]:
    return {name: form[name].data for name in ("slug", "name", "name_en")}
