"""Ending a term 卸任."""

import pytest

from portal.clock import now
from portal.db import session
from portal.journal import Event, Role, Verb
from portal.people import verbs
from portal.people.models import Membership, Person


def term_of(person):
    return session.query(Membership).filter_by(person_id=person.id).one()


@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize("who", ["secretary", "administrator"])
def test_the_office_ends_a_member_s_term(cast, browse, who, htmx):
    term = term_of(cast.member)
    answer = browse(getattr(cast, who), htmx=htmx).post(f"/memberships/{term.id}/end")
    assert answer.headers["HX-Redirect" if htmx else "Location"] == "/communities/willow/people"
    assert not session.get(Person, cast.member.id).holds(Role.MEMBER, cast.willow.id, now())
    event = session.query(Event).filter_by(verb=Verb.END_TERM).one()
    assert (event.thing, event.for_id, event.data) == (
        f"membership:{term.id}",
        cast.member.id,
        {"role": "member"},
    )


def test_who_has_no_role_left_keeps_the_account(cast, browse):
    browser = browse(cast.member)
    verbs.end_term(term_of(cast.member), by=cast.secretary, now=now())
    page = browser.get("/account?lang=en")
    assert "You hold no role at present." in page.text
    assert "Earlier roles" in page.text


@pytest.mark.parametrize(
    "who", ["resident", "member", "second_member", "chair", "outsider", "supervisor", "visitor"]
)
def test_others_are_refused(cast, browse, who):
    term = term_of(cast.member)
    assert browse(getattr(cast, who)).post(f"/memberships/{term.id}/end").status_code == 403
    assert session.get(Membership, term.id).ends_at is None


def test_a_secretary_ends_neither_a_secretary_s_term_nor_one_next_door(cast, browse):
    own = browse(cast.secretary).post(f"/memberships/{term_of(cast.secretary).id}/end?lang=en")
    assert own.status_code == 403
    assert "The administrator appoints secretaries" in own.text
    assert browse(cast.secretary).post(f"/memberships/{term_of(cast.outsider).id}/end").status_code == 403


def test_the_administrator_ends_a_secretary_s_and_a_supervisor_s_term(cast, browse):
    browser = browse(cast.administrator)
    assert browser.post(f"/memberships/{term_of(cast.secretary).id}/end").status_code == 303
    answer = browser.post(f"/memberships/{term_of(cast.supervisor).id}/end")
    assert answer.headers["Location"] == "/administration"
    assert browse(cast.supervisor).get("/communities/willow/people").status_code == 403


def test_a_term_does_not_end_twice(cast, browse):
    term = term_of(cast.member)
    verbs.end_term(term, by=cast.secretary, now=now())
    answer = browse(cast.secretary).post(f"/memberships/{term.id}/end?lang=en")
    assert answer.status_code == 403
    assert "This term has already ended." in answer.text
    assert session.query(Event).filter_by(verb=Verb.END_TERM).count() == 1
