"""The front page: what is being asked, decided and done around here."""

from datetime import timedelta

from portal.clock import now
from portal.issues import verbs


def test_a_visitor_reads_what_is_asked_and_what_was_done(cast, browse):
    asked = cast.report(title="想请社区教老人用手机挂号")
    verbs.accept(asked, by=cast.secretary, now=now())
    done = cast.report(title="楼道灯坏了三层")
    verbs.accept(done, by=cast.secretary, now=now())
    verbs.start_acting(done, by=cast.secretary, now=now())
    verbs.resolve(done, by=cast.secretary, now=now(), outcome="灯全部换成了声控灯。")
    page = browse().get("/")
    assert page.status_code == 200
    assert "想请社区教老人用手机挂号" in page.text
    assert "灯全部换成了声控灯。" in page.text


def test_what_is_not_public_is_not_on_the_front_page(cast, browse):
    cast.report(title="只有书记看得到")
    declined = cast.report(title="没有被受理")
    verbs.decline(declined, by=cast.secretary, now=now(), reason="不在范围内。")
    for person in (None, cast.secretary):
        page = browse(person).get("/")
        assert "只有书记看得到" not in page.text
        assert "没有被受理" not in page.text


def test_the_figures_on_it_are_true(cast, browse):
    for days in (1, 100):
        issue = cast.report(now=now() - timedelta(days=days))
        verbs.accept(issue, by=cast.secretary, now=now() - timedelta(days=days))
    page = browse().get("/")
    shown = [int(part.split("<")[0]) for part in page.text.split('figure-value num">')[1:]]
    assert shown == [1, 0, 2]


def test_an_empty_portal_has_a_front_page(cast, browse):
    page = browse().get("/?lang=en")
    assert page.status_code == 200
    assert "/report" in page.text


def test_it_takes_as_many_queries_for_many_issues_as_for_one(cast, browse):
    verbs.accept(cast.report(), by=cast.secretary, now=now())
    few = browse().get("/").queries
    for _n in range(12):
        verbs.accept(cast.report(), by=cast.secretary, now=now())
    assert browse().get("/").queries == few
