"""Inviting 邀请: a link by which somebody takes up a role."""

import re
from datetime import UTC, timedelta

import pytest

from portal.clock import now
from portal.db import session
from portal.i18n import today
from portal.journal import Event, Role, Verb
from portal.people.models import Invitation

WANTED = {"name": "欧阳娜娜", "role": "member", "ends_on": ""}


def in_a_year():
    return (today(now()) + timedelta(days=365)).isoformat()


@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize("role", ["resident", "member", "chair"])
def test_the_secretary_makes_a_link_that_is_shown_once(cast, browse, role, htmx):
    browser = browse(cast.secretary, htmx=htmx)
    answer = browser.post("/communities/willow/invitations", {**WANTED, "role": role})
    assert answer.headers["HX-Redirect" if htmx else "Location"] == "/link"
    page = browser.get("/link")
    token = re.search(r"http://localhost/invitations/([\w-]+)", page.text).group(1)
    assert "<svg" in page.text
    assert browser.get("/link").status_code == 302
    invitation = session.query(Invitation).one()
    assert (invitation.role, invitation.name, invitation.community_id) == (role, "欧阳娜娜", cast.willow.id)
    assert token not in invitation.token_hash
    assert token not in browser.get("/communities/willow/people").text


def test_it_is_recorded_without_the_name(cast, browse):
    browse(cast.secretary).post("/communities/willow/invitations", WANTED)
    event = session.query(Event).filter_by(verb=Verb.INVITE).one()
    assert (event.by_id, event.community_id, event.data) == (
        cast.secretary.id,
        cast.willow.id,
        {"role": "member"},
    )


def test_the_administrator_invites_the_first_secretary(cast, browse):
    data = {**WANTED, "role": "secretary"}
    assert browse(cast.administrator).post("/communities/harbour/invitations", data).status_code == 303
    assert session.query(Invitation).one().role is Role.SECRETARY


@pytest.mark.parametrize("role", ["secretary", "supervisor", "administrator", "", "king"])
def test_a_secretary_makes_nobody_a_secretary(cast, browse, role):
    answer = browse(cast.secretary).post("/communities/willow/invitations", {**WANTED, "role": role})
    assert answer.status_code == 422
    assert session.query(Invitation).count() == 0


@pytest.mark.parametrize("who", ["resident", "member", "chair", "outsider", "supervisor", "visitor"])
def test_others_are_refused(cast, browse, who):
    assert browse(getattr(cast, who)).post("/communities/willow/invitations", WANTED).status_code == 403


def test_a_secretary_does_not_invite_next_door(cast, browse):
    assert browse(cast.secretary).post("/communities/harbour/invitations", WANTED).status_code == 403


def test_the_term_lasts_to_the_end_of_its_last_day_here(cast, browse, app):
    browse(cast.secretary).post("/communities/willow/invitations", {**WANTED, "ends_on": in_a_year()})
    invitation = session.query(Invitation).one()
    assert today(invitation.last_moment).isoformat() == in_a_year()
    assert invitation.term_ends_at.astimezone(UTC).hour == 16  # midnight in Shanghai


@pytest.mark.parametrize("day", ["yesterday", "2001-01-01", "9999-12-31", "0001-01-01", "2027-02-30"])
@pytest.mark.parametrize("htmx", [False, True])
def test_a_term_ends_on_a_day_to_come(cast, browse, day, htmx):
    answer = browse(cast.secretary, htmx=htmx).post(
        "/communities/willow/invitations", {**WANTED, "ends_on": day}
    )
    assert answer.status_code == 422
    assert session.query(Invitation).count() == 0


def test_a_name_is_needed(cast, browse):
    assert (
        browse(cast.secretary).post("/communities/willow/invitations", {**WANTED, "name": " "}).status_code
        == 422
    )
