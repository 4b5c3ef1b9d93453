"""Signing in 登录."""

from datetime import timedelta

import pytest

from portal.clock import now
from portal.db import session
from portal.extensions import limiter
from portal.journal import Event, Verb
from portal.people import passwords
from portal.people.guard import token_hash
from portal.people.models import SignIn
from tests.people.given import PASSWORD, with_password

WRONG = "Name and password do not belong together."


@pytest.fixture
def counting(app):
    """An app that counts tries."""
    limiter.enabled = True
    limiter.reset()
    yield
    limiter.reset()
    limiter.enabled = False


def try_to(browser, login, password, **more):
    return browser.post("/sign-in", {"login": login, "password": password, **more}, query_string="lang=en")


@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize(
    "login", ["member@example.org", " Member@Example.ORG ", "+86 138-0013-8000", "13800138000"]
)
def test_a_member_signs_in_by_phone_or_e_mail(cast, browse, htmx, login):
    with_password(cast.member, phone="13800138000")
    browser = browse(htmx=htmx)
    answer = try_to(browser, login, PASSWORD)
    assert answer.headers["HX-Redirect" if htmx else "Location"] == "/inbox"
    page = browser.get("/account")
    assert page.status_code == 200
    assert "李明" in page.text


def test_it_is_recorded_without_the_name_that_was_typed(app, cast, browse):
    with_password(cast.member)
    try_to(browse(), "member@example.org", PASSWORD)
    event = session.query(Event).filter_by(verb=Verb.SIGN_IN).one()
    assert (event.by_id, event.data) == (cast.member.id, {})


@pytest.mark.parametrize(
    ("login", "password"),
    [
        ("member@example.org", "not that one"),
        ("nobody@example.org", PASSWORD),
        ("chair@example.org", PASSWORD),
    ],
)
def test_a_wrong_name_a_wrong_password_and_no_password_get_the_same_answer(cast, browse, login, password):
    with_password(cast.member)
    answer = try_to(browse(), login, password)
    assert answer.status_code == 422
    assert answer.text.count(WRONG) == 1


def test_verifying_costs_as_much_where_there_is_no_account():
    """Otherwise the time that an answer takes would tell who has one."""
    assert not passwords.HASHER.check_needs_rehash(passwords.NOBODY)  # the same rounds, memory and lengths
    assert not passwords.matches(None, PASSWORD)


@pytest.mark.parametrize(
    "data", [{}, {"login": "13800138000"}, {"password": "x"}, {"login": "\x00", "password": "\x00"}]
)
def test_what_is_missing_is_said(cast, browse, data):
    assert browse().post("/sign-in", data).status_code == 422


def test_the_browser_gets_a_session_of_its_own(cast, browse):
    """What somebody planted in the cookie before is gone, but for the reports that the browser holds."""
    with_password(cast.member)
    browser = browse()
    browser.get("/sign-in")
    with browser.client.session_transaction() as cookie:
        cookie["planted"], cookie["tracked"], before = "by somebody else", [7], cookie["csrf_token"]
    try_to(browser, "member@example.org", PASSWORD)
    with browser.client.session_transaction() as cookie:
        assert "planted" not in cookie
        assert cookie.get("csrf_token") != before
        assert cookie["tracked"] == [7]
        assert cookie.permanent


def test_each_sign_in_has_a_secret_of_its_own_of_which_only_a_hash_is_kept(cast, browse):
    with_password(cast.member)
    secrets = set()
    for _i in range(2):
        browser = browse()
        try_to(browser, "member@example.org", PASSWORD)
        with browser.client.session_transaction() as cookie:
            secrets.add(cookie["_user_id"])
    kept = {row.token_hash for row in session.query(SignIn)}
    assert kept == {token_hash(secret) for secret in secrets}
    assert len(kept) == 2


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(cast, browse):
    with_password(cast.member)
    cookie = try_to(browse(), "member@example.org", PASSWORD).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Expires=" in cookie


def test_the_browser_of_who_comes_often_stays_signed_in(cast, browse):
    """Its cookie is renewed where the sign-in notes that it is in use, and with no other answer."""
    browser = browse(cast.member)
    browser.get("/inbox")
    assert "Set-Cookie" not in browser.get("/inbox").headers
    session.query(SignIn).one().seen_at = now() - timedelta(hours=2)
    assert "Set-Cookie" in browser.get("/inbox").headers


def test_the_page_that_asked_for_it_is_opened_next(cast, browse):
    with_password(cast.member)
    browser = browse()
    asked = browser.get("/account")
    assert asked.headers["Location"] == "/sign-in?next=/account"
    assert 'value="/account"' in browser.get("/sign-in?next=/account").text
    assert try_to(browser, "member@example.org", PASSWORD, next="/account").headers["Location"] == "/account"


@pytest.mark.parametrize(
    "next",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)",
     "/no/such/page", "account", "/\t/evil.example", "http:/account", "/sign-out", "//[", "//[::1"],
)  # fmt: skip
def test_nobody_is_led_elsewhere(cast, browse, next):
    with_password(cast.member)
    assert try_to(browse(), "member@example.org", PASSWORD, next=next).headers["Location"] == "/inbox"


def test_whoever_is_signed_in_is_led_on(cast, browse):
    assert browse(cast.member).get("/sign-in").headers["Location"] == "/inbox"


def test_too_many_failed_tries_on_one_account_are_refused_in_words(cast, browse, counting):
    with_password(cast.member, phone="13800138000")
    for _i in range(10):
        assert try_to(browse(), "138 0013 8000", "guess").status_code == 422
    refused = try_to(browse(), "+8613800138000", PASSWORD)
    assert refused.status_code == 429
    assert "Too many tries" in refused.text
    assert try_to(browse(), "neighbour@example.org", "guess").status_code == 422


@pytest.mark.parametrize("unseen", ["\u200b", "\u2060", "\x00", "\u200e", " ", "\ufeff"])
def test_another_way_to_write_the_same_number_is_another_try_on_the_same_account(
    cast, browse, counting, unseen
):
    with_password(cast.member, phone="13800138000")
    for place in range(10):
        login = "13800138000"[:place] + unseen + "13800138000"[place:]
        assert try_to(browse(), login, "guess").status_code == 422
    assert try_to(browse(), f"1{unseen}{unseen}3800138000", PASSWORD).status_code == 429


def test_a_page_with_chinese_in_its_address_is_opened_next(cast, browse, htmx):
    with_password(cast.member)
    answer = try_to(browse(htmx=htmx), "member@example.org", PASSWORD, next="/issues?q=路灯")
    led_to = answer.headers["HX-Redirect" if htmx else "Location"]
    assert led_to.isascii()
    assert led_to.startswith("/issues?q=%E8%B7%AF")


def test_tries_from_one_address_are_limited_and_success_does_not_count(cast, browse, counting):
    with_password(cast.member)
    for _i in range(4):
        assert try_to(browse(), "member@example.org", PASSWORD).status_code == 303
    for i in range(30):
        assert browse().post("/sign-in", {"login": f"nobody{i}", "password": ""}).status_code == 422
    assert try_to(browse(), "member@example.org", PASSWORD).status_code == 429


def test_without_the_form_s_token_nothing_happens(cast, browse):
    with_password(cast.member)
    answer = browse().post("/sign-in", {"login": "member@example.org", "password": PASSWORD}, token=False)
    assert answer.status_code == 400
