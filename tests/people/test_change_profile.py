"""Correcting what the portal knows of oneself."""

import pytest

from portal.db import session
from portal.extensions import limiter
from portal.journal import Event, Verb
from portal.people import passwords
from portal.people.models import Person

MINE = {"name": "李明", "phone": "", "email": "member@example.org", "locale": "zh"}


@pytest.mark.parametrize("htmx", [False, True])
def test_a_member_corrects_name_and_contact(cast, browse, htmx):
    data = {"name": " 李 明明 ", "phone": "+86 139-0000-1111", "email": "Ming@Example.org", "locale": "zh"}
    answer = browse(cast.member, htmx=htmx).post("/account/profile", data)
    assert answer.headers["HX-Redirect" if htmx else "Location"] == "/account"
    me = session.get(Person, cast.member.id)
    assert (me.name, me.phone, me.email) == ("李 明明", "13900001111", "ming@example.org")
    assert me.sort_name.replace(" ", "") == "limingming"


def test_the_journal_says_which_but_not_what(cast, browse):
    browse(cast.member).post("/account/profile", {**MINE, "phone": "13900001111"})
    event = session.query(Event).filter_by(verb=Verb.CHANGE_PROFILE).one()
    assert event.data == {"changed": ["phone", "locale"]}


def test_the_language_that_was_chosen_is_spoken_at_once(cast, browse):
    browser = browse(cast.member)
    answer = browser.post("/account/profile", {**MINE, "locale": "en"})
    assert '<html lang="en"' in browser.get(answer.headers["Location"]).text
    assert '<html lang="en"' in browser.get("/issues").text
    assert '<html lang="en"' in browse(cast.member).get("/issues").text  # also in another browser


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": " "}, "Please give a name."),
        ({"name": "李" * 61}, "60"),
        ({"phone": "not a number"}, "Please enter a phone number, digits only."),
        ({"phone": "12"}, "Please enter a phone number, digits only."),
        ({"email": "nobody"}, "This is not an e-mail address."),
        ({"email": ""}, "A phone number or an e-mail address is needed to sign in."),
        ({"email": "chair@example.org"}, "Somebody has an account with this already."),
        ({"locale": "fr"}, ""),
    ],
)
@pytest.mark.parametrize("htmx", [False, True])
def test_what_cannot_be_is_said_and_nothing_is_changed(cast, browse, wrong, said, htmx):
    answer = browse(cast.member, htmx=htmx).post("/account/profile?lang=en", {**MINE, **wrong})
    assert answer.status_code == 422
    assert said in answer.text
    assert session.get(Person, cast.member.id).email == "member@example.org"
    assert session.query(Event).filter_by(verb=Verb.CHANGE_PROFILE).count() == 0


def test_nobody_tries_number_after_number_to_learn_whose_they_are(app, cast, browse, htmx):
    limiter.enabled = True
    limiter.reset()
    browser, tries = (
        browse(cast.member, htmx=htmx),
        [{**MINE, "email": f"try{i}@example.org"} for i in range(21)],
    )
    answers = [browser.post("/account/profile", data).status_code for data in tries]
    limiter.reset()
    limiter.enabled = False
    assert answers[-2:] == [200 if htmx else 303, 429]


@pytest.mark.parametrize(("password", "kept"), [("", True), ("wrong one", True), ("a good password", False)])
def test_how_one_signs_in_is_changed_with_ones_password_only(cast, browse, htmx, password, kept):
    cast.member.password_hash = passwords.digest("a good password")
    session.commit()
    data = {**MINE, "email": "thief@example.org", "password": password}
    answer = browse(cast.member, htmx=htmx).post("/account/profile?lang=en", data)
    assert ("This is not your present password." in answer.text) is kept
    assert session.get(Person, cast.member.id).email == (
        "member@example.org" if kept else "thief@example.org"
    )


def test_a_name_is_corrected_without_the_password(cast, browse, htmx):
    cast.member.password_hash = passwords.digest("a good password")
    session.commit()
    browse(cast.member, htmx=htmx).post("/account/profile", {**MINE, "name": "李明明"})
    assert session.get(Person, cast.member.id).name == "李明明"


def test_a_visitor_is_asked_to_sign_in(cast, browse):
    assert browse().post("/account/profile", MINE).status_code == 403
    assert browse().get("/account").headers["Location"].startswith("/sign-in")
