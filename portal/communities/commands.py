"""What an operator does with accounts from a shell."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import click
import sqlalchemy as sa
from flask import current_app
from flask_babel import force_locale
from werkzeug.datastructures import MultiDict

from portal import mail
from portal.communities.models import Community, Subdistrict
from portal.db import session, writing
from portal.journal import Role
from portal.people import forms, verbs


def add(
    *,
    now: datetime,
    say: Callable[[str], Any],
    name: str,
    phone: str | None,
    email: str | None,
    community: str | None,
    role: str,
    supervises: str | None,
    administrator: bool,
) -> None:
    """Make an account with its roles, and print the link by which the person chooses a password."""
    with current_app.test_request_context(method="POST"), force_locale("en"):
        form = forms.ContactForm(
            MultiDict({"name": name, "phone": phone or "", "email": email or ""}), meta={"csrf": False}
        )
        with writing():
            if not form.validate() or not form.is_free():
                raise click.ClickException(_troubles(form))
            contact = {field: form[field].data for field in ("name", "phone", "email")}
            person, _event = verbs.enrol(by=None, now=now, is_administrator=administrator, **contact)
            if community:
                place = _named(Community, community)
                verbs.appoint(person, by=None, now=now, role=Role(role), community_id=place.id)
            if supervises:
                area = _named(Subdistrict, supervises)
                verbs.appoint(person, by=None, now=now, role=Role.SUPERVISOR, subdistrict_id=area.id)
            token, _event = verbs.ask_reset(person, by=None, now=now, lasts=verbs.BY_HAND)
    say(f"{person.name} has an account. To choose a password, within 14 days and once:")
    say(f"    {mail.address(f'/reset/{token}')}")


def _troubles(form: forms.ContactForm) -> str:
    return "\n".join(f"{name}: {' '.join(map(str, said))}" for name, said in form.errors.items())


def _named(model: Any, slug: str) -> Any:
    found = session.scalar(sa.select(model).where(model.slug == slug))
    if found is None:
        known = ", ".join(session.scalars(sa.select(model.slug).order_by(model.id))) or "none yet"
        raise click.ClickException(f"There is no {model.kind} {slug!r}; there is: {known}.")
    return found
