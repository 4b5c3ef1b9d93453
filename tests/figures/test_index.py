"""The figures: true, the same for everybody, and never about a single neighbour."""

from datetime import UTC, date, datetime, timedelta

import pytest

from portal import fragments
from portal.actions import verbs as actions
from portal.clock import now
from portal.communities import verbs as communities
from portal.db import session
from portal.figures import queries, words
from portal.issues import verbs
from portal.issues.lifecycle import State
from portal.issues.models import Issue
from portal.journal import Channel
from portal.people import verbs as people

BEGIN = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


def after(days):
    return BEGIN + timedelta(days=days)


def resolved(cast, days):
    issue = cast.report(now=BEGIN)
    verbs.accept(issue, by=cast.secretary, now=BEGIN)
    verbs.start_acting(issue, by=cast.secretary, now=BEGIN)
    verbs.resolve(issue, by=cast.secretary, now=after(days), outcome="修好了。")
    return issue


def willow(cast, at=None):
    return queries.of_each(at or now())[cast.willow.id]


def test_states_are_counted(cast):
    cast.report()
    verbs.accept(cast.report(), by=cast.secretary, now=now())
    resolved(cast, 3)
    figures = willow(cast)
    assert figures.states == {State.REPORTED: 1, State.ACCEPTED: 1, State.RESOLVED: 1}
    assert (figures.reports, figures.open, figures.settled) == (3, 2, 1)


def test_days_are_medians(cast):
    for days in (1, 4, 20):
        resolved(cast, days)
    assert willow(cast).days_to_resolve == 4
    assert willow(cast).days_to_close is None
    verbs.close(resolved(cast, 5), by=cast.secretary, now=after(12))
    assert willow(cast).days_to_resolve == 4.5
    assert willow(cast).days_to_close == 12


def test_what_was_taken_up_again_is_not_settled(cast):
    issue = resolved(cast, 3)
    verbs.reopen(issue, by=cast.resident, now=after(4), reason="又坏了。")
    assert willow(cast).settled == 0


def test_shares_are_told_from_five_ratings_on(cast):
    issue = resolved(cast, 3)
    for n in range(5):
        figures = willow(cast)
        assert figures.share_solved is None
        assert figures.mean_satisfaction is None
        rater, _enrolled = people.enrol(by=None, now=BEGIN, name=f"邻居{n}")
        verbs.rate(issue, by=rater, now=after(4), is_solved=n > 0, satisfaction=n + 1)
    figures = willow(cast)
    assert figures.share_solved == 0.8
    assert figures.mean_satisfaction == 3


def test_action_items_done_in_time_go_by_the_calendar_here(cast):
    issue = cast.report(now=BEGIN)
    verbs.accept(issue, by=cast.secretary, now=BEGIN)
    verbs.start_acting(issue, by=cast.secretary, now=BEGIN)
    for hour in (15, 17):  # in Shanghai, still the day and already the day after
        made = actions.assign(
            issue, by=cast.secretary, now=BEGIN, title="换灯", owner=cast.member, due_on=date(2026, 3, 5)
        )
        action = session.get(actions.Action, made.thing_id)
        actions.finish(action, by=cast.member, now=datetime(2026, 3, 5, hour, tzinfo=UTC))
    actions.assign(
        issue, by=cast.secretary, now=BEGIN, title="验收", owner=cast.member, due_on=date(2026, 3, 6)
    )
    figures = willow(cast, datetime(2026, 3, 6, 15, tzinfo=UTC))
    assert (figures.actions, figures.done, figures.in_time, figures.overdue) == (3, 2, 1, 0)
    assert willow(cast, datetime(2026, 3, 6, 17, tzinfo=UTC)).overdue == 1


def test_months_are_those_of_the_calendar_here(cast):
    cast.report(now=datetime(2026, 2, 28, 15, 59, tzinfo=UTC))
    cast.report(now=datetime(2026, 2, 28, 16, 0, tzinfo=UTC))
    cast.report(now=datetime(2026, 3, 31, 15, 59, tzinfo=UTC))
    months = dict(queries.by_month())
    assert len(months) == 12
    assert months[date(2026, 2, 1)] == 1
    assert months[date(2026, 3, 1)] == 2
    assert queries.by_month(cast.harbour.id) == []


def test_communities_are_added_up(cast):
    cast.report()
    verbs.report(cast.harbour, by=cast.outsider, now=now(), title="路灯", body="不亮", channel=Channel.ONLINE)
    each = queries.of_each(now())
    assert queries.total(each, [cast.willow, cast.harbour]).reports == 2
    assert queries.total(each, [cast.harbour]).reports == 1
    assert queries.total({}, [cast.harbour]).reports == 0


@pytest.mark.parametrize("who", ["visitor", "resident", "member", "secretary", "supervisor"])
@pytest.mark.parametrize("address", ["/figures", "/figures?community=willow", "/figures?lang=en"])
def test_everybody_reads_them(cast, browse, who, address):
    verbs.close(resolved(cast, 5), by=cast.secretary, now=after(12))
    page = browse(getattr(cast, who)).get(address)
    assert page.status_code == 200
    assert "柳岸社区" in page.text or "Willow Bank" in page.text


@pytest.mark.parametrize("address", ["/figures", "/figures?community=harbour", "/figures?community=nowhere"])
def test_where_nothing_was_reported_the_page_says_so(cast, browse, address):
    assert browse().get(address).status_code == 200


def test_it_takes_as_many_queries_for_many_communities_as_for_one(cast, browse):
    resolved(cast, 2)
    few = browse().get("/figures").queries
    for n in range(4):
        communities.found_community(
            cast.subdistrict, by=None, now=BEGIN, slug=f"more-{n}", name=f"新社区{n}", name_en=f"New {n}"
        )
    for _n in range(5):
        resolved(cast, 2)
    assert session.query(Issue).count() == 6
    assert browse().get("/figures").queries == few


@pytest.mark.parametrize(
    ("value", "text"), [(None, "–"), (0, "0"), (0.187, "0.19"), (27.26, "27.3"), (3, "3")]
)
def test_what_is_not_known_is_a_dash(app, value, text):
    assert words.number(value) == text


def test_a_share_is_whole_per_cent(app):
    assert words.share(2 / 3) == "67%"
    assert words.share(None) == "–"


def test_asked_and_done_stand_side_by_side_by_month(cast):
    resolved(cast, 35)
    cast.report(now=after(40))
    rows = queries.asked_and_done(date(2026, 5, 1))
    assert [(on.month, asked, done) for on, asked, done in rows] == [
        (12, 0, 0), (1, 0, 0), (2, 0, 0), (3, 1, 0), (4, 1, 1), (5, 0, 0),
    ]  # fmt: skip
    assert len(queries.asked_and_done(date(2027, 1, 31))) == 11  # from the first report on
    assert len(queries.asked_and_done(date(2027, 12, 31))) == 6
    assert all(
        asked == done == 0 for _on, asked, done in queries.asked_and_done(date(2026, 5, 1), cast.harbour.id)
    )


def test_a_year_counts_what_happened_in_it(cast):
    resolved(cast, 3)
    at = datetime(2027, 3, 1, tzinfo=UTC)
    since = queries.a_year_before(at)
    assert since == datetime(2026, 3, 31, 16, tzinfo=UTC)  # the first of April where the portal is
    assert cast.willow.id not in queries.of_each(at, since=since)
    verbs.rate(session.query(Issue).one(), by=cast.resident, now=since, is_solved=True, satisfaction=5)
    figures = queries.of_each(at, since=since)[cast.willow.id]
    assert (figures.reports, figures.settled, figures.ratings) == (0, 0, 1)


def test_other_pages_show_the_same_figures(cast):
    resolved(cast, 3)
    place = fragments.render_live("figures/_places", 0)
    assert "柳岸社区" in place
    topics = fragments.topics_of(verbs.close(session.query(Issue).one(), by=cast.secretary, now=after(9)))
    assert {f"figures/_{part}:{key}" for part in ("months", "year") for key in (0, cast.willow.id)} <= topics
    assert "figures/_places:0" in topics


def test_a_community_is_chosen_without_a_script(cast, browse):
    resolved(cast, 3)
    page = browse().get("/figures?community=willow").text
    assert '<option value="willow" selected>' in page
    assert 'name="community"' in page
    assert page.count("柳岸社区") >= 2
