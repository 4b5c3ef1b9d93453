"""Taking up a role by an invitation."""

from datetime import timedelta

import pytest

from portal.clock import now
from portal.db import session
from portal.journal import Event, Role, Verb
from portal.lifecycle import NotNow
from portal.people import passwords, verbs
from portal.people.models import Invitation, Membership, Person
from tests.people.given import PASSWORD

NEWCOMER = {"name": "欧阳娜娜", "phone": "+86 139 0000 1111", "email": "", "password": PASSWORD}


def invite(cast, *, role=Role.MEMBER, ago=timedelta(0), ends=None):
    token, event = verbs.invite(
        cast.willow.id, by=cast.secretary, now=now() - ago, role=role, name="欧阳娜娜", term_ends_at=ends
    )
    session.commit()
    return f"/invitations/{token}", session.get(Invitation, event.thing_id)


def newcomer():
    return session.query(Person).filter_by(phone="13900001111").one()


@pytest.mark.parametrize("htmx", [False, True])
def test_a_newcomer_makes_an_account_and_is_signed_in(cast, browse, htmx):
    ends = now() + timedelta(days=365)
    link, invitation = invite(cast, ends=ends)
    browser = browse(htmx=htmx)
    assert "欧阳娜娜" in browser.get(link).text
    answer = browser.post(link, NEWCOMER)
    assert answer.headers["HX-Redirect" if htmx else "Location"] == "/communities/willow"
    person = newcomer()
    assert person.holds(Role.MEMBER, cast.willow.id, now())
    assert person.memberships[0].ends_at == ends
    assert passwords.matches(person.password_hash, PASSWORD)
    assert session.get(Invitation, invitation.id).person_id == person.id
    assert "13900001111" in browser.get("/account").text


def test_it_is_recorded_without_personal_data(cast, browse):
    link, invitation = invite(cast)
    browse().post(link, NEWCOMER)
    accepted = session.query(Event).filter_by(verb=Verb.ACCEPT_INVITATION).one()
    enrolled = session.query(Event).filter_by(verb=Verb.ENROL).order_by(Event.id.desc()).first()
    assert (accepted.thing, accepted.community_id) == (f"invitation:{invitation.id}", cast.willow.id)
    assert (accepted.by_id, accepted.data) == (newcomer().id, {"role": "member"})
    assert (enrolled.by_role, enrolled.by_id) == (Role.VISITOR, None)
    written = str([event.data for event in session.query(Event)])
    for private in ("欧阳", "1390000", "example"):
        assert private not in written


@pytest.mark.parametrize("htmx", [False, True])
def test_whoever_is_signed_in_takes_it_up_with_the_account_they_have(cast, browse, htmx):
    link, _invitation = invite(cast)
    people = session.query(Person).count()
    browser = browse(cast.outsider, htmx=htmx)
    assert "孙磊" in browser.get(link).text
    answer = browser.post(link)
    assert answer.headers["HX-Redirect" if htmx else "Location"] == "/communities/willow"
    assert session.get(Person, cast.outsider.id).holds(Role.MEMBER, cast.willow.id, now())
    assert session.query(Person).count() == people


def test_somebody_with_an_account_can_sign_in_first(cast, browse):
    link, _invitation = invite(cast)
    assert f"/sign-in?next={link}" in browse().get(link).text


def test_it_works_once(cast, browse):
    link, _invitation = invite(cast)
    browse().post(link, NEWCOMER)
    for answer in (
        browse().get(f"{link}?lang=en"),
        browse().post(link, {**NEWCOMER, "phone": "13900002222"}),
        browse(cast.outsider).post(link),
    ):
        assert answer.status_code == 410
    assert session.query(Membership).filter_by(community_id=cast.willow.id, role=Role.MEMBER).count() == 3


def test_it_works_for_two_weeks(cast, browse):
    link, _invitation = invite(cast, ago=timedelta(days=14))
    answer = browse().get(f"{link}?lang=en")
    assert answer.status_code == 410
    assert "This invitation no longer works" in answer.text
    assert browse().post(link, NEWCOMER).status_code == 410


def test_the_verb_refuses_what_is_used_or_too_old(cast):
    _link, invitation = invite(cast)
    with pytest.raises(NotNow):
        verbs.accept_invitation(invitation, by=cast.outsider, now=now() + timedelta(days=14))
    verbs.accept_invitation(invitation, by=cast.outsider, now=now() + timedelta(days=13))
    with pytest.raises(NotNow):
        verbs.accept_invitation(invitation, by=cast.resident, now=now() + timedelta(days=13))


def test_a_role_is_not_held_twice(cast, browse):
    link, invitation = invite(cast)
    browser = browse(cast.member)
    assert "You hold this role already" in browser.get(f"{link}?lang=en").text
    assert browser.post(link).status_code == 409
    assert session.get(Invitation, invitation.id).used_at is None


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "Please give a name."),
        ({"phone": "", "email": ""}, "A phone number or an e-mail address is needed"),
        ({"email": "Member@example.org"}, "Somebody has an account with this already."),
        ({"email": "a@b"}, "This is not an e-mail address."),
        ({"password": "1234567"}, "At least 8 characters"),
        ({"password": "13900001111"}, "one of the first that anybody would try"),
        ({"password": "欧阳娜娜欧阳娜娜"}, "one of the first that anybody would try"),
    ],
)
@pytest.mark.parametrize("htmx", [False, True])
def test_what_cannot_be_is_said_and_the_link_goes_on_working(cast, browse, wrong, said, htmx):
    link, _invitation = invite(cast)
    people = session.query(Person).count()
    browser = browse(htmx=htmx)
    answer = browser.post(f"{link}?lang=en", {**NEWCOMER, **wrong})
    assert answer.status_code == 422
    assert said in answer.text
    assert session.query(Person).count() == people
    assert browse().post(link, NEWCOMER).status_code == 303


def test_a_made_up_link_opens_nothing(cast, browse):
    assert browse().get("/invitations/never-given").status_code == 404
    assert browse(cast.outsider).post("/invitations/never-given").status_code == 404
