"""The latest across the subdistrict, read off the journal."""

import re
from datetime import timedelta

import pytest

from portal import fragments
from portal.clock import now
from portal.db import session
from portal.home import queries
from portal.issues import verbs
from portal.journal import Event

LINKS = re.compile(r'<li>.*?href="/issues/(\d+)".*?</li>', re.DOTALL)


def accepted(cast, **words):
    issue = cast.report(**words)
    verbs.accept(issue, by=cast.secretary, now=words.get("now") or now())
    return issue


@pytest.mark.parametrize("who", ["visitor", "resident", "member", "secretary", "supervisor"])
def test_everybody_reads_the_same_lines(cast, browse, who):
    accepted(cast, title="东门垃圾桶满溢")
    page = browse(getattr(cast, who)).get("/latest")
    assert page.status_code == 200
    assert page.text.count("东门垃圾桶满溢") == 2


def test_residents_appear_as_residents_and_offices_by_name(cast, browse):
    issue = accepted(cast)
    verbs.comment(issue, by=cast.member, now=now(), body="我去看过了。")
    page = browse().get("/latest").text
    assert cast.secretary.name in page
    assert cast.resident.name not in page


def test_reports_that_are_not_public_are_not_told(cast, browse):
    cast.report(title="还没有受理")
    declined = accepted(cast, title="后来没有受理")
    verbs.decline(declined, by=cast.secretary, now=now(), reason="不在范围内。")
    page = browse(cast.secretary).get("/latest").text
    assert "还没有受理" not in page
    assert "后来没有受理" not in page


def test_supports_and_single_ratings_are_no_news(cast):
    issue = accepted(cast)
    before = len(queries.latest())
    verbs.support(issue, by=cast.neighbour, now=now())
    assert len(queries.latest()) == before


def test_paging_reaches_the_end_without_gaps_or_doubles(cast, browse):
    begin = now() - timedelta(days=10)
    issues = [accepted(cast, now=begin + timedelta(minutes=n // 3)).id for n in range(50)]  # same moments
    session.commit()
    seen, address = [], "/latest"
    while address:
        page = browse().get(address).text
        seen += [int(number) for number in LINKS.findall(page)]
        older = re.search(r'href="(/latest\?before=\d+)"', page)
        address = older and older.group(1)
    assert sorted(seen) == sorted(issues * 2)
    assert seen == sorted(seen, reverse=True)


def test_what_is_imported_stands_at_its_own_time(cast):
    fresh = accepted(cast)
    old = accepted(cast, now=now() - timedelta(days=300))
    lines = queries.latest()
    assert [line.issue_id for line in lines] == [fresh.id, fresh.id, old.id, old.id]


def test_beyond_the_beginning_there_is_a_way_back(cast, browse):
    accepted(cast)
    first = session.query(Event).order_by(Event.id).first()
    page = browse().get(f"/latest?before={first.id}")
    assert page.status_code == 200
    assert 'href="/latest"' in page.text


def test_a_watched_page_is_told_of_news_from_everywhere(cast, app):
    issue = cast.report()
    event = verbs.accept(issue, by=cast.secretary, now=now())
    assert {"home/_latest:0", "home/_recent:0"} <= fragments.topics_of(event)
    session.commit()
    for language in ("zh", "en"):
        html = fragments.render_topic(f"home/_latest:0@{language}")
        assert issue.title in html
        assert 'hx-target="#news-0-latest"' in html


def test_it_takes_as_many_queries_for_many_lines_as_for_one(cast, browse):
    accepted(cast)
    few = browse().get("/latest").queries
    for _n in range(12):
        accepted(cast)
    assert browse().get("/latest").queries == few
