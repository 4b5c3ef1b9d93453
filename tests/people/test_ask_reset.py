"""Asking for a new password: by mail, or handed over by the secretary."""

import re
from datetime import timedelta

import pytest

from portal.clock import now
from portal.db import session
from portal.extensions import limiter
from portal.journal import Event, Role, Verb
from portal.mail import UNNAMED, Mail
from portal.people import queries, verbs
from portal.people.models import Membership, PasswordReset
from tests.people.given import with_password


@pytest.fixture
def counting(app):
    """An app that counts tries."""
    limiter.enabled = True
    limiter.reset()
    yield
    limiter.reset()
    limiter.enabled = False


def ask(browser, login):
    return browser.post("/reset", {"login": login})


def term_of(person):
    return session.query(Membership).filter_by(person_id=person.id).one()


@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize("login", ["member@example.org", "138 0013 8000"])
def test_a_link_is_mailed_to_whom_it_belongs(cast, browse, login, htmx):
    with_password(cast.member, phone="13800138000")
    answer = ask(browse(htmx=htmx), login)
    assert answer.headers["HX-Redirect" if htmx else "Location"] == "/reset/asked"
    mail = session.query(Mail).one()
    assert mail.person_id == cast.member.id
    path = re.search(r"https?://[^/]+(/reset/\S+)", mail.body).group(1)
    assert browse().get(path).status_code == 200


@pytest.mark.parametrize("base", ["https://council.example", ""])
def test_the_mail_names_the_portal_by_its_settings_and_not_by_the_request(
    app, cast, browse, monkeypatch, base
):
    monkeypatch.setitem(app.config, "BASE_URL", base)
    ask(browse(), "member@example.org")
    assert f"{base or UNNAMED}/reset/" in session.query(Mail).one().body


def test_the_mail_speaks_the_person_s_language(cast, browse):
    cast.member.locale = "en"
    browse().post("/reset?lang=zh", {"login": "member@example.org"})
    mail = session.query(Mail).one()
    assert mail.subject == "Choose a new password"
    assert mail.body.startswith("Hello 李明,\n\nSomebody, most likely you, asked")


def test_it_is_recorded_without_the_link(cast):
    token, event = verbs.ask_reset(cast.member, by=cast.visitor, now=now())
    assert (event.verb, event.by_role, event.for_id) == (Verb.ASK_RESET, Role.VISITOR, cast.member.id)
    assert token not in str(event.data)
    assert token not in session.query(PasswordReset).one().token_hash


@pytest.mark.parametrize("login", ["nobody@example.org", "13800000000", "'; DROP TABLE people", "王"])
def test_where_there_is_no_account_the_answer_is_the_same(cast, browse, login):
    known, unknown = ask(browse(), "member@example.org"), ask(browse(), login)
    assert (known.status_code, known.headers["Location"], known.data) == (
        unknown.status_code,
        unknown.headers["Location"],
        unknown.data,
    )
    assert session.query(Mail).count() == 1


def test_without_an_e_mail_address_nothing_is_sent_and_nothing_is_said(cast, browse):
    with_password(cast.member, phone="13800138000").email = None
    assert ask(browse(), "13800138000").headers["Location"] == "/reset/asked"
    assert session.query(PasswordReset).count() == 0


def test_nobody_s_mailbox_is_flooded(cast, browse, counting):
    answers = [ask(browse(), "member@example.org").status_code for _i in range(4)]
    assert answers == [303, 303, 303, 429]
    assert ask(browse(), "Member@example.org ").status_code == 429
    assert ask(browse(), "chair@example.org").status_code == 303


def test_a_name_is_needed(cast, browse):
    assert ask(browse(), " ").status_code == 422


@pytest.mark.parametrize("htmx", [False, True])
def test_the_secretary_hands_a_link_over(cast, browse, htmx):
    browser = browse(cast.secretary, htmx=htmx)
    answer = browser.post(f"/memberships/{term_of(cast.member).id}/link")
    assert answer.headers["HX-Redirect" if htmx else "Location"] == "/link"
    page = browser.get("/link")
    path = re.search(r"http://localhost(/reset/[\w-]+)", page.text).group(1)
    assert page.headers["Cache-Control"] == "no-store"
    assert browse().get(path).status_code == 200
    assert browser.get("/link").status_code == 302  # shown once
    event = session.query(Event).filter_by(verb=Verb.ASK_RESET).one()
    assert (event.by_id, event.for_id) == (cast.secretary.id, cast.member.id)


@pytest.mark.parametrize(
    "who", ["resident", "member", "chair", "outsider", "supervisor", "administrator", "visitor"]
)
def test_nobody_else_does(cast, browse, who):
    term = term_of(cast.second_member)
    assert browse(getattr(cast, who)).post(f"/memberships/{term.id}/link").status_code == 403
    assert session.query(PasswordReset).count() == 0


@pytest.mark.parametrize("who", ["secretary", "outsider"])
def test_not_for_a_secretary_and_not_for_another_community_s_people(cast, browse, who):
    term = term_of(getattr(cast, who))
    assert browse(cast.secretary).post(f"/memberships/{term.id}/link").status_code == 403


@pytest.mark.parametrize("office", ["outside", "supervisor", "administrator"])
def test_not_for_somebody_whose_account_opens_more_than_this_community(cast, browse, office):
    """Otherwise a secretary could take over the account of whoever oversees the secretary."""
    term = term_of(cast.member)
    at = now()
    match office:
        case "outside":
            verbs.appoint(cast.member, by=None, now=at, role=Role.MEMBER, community_id=cast.harbour.id)
        case "supervisor":
            verbs.appoint(
                cast.member, by=None, now=at, role=Role.SUPERVISOR, subdistrict_id=cast.subdistrict.id
            )
        case "administrator":
            cast.member.is_administrator = True
    answer = browse(cast.secretary).post(f"/memberships/{term.id}/link?lang=en")
    assert answer.status_code == 403
    assert "This person serves elsewhere too" in answer.text
    assert session.query(PasswordReset).count() == 0


def test_a_link_by_hand_works_for_two_weeks_and_one_by_mail_for_an_hour(cast):
    at = now()
    by_mail, by_hand = (
        queries.reset(verbs.ask_reset(cast.member, by=cast.secretary, now=at, lasts=lasts)[0])
        for lasts in (verbs.BY_MAIL, verbs.BY_HAND)
    )
    assert by_mail.is_open(at + timedelta(minutes=59))
    assert not by_mail.is_open(at + timedelta(hours=1))
    assert by_hand.is_open(at + timedelta(days=13))
    assert not by_hand.is_open(at + timedelta(days=14))
