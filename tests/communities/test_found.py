"""Founding subdistricts and communities, and appointing who oversees them."""

import re

import pytest

from portal.clock import now
from portal.communities.models import Community, Subdistrict
from portal.db import session
from portal.journal import Event, Role, Verb
from portal.people.models import Person

PLACE = {"name": "新桥社区", "name_en": "New Bridge", "slug": "new-bridge"}
SUPERVISOR = {"name": "方文博", "phone": "", "email": "fang@example.org"}


@pytest.mark.parametrize("htmx", [False, True])
def test_the_administrator_founds_a_community_and_goes_on_to_its_people(cast, browse, htmx):
    path = f"/subdistricts/{cast.subdistrict.id}/communities"
    browser = browse(cast.administrator, htmx=htmx)
    answer = browser.post(path, PLACE)
    assert answer.headers["HX-Redirect" if htmx else "Location"] == "/communities/new-bridge/people"
    assert browser.get("/communities/new-bridge/people").status_code == 200
    event = session.query(Event).filter_by(verb=Verb.FOUND, by_id=cast.administrator.id).one()
    assert (event.by_role, event.data) == (Role.ADMINISTRATOR, {})


@pytest.mark.parametrize("htmx", [False, True])
def test_the_administrator_founds_a_subdistrict(cast, browse, htmx):
    browser = browse(cast.administrator, htmx=htmx)
    answer = browser.post("/administration/subdistricts", {**PLACE, "name": "梧桐街道"})
    assert answer.headers["HX-Redirect" if htmx else "Location"] == "/administration"
    assert "梧桐街道" in browser.get("/administration").text


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"name_en": " "}, {"slug": ""}, {"slug": "willow"}, {"slug": "clearwater"},
              {"slug": "New Bridge"}, {"slug": "../x"}, {"slug": "1a"}, {"slug": "新桥"}],
)  # fmt: skip
@pytest.mark.parametrize("htmx", [False, True])
def test_what_cannot_be_is_said_and_nothing_is_founded(cast, browse, wrong, htmx):
    browser = browse(cast.administrator, htmx=htmx)
    for path in (f"/subdistricts/{cast.subdistrict.id}/communities", "/administration/subdistricts"):
        assert browser.post(path, {**PLACE, **wrong}).status_code == 422
    assert session.query(Community).count() == 2
    assert session.query(Subdistrict).count() == 1


@pytest.mark.parametrize("htmx", [False, True])
def test_the_administrator_adds_a_supervisor(cast, browse, htmx):
    browser = browse(cast.administrator, htmx=htmx)
    answer = browser.post(f"/subdistricts/{cast.subdistrict.id}/supervisors", SUPERVISOR)
    assert answer.headers["HX-Redirect" if htmx else "Location"] == "/link"
    assert re.search(r"http://localhost/reset/[\w-]+", browser.get("/link").text)
    person = session.query(Person).filter_by(email="fang@example.org").one()
    assert person.supervises(cast.subdistrict.id, now())


@pytest.mark.parametrize(
    "who", ["resident", "member", "chair", "secretary", "outsider", "supervisor", "visitor"]
)
def test_others_are_refused(cast, browse, who):
    browser = browse(getattr(cast, who))
    assert browser.get("/administration").status_code == (302 if who == "visitor" else 403)
    for path, data in (
        ("/administration/subdistricts", PLACE),
        (f"/subdistricts/{cast.subdistrict.id}/communities", PLACE),
        (f"/subdistricts/{cast.subdistrict.id}/supervisors", SUPERVISOR),
    ):
        assert browser.post(path, data).status_code == 403


def test_an_empty_installation_says_where_to_begin(cast, browse):
    page = browse(cast.administrator).get("/administration?lang=en").text
    assert "no secretary yet" in page  # the harbour community has none
    assert "周伟" in page
