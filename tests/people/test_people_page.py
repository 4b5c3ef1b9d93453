"""Who belongs to a community: seen by those who look after it; contact data by its secretary alone."""

import re

import pytest

from portal.clock import now
from portal.communities.models import Community
from portal.db import session
from portal.issues import verbs as issues
from portal.journal import Role
from portal.people import queries, verbs
from portal.people.models import Person

ADDRESS = re.compile(r"[\w.]+@example\.org")


def settle(cast, names, role=Role.RESIDENT):
    for i, name in enumerate(names):
        person, _event = verbs.enrol(by=None, now=now(), name=name, phone=f"1390000{i:04d}")
        verbs.appoint(person, by=None, now=now(), role=role, community_id=cast.willow.id)
    session.commit()


@pytest.mark.parametrize("who", ["secretary", "supervisor", "administrator"])
def test_those_who_look_after_it_see_everybody(cast, browse, who):
    page = browse(getattr(cast, who)).get("/communities/willow/people")
    assert page.status_code == 200
    for name in ("周伟", "陈静", "李明", "赵悦", "王秀兰", "何建国"):
        assert name in page.text
    assert "孙磊" not in page.text


@pytest.mark.parametrize("who", ["resident", "member", "chair", "outsider"])
def test_others_do_not(cast, browse, who):
    assert browse(getattr(cast, who)).get("/communities/willow/people").status_code == 403


def test_a_visitor_is_asked_to_sign_in(browse):
    assert browse().get("/communities/willow/people").headers["Location"].startswith("/sign-in?next=")


def test_contact_data_is_seen_by_this_community_s_secretary_alone(cast, browse):
    assert "member@example.org" in browse(cast.secretary).get("/communities/willow/people").text
    for who in ("supervisor", "administrator"):
        assert not ADDRESS.search(browse(getattr(cast, who)).get("/communities/willow/people").text)
    verbs.appoint(cast.secretary, by=None, now=now(), role=Role.MEMBER, community_id=cast.harbour.id)
    assert browse(cast.secretary).get("/communities/harbour/people").status_code == 403


def test_nobody_s_contact_data_is_on_any_page_that_others_see(app, cast, browse):
    """Every page without a parameter, and the pages of a community and an issue, as everybody."""
    session.query(Person).filter_by(id=cast.member.id).update({"phone": "13800138000"})
    issue = cast.report(by=cast.resident)
    issues.accept(issue, by=cast.secretary, now=now())
    issues.put_on_agenda(issue, by=cast.chair, now=now())
    issues.comment(issue, by=cast.member, now=now(), body="先问问一楼的住户。")
    session.commit()
    pages = [rule.rule for rule in app.url_map.iter_rules() if "GET" in rule.methods and not rule.arguments]
    slug = session.get(Community, cast.willow.id).slug
    pages += [
        f"/communities/{slug}",
        f"/communities/{slug}/people",
        f"/issues/{issue.id}",
        f"/issues/{issue.id}/history",
    ]
    for who in cast.ACTORS:
        person = getattr(cast, who)
        browser = browse(person)
        for page in pages:
            if who == "secretary" and page.endswith("/people"):
                continue
            answer = browser.get(page)
            text = answer.text if answer.mimetype.startswith("text/") else ""
            seen = set(ADDRESS.findall(text)) - {person.id and person.email}
            assert not seen, f"{who} reads {seen} on {page}"
            assert who == "member" or "13800138000" not in text, f"{who} reads a phone number on {page}"


def test_names_stand_in_the_order_of_their_pinyin_by_office(cast):
    settle(cast, ["张三", "安娜", "欧阳锋"], Role.MEMBER)
    office = [term.person.name for term in queries.office_terms(cast.willow.id, now())]
    assert office == ["周伟", "陈静", "安娜", "李明", "欧阳锋", "张三", "赵悦"]


def test_many_residents_come_page_by_page(cast, browse, monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 3)
    settle(cast, ["高玉梅", "高玉梅", "高玉梅", "安娜", "朱明"])
    browser = browse(cast.secretary)
    path, seen = "/communities/willow/people", []
    while path:
        page = browser.get(path).text
        table = page[page.rindex("<table") :]
        seen += re.findall(r'who-name">([^<]+)', table)
        found = re.search(r'rel="next" href="([^"]+)"', page)
        path = found and found.group(1).replace("&amp;", "&")
    assert seen == ["安娜", "高玉梅", "高玉梅", "高玉梅", "何建国", "王秀兰", "朱明"]


def test_residents_are_found_by_name(cast, browse):
    page = browse(cast.secretary).get("/communities/willow/people?q=秀").text
    assert "王秀兰" in page
    assert "何建国" not in page
    assert browse(cast.secretary).get("/communities/willow/people?q=%25").status_code == 200
    assert "王秀兰" not in browse(cast.secretary).get("/communities/willow/people?q=%25").text


def test_more_people_take_no_more_queries(cast, browse):
    few = browse(cast.secretary).get("/communities/willow/people").queries
    settle(cast, [f"居民{i}" for i in range(30)])
    settle_more = [f"议员{i}" for i in range(20)]
    for i, name in enumerate(settle_more):
        person, _event = verbs.enrol(by=None, now=now(), name=name, phone=f"1370000{i:04d}")
        verbs.appoint(person, by=None, now=now(), role=Role.MEMBER, community_id=cast.willow.id)
    assert browse(cast.secretary).get("/communities/willow/people").queries == few


@pytest.mark.parametrize(
    "link", ["?after=x", "?id=x", "?after=%00&id=1", "?after=wang&id=99999999999999999999"]
)
def test_an_odd_address_is_no_trouble(cast, browse, link):
    assert browse(cast.secretary).get(f"/communities/willow/people{link}").status_code in (200, 400)
