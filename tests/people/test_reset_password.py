"""Choosing a password by a link 重设密码."""

from datetime import timedelta

import pytest

from portal.clock import now
from portal.db import session
from portal.journal import Event, Role, Verb
from portal.lifecycle import NotNow
from portal.people import passwords, queries, verbs
from portal.people.models import PasswordReset, Person
from tests.people.given import PASSWORD, with_password

NEW = "drei blaue reiher"


def link_for(person, *, ago=timedelta(0)):
    token, _event = verbs.ask_reset(person, by=None, now=now() - ago)
    session.commit()
    return f"/reset/{token}"


@pytest.mark.parametrize("htmx", [False, True])
def test_the_password_is_set_and_every_browser_signed_out(cast, browse, htmx):
    with_password(cast.member)
    signed_in = browse(cast.member)
    link = link_for(cast.member)
    answer = browse(htmx=htmx).post(link, {"password": NEW})
    assert answer.headers["HX-Redirect" if htmx else "Location"] == "/sign-in"
    assert passwords.matches(session.get(Person, cast.member.id).password_hash, NEW)
    assert signed_in.get("/account").status_code == 302


def test_the_page_says_whose_account_it_is_but_not_their_other_contact(cast, browse):
    cast.member.phone = "13800138000"
    page = browse().get(link_for(cast.member))
    assert "李明" in page.text
    assert "13800138000" not in page.text


def test_it_works_once(cast, browse):
    link = link_for(cast.member)
    assert browse().post(link, {"password": NEW}).status_code == 303
    for answer in (browse().get(link), browse().post(link, {"password": "noch ein anderes"})):
        assert answer.status_code == 410
    assert passwords.matches(session.get(Person, cast.member.id).password_hash, NEW)


def test_it_works_for_an_hour(cast, browse):
    link = link_for(cast.member, ago=timedelta(hours=1))
    assert browse().get(f"{link}?lang=en").status_code == 410
    answer = browse().post(f"{link}?lang=en", {"password": NEW})
    assert answer.status_code == 410
    assert "This link no longer works" in answer.text


def test_the_verb_refuses_a_used_and_an_old_link(cast):
    at = now()
    token, _event = verbs.ask_reset(cast.member, by=None, now=at)
    reset = queries.reset(token)
    with pytest.raises(NotNow):
        verbs.reset_password(reset, now=at + timedelta(hours=1), password_hash="digest")
    verbs.reset_password(reset, now=at + timedelta(minutes=59), password_hash="digest")
    with pytest.raises(NotNow):
        verbs.reset_password(reset, now=at + timedelta(minutes=59), password_hash="another")
    assert cast.member.password_hash == "digest"


def test_a_changed_password_uses_up_every_link(cast):
    at = now()
    first, second = (queries.reset(verbs.ask_reset(cast.member, by=None, now=at)[0]) for _i in range(2))
    verbs.reset_password(first, now=at, password_hash="digest")
    assert not second.is_open(at)
    event = session.query(Event).filter_by(verb=Verb.CHANGE_PASSWORD).one()
    assert (event.by_id, event.data) == (cast.member.id, {})


def test_the_database_holds_no_link(cast):
    link = link_for(cast.member)
    assert session.query(PasswordReset).one().token_hash not in link


@pytest.mark.parametrize("password", ["", "short", "12345678", "member@example.org"])
@pytest.mark.parametrize("htmx", [False, True])
def test_a_weak_one_is_refused_and_the_link_goes_on_working(cast, browse, password, htmx):
    link = link_for(cast.member)
    assert browse(htmx=htmx).post(link, {"password": password}).status_code == 422
    assert browse().get(link).status_code == 200


def test_a_made_up_link_opens_nothing(cast, browse):
    assert browse().get("/reset/never-given").status_code == 404
    assert browse().post("/reset/never-given", {"password": PASSWORD}).status_code == 404


def test_a_link_that_an_office_handed_over_ends_when_the_person_takes_up_another_role(cast, browse, htmx):
    """Whoever made it for a member may have kept it; it must not open what a supervisor sees."""
    links = [link_for(cast.member), link_for(cast.chair)]
    verbs.appoint(cast.member, by=None, now=now(), role=Role.SUPERVISOR, subdistrict_id=cast.subdistrict.id)
    token, _event = verbs.invite(
        cast.harbour.id, by=cast.administrator, now=now(), role=Role.SECRETARY, name="陈静"
    )
    browse(cast.chair).post(f"/invitations/{token}")
    for link in links:
        assert browse(htmx=htmx).post(link, {"password": NEW}).status_code == 410
