"""The front page: what is being asked, decided and done around here, in that order."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal import fragments
from portal.ballots import verbs as ballots
from portal.ballots.models import Ballot, Disclosure
from portal.ballots.rules.yes_no import YesNo
from portal.clock import now
from portal.db import session
from portal.home import queries
from portal.issues import verbs
from portal.issues.lifecycle import State
from portal.people import verbs as people
from portal.photos import store
from tests.scenes import PICTURE
from tests.states import agenda, in_state


def vote_on(cast, disclosure=Disclosure.NAMED, **words):
    issue = in_state(cast, State.DELIBERATING, **words)
    ballots.open_ballot(
        issue, by=cast.chair, now=now(), question="是否更换路灯？", rule=YesNo.preset("simple", "half"),
        disclosure=disclosure, closes_at=now() + timedelta(days=3),
    )  # fmt: skip
    return session.scalars(select(Ballot).where(Ballot.issue_id == issue.id)).one()


def section(page, name):
    """What stands in one live part of the page."""
    return re.search(rf'<div id="place-0-{name}">.*?\n</div>', page.text, re.DOTALL).group()


def figures(page):
    return [int(part.split("<")[0]) for part in page.text.split('figure-value num">')[1:]]


def test_a_visitor_reads_what_is_asked_and_what_was_done(cast, browse):
    asked = cast.report(title="想请社区教老人用手机挂号")
    verbs.accept(asked, by=cast.secretary, now=now())
    in_state(cast, State.RESOLVED, title="楼道灯坏了三层")
    page = browse().get("/")
    assert page.status_code == 200
    assert "想请社区教老人用手机挂号" in section(page, "asked")
    assert "六盏灯全部更换。" in section(page, "done")


def test_asked_comes_before_decided_and_decided_before_done(cast, browse):
    page = browse().get("/").text
    assert page.index('id="asked"') < page.index('id="decided"') < page.index('id="done"')
    assert page.index('href="/report"', page.index("<main")) < page.index('id="asked"')


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
    in_state(cast, State.RESOLVED)
    assert figures(browse().get("/")) == [2, 1, 2]


def test_it_says_how_many_residents_said_me_too(cast, browse):
    issue = in_state(cast, State.ACCEPTED)
    verbs.support(issue, by=cast.member, now=now())
    assert '<b class="num">2</b>' in section(browse().get("/"), "asked")


def test_an_open_vote_shows_its_turnout_its_seats_and_when_it_closes(cast, browse):
    ballot = vote_on(cast)
    ballots.cast(ballot, by=cast.member, now=now(), choice="yes")
    ballots.cast(ballot, by=cast.chair, now=now(), choice="no")
    shown = section(browse().get("/?lang=en"), "votes")
    assert "是否更换路灯？" in shown
    assert "2 of 3 have voted" in shown
    assert f'href="/ballots/{ballot.id}"' in shown
    assert [shown.count(f'<circle class="{tone}"') for tone in ("good", "bad")] == [1, 1]
    assert shown.count("<circle") == 3
    assert "closes in" in shown


def test_a_hidden_vote_shows_its_turnout_alone(cast, browse):
    ballot = vote_on(cast, Disclosure.HIDDEN)
    ballots.cast(ballot, by=cast.member, now=now(), choice="no")
    shown = section(browse().get("/?lang=en"), "votes")
    assert "1 of 3 have voted" in shown
    assert shown.count('<circle class="info"') == 1
    assert "sum-bad" not in shown
    assert 'class="bad"' not in shown


def test_a_vote_that_is_over_is_not_open(cast, browse):
    ballot = vote_on(cast)
    ballots.close_ballot(ballot, by=cast.chair, now=now())
    assert "是否更换路灯？" not in section(browse().get("/"), "votes")


@pytest.mark.parametrize(("state", "verdict"), [(State.ADOPTED, "Passed"), (State.REJECTED, "Not passed")])
def test_a_decision_shows_its_verdict_and_its_numbers(cast, browse, state, verdict):
    issue = in_state(cast, state)
    shown = section(browse().get("/?lang=en"), "decisions")
    assert f"</svg>{verdict}</span>" in shown
    assert issue.decision in shown
    assert ("For 3" if state.is_decided and verdict == "Passed" else "Against 3") in shown
    assert "roll of 3" in shown


def test_a_decision_rests_on_the_vote_before_it_and_not_on_a_later_one(cast):
    issue = in_state(cast, State.REJECTED)
    verbs.return_to_deliberation(issue, by=cast.chair, now=now(), reason="换个方案。")
    ballots.open_ballot(
        issue, by=cast.chair, now=now(), question="再问一次？", rule=YesNo.preset("simple"),
        disclosure=Disclosure.NAMED, closes_at=now() + timedelta(days=1),
    )  # fmt: skip
    (decision,) = queries.decisions(0, now())
    assert not decision.is_adopted
    assert decision.vote.question == "是否更换路灯？"


def test_what_was_done_shows_its_photo_and_what_residents_say(cast, browse, app):
    store(PICTURE, app.config["UPLOADS"])
    issue = in_state(cast, State.ACTING)
    verbs.resolve(issue, by=cast.secretary, now=now(), outcome="换好了。", pictures=[PICTURE])
    verbs.rate(issue, by=cast.resident, now=now(), is_solved=True, satisfaction=5)
    verbs.rate(issue, by=cast.neighbour, now=now(), is_solved=False, satisfaction=2)
    shown = section(browse().get("/?lang=en"), "done")
    assert "換好了" not in shown
    assert "换好了。" in shown
    assert "3.5" in shown
    assert "1 of 2 residents say it is solved" in shown
    photo = re.search(r'src="(/photos/\d+\?size=small)"', shown).group(1)
    assert browse().get(photo).status_code == 200


def test_only_the_ratings_of_the_last_round_count(cast):
    issue = in_state(cast, State.RESOLVED)
    verbs.rate(issue, by=cast.resident, now=now(), is_solved=False, satisfaction=1)
    verbs.reopen(issue, by=cast.resident, now=now(), reason="又坏了。")
    verbs.start_acting(issue, by=cast.secretary, now=now())
    verbs.resolve(issue, by=cast.secretary, now=now(), outcome="换了新的。")
    (deed,) = queries.handled(0)
    assert (deed.ratings, deed.photo_id) == (0, None)


def test_what_happens_moves_the_page_of_its_community_and_the_front_page_alone(cast):
    event = ballots.cast(vote_on(cast), by=cast.member, now=now(), choice="yes")
    topics = fragments.topics_of(event)
    assert {"home/_votes:0", f"home/_votes:{cast.willow.id}"} <= topics
    assert f"home/_votes:{cast.harbour.id}" not in topics


def test_a_large_roll_is_a_bar_and_not_seventy_dots(cast, browse):
    for n in range(70):
        person, _enrolled = people.enrol(by=None, now=now(), name=f"议事员{n}")
        people.appoint(person, by=None, now=now(), role="member", community_id=cast.willow.id)
    vote_on(cast)
    shown = section(browse().get("/?lang=en"), "votes")
    assert "<circle" not in shown
    assert "0 of 73 have voted" in shown


def test_an_empty_portal_has_a_front_page(cast, browse):
    page = browse().get("/?lang=en")
    assert page.status_code == 200
    assert "/report" in page.text
    for name, words in (
        ("asked", "Nothing is waiting"),
        ("votes", "No vote is open"),
        ("decisions", "Nothing has been decided"),
        ("done", "Nothing has been brought to its end"),
    ):
        assert words in section(page, name)


def test_it_takes_as_many_queries_for_many_issues_as_for_one(cast, browse):
    for state in (State.ACCEPTED, State.ADOPTED, State.RESOLVED):
        in_state(cast, state)
    vote_on(cast)
    few = browse().get("/").queries
    for _n in range(5):
        for state in (State.ACCEPTED, State.REJECTED, State.RESOLVED, State.VOTING):
            in_state(cast, state)
        agenda(cast, in_state(cast, State.ACCEPTED), now())
    assert browse().get("/").queries == few
