"""Adding somebody at the desk 登记, who then chooses a password by a link."""

import re

import pytest

from portal.db import session
from portal.journal import Event, Role, Verb
from portal.people.models import Person
from tests.people.given import PASSWORD

SOMEBODY = {"name": "吴桂芳", "phone": "139-0000-1111", "email": "", "role": "resident", "ends_on": ""}


@pytest.mark.parametrize("htmx", [False, True])
def test_the_secretary_adds_a_resident_who_then_chooses_a_password(cast, browse, htmx):
    browser = browse(cast.secretary, htmx=htmx)
    answer = browser.post("/communities/willow/people", SOMEBODY)
    assert answer.headers["HX-Redirect" if htmx else "Location"] == "/link"
    link = re.search(r"http://localhost(/reset/[\w-]+)", browser.get("/link").text).group(1)
    person = session.query(Person).filter_by(phone="13900001111").one()
    assert [(m.role, m.community_id) for m in person.memberships] == [(Role.RESIDENT, cast.willow.id)]
    phone = browse()
    assert phone.post(link, {"password": PASSWORD}).status_code == 303
    assert phone.post("/sign-in", {"login": "13900001111", "password": PASSWORD}).status_code == 303


def test_it_is_recorded_without_personal_data(cast, browse):
    browse(cast.secretary).post("/communities/willow/people", SOMEBODY)
    person = session.query(Person).filter_by(phone="13900001111").one()
    enrolled, appointed, asked = (
        session.query(Event).filter_by(by_id=cast.secretary.id).filter(Event.verb != Verb.SIGN_IN)
    )
    assert (enrolled.verb, enrolled.thing) == (Verb.ENROL, f"person:{person.id}")
    assert (appointed.verb, appointed.for_id, appointed.data) == (
        Verb.APPOINT,
        person.id,
        {"role": "resident"},
    )
    assert (asked.verb, asked.for_id, asked.data) == (Verb.ASK_RESET, person.id, {})


@pytest.mark.parametrize(
    "who", ["resident", "member", "chair", "outsider", "supervisor", "administrator", "visitor"]
)
def test_others_are_refused(cast, browse, who):
    assert browse(getattr(cast, who)).post("/communities/willow/people", SOMEBODY).status_code == 403
    assert session.query(Person).filter_by(phone="13900001111").count() == 0


@pytest.mark.parametrize(
    "wrong",
    [{"name": ""}, {"phone": ""}, {"phone": "", "email": "member@example.org"}, {"role": "secretary"}],
)
@pytest.mark.parametrize("htmx", [False, True])
def test_what_cannot_be_is_said_and_nobody_is_added(cast, browse, wrong, htmx):
    people = session.query(Person).count()
    answer = browse(cast.secretary, htmx=htmx).post("/communities/willow/people", {**SOMEBODY, **wrong})
    assert answer.status_code == 422
    assert session.query(Person).count() == people


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("+86 138 0013 8000", "13800138000"),
        ("0086-13800138000", "13800138000"),
        ("8613800138000", "13800138000"),
        ("１３８００１３８０００", "13800138000"),
        ("(010) 8888-6666", "01088886666"),
        ("+44 20 7946 0000", "442079460000"),
    ],
)
def test_a_phone_number_is_kept_in_one_way(cast, browse, typed, kept):
    assert (
        browse(cast.secretary).post("/communities/willow/people", {**SOMEBODY, "phone": typed}).status_code
        == 303
    )
    assert session.query(Person).filter_by(name="吴桂芳").one().phone == kept
