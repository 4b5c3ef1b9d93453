"""Choosing another password 修改密码."""

import pytest

from portal.clock import now
from portal.db import session
from portal.journal import Event, Verb
from portal.people import passwords, verbs
from portal.people.models import Person, SignIn
from tests.people.given import PASSWORD, with_password

NEW = "drei blaue reiher"


@pytest.mark.parametrize("htmx", [False, True])
def test_the_old_one_is_asked_and_everywhere_else_one_is_signed_out(cast, browse, htmx):
    with_password(cast.member)
    elsewhere, here = browse(cast.member), browse(cast.member, htmx=htmx)
    answer = here.post("/account/password", {"old": PASSWORD, "password": NEW})
    assert answer.headers["HX-Redirect" if htmx else "Location"] == "/account"
    assert here.get("/account").status_code == 200
    assert elsewhere.get("/account").status_code == 302
    assert passwords.matches(session.get(Person, cast.member.id).password_hash, NEW)


def test_it_is_recorded_without_any_of_it(cast):
    verbs.change_password(cast.member, by=cast.member, now=now(), password_hash="digest")
    event = session.query(Event).filter_by(verb=Verb.CHANGE_PASSWORD).one()
    assert (event.thing, event.by_id, event.data) == (f"person:{cast.member.id}", cast.member.id, {})


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"old": "not that", "password": NEW}, "This is not your present password."),
        ({"old": PASSWORD, "password": "short"}, "At least 8 characters, please."),
        ({"old": PASSWORD, "password": "xyz" * 43}, "At most 128 characters, please."),
        ({"old": PASSWORD, "password": "password123"}, "one of the first that anybody would try"),
        ({"old": PASSWORD, "password": "13800138000"}, "one of the first that anybody would try"),
        ({"old": PASSWORD, "password": "Member@example.org"}, "one of the first that anybody would try"),
        ({}, "Please enter your password."),
    ],
)
@pytest.mark.parametrize("htmx", [False, True])
def test_what_cannot_be_is_said_and_nothing_is_changed(cast, browse, data, said, htmx):
    with_password(cast.member, phone="13800138000")
    answer = browse(cast.member, htmx=htmx).post("/account/password?lang=en", data)
    assert answer.status_code == 422
    assert said in answer.text
    assert session.query(Event).filter_by(verb=Verb.CHANGE_PASSWORD).count() == 0
    assert session.query(SignIn).filter(SignIn.revoked_at.is_not(None)).count() == 0


@pytest.mark.parametrize(
    "password",
    [
        "12345678",
        "Password1",
        "aaaaaaaa",
        "12121212",
        "WangXiulan",
        "13800138000",
        "１２３４５６７８",
        "w@example.org",
    ],
)
def test_the_first_that_anybody_would_try_are_refused(password):
    assert passwords.is_obvious(password, "王秀兰", "13800138000", "w@example.org")


@pytest.mark.parametrize("password", [PASSWORD, NEW, "正确的马电池订书钉", "k8#Tq-vx2"])
def test_what_nobody_would_guess_is_welcome(password):
    assert not passwords.is_obvious(password, "王秀兰", "13800138000", "w@example.org")


def test_one_password_typed_in_two_ways_is_the_same():
    assert passwords.matches(passwords.digest("ｖｉｅｒ worte 一二"), "vier worte 一二")


def test_a_visitor_has_no_password(cast, browse):
    assert browse().post("/account/password", {"old": PASSWORD, "password": NEW}).status_code == 403
