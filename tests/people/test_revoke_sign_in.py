"""Signing out 退出登录, here or from afar."""

from datetime import timedelta

import pytest

from portal.clock import now
from portal.db import session
from portal.journal import Event, Verb
from portal.people import verbs
from portal.people.models import SignIn


def another_sign_in(person, *, ago=timedelta(0)):
    verbs.sign_in(person, now=now() - ago, device="MicroMessenger|iPhone")
    session.commit()
    return session.query(SignIn).order_by(SignIn.id.desc()).first()


@pytest.mark.parametrize("htmx", [False, True])
def test_signing_out_ends_the_sign_in_for_good(cast, browse, htmx):
    browser = browse(cast.member, htmx=htmx)
    with browser.client.session_transaction() as cookie:
        cookie["tracked"] = [7]
        kept = cookie["_user_id"]
    answer = browser.post("/sign-out")
    assert answer.headers["HX-Redirect" if htmx else "Location"] == "/"
    with browser.client.session_transaction() as cookie:
        assert "tracked" not in cookie  # whoever comes to this computer next
        cookie["_user_id"] = kept  # somebody kept a copy of the old cookie
    assert browser.get("/account").status_code in (302, 403)


@pytest.mark.parametrize("htmx", [False, True])
def test_a_lost_phone_is_signed_out_from_afar(cast, browse, htmx):
    phone = another_sign_in(cast.member)
    browser = browse(cast.member, htmx=htmx)
    answer = browser.post(f"/sign-ins/{phone.id}/revocation")
    assert answer.headers["HX-Redirect" if htmx else "Location"] == "/account"
    assert session.get(SignIn, phone.id).revoked_at is not None
    event = session.query(Event).filter_by(verb=Verb.REVOKE_SIGN_IN).one()
    assert (event.thing, event.by_id, event.data) == (f"sign_in:{phone.id}", cast.member.id, {})
    assert browser.get("/account").status_code == 200


def test_revoking_the_sign_in_at_hand_is_signing_out(cast, browse):
    browser = browse(cast.member)
    here = session.query(SignIn).one()
    assert browser.post(f"/sign-ins/{here.id}/revocation").headers["Location"] == "/"
    assert browser.get("/account").status_code == 302


@pytest.mark.parametrize("who", ["resident", "chair", "secretary", "supervisor", "administrator", "visitor"])
def test_somebody_else_s_sign_in_is_not_there(cast, browse, who):
    phone = another_sign_in(cast.member)
    assert browse(getattr(cast, who)).post(f"/sign-ins/{phone.id}/revocation").status_code == 404
    assert session.get(SignIn, phone.id).revoked_at is None


def test_the_account_page_says_where_one_is_signed_in(cast, browse):
    another_sign_in(cast.member, ago=timedelta(days=3))
    page = browse(cast.member).get("/account?lang=en").text
    assert "WeChat on iPhone" in page
    assert page.count("this browser") == 1
    assert page.count("/revocation") == 2 * 2  # action and hx-post


def test_a_visitor_cannot_sign_out(cast, browse):
    assert browse().post("/sign-out").status_code == 403


@pytest.mark.parametrize(("ago", "is_noted"), [(timedelta(minutes=50), False), (timedelta(hours=2), True)])
def test_when_it_was_last_used_is_known_to_the_hour(cast, browse, ago, is_noted):
    browser = browse(cast.member)
    sign_in = session.query(SignIn).one()
    sign_in.seen_at = before = now() - ago
    browser.get("/issues")
    assert (session.get(SignIn, sign_in.id).seen_at > before) is is_noted
