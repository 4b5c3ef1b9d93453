"""The page of a community and its council: who they are, what they decided, what is before them."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from portal.clock import now
from portal.communities import queries
from portal.issues import verbs
from portal.issues.lifecycle import State
from portal.journal import Channel, Role
from portal.people import verbs as people
from tests.states import in_state


def appoint(cast, name, role, starts=None, ends=None):
    person, _enrolled = people.enrol(by=None, now=now(), name=name)
    people.appoint(person, by=None, now=starts or now(), role=role, community_id=cast.willow.id, ends_at=ends)
    return person


def part(page, cast, name):
    return re.search(rf'<div id="place-{cast.willow.id}-{name}">.*?\n</div>', page.text, re.DOTALL).group()


@pytest.mark.parametrize("who", ["visitor", "resident", "member", "secretary", "outsider", "supervisor"])
def test_everybody_reads_who_serves(cast, browse, who):
    page = browse(getattr(cast, who)).get("/communities/willow")
    assert page.status_code == 200
    for person in (cast.chair, cast.member, cast.second_member, cast.secretary):
        assert person.name in page.text
    assert 'href="/communities/willow/report"' in page.text


def test_the_chair_comes_first_and_members_by_pinyin(cast):
    appoint(cast, "白露", Role.MEMBER)
    appoint(cast, "张帆", Role.MEMBER)
    names = [term.person.name for term in queries.office_holders(cast.willow.id, now())]
    assert names == ["陈静", "白露", "李明", "张帆", "赵悦", "周伟"]


def test_terms_that_are_over_or_still_to_come_are_left_out(cast):
    appoint(cast, "从前", Role.MEMBER, now() - timedelta(days=400), now() - timedelta(days=1))
    appoint(cast, "往后", Role.MEMBER, now() + timedelta(days=1))
    names = {term.person.name for term in queries.office_holders(cast.willow.id, now())}
    assert not names & {"从前", "往后"}


def test_who_holds_two_offices_stands_once(cast):
    people.appoint(cast.chair, by=None, now=now(), role=Role.MEMBER, community_id=cast.willow.id)
    names = [term.person.name for term in queries.office_holders(cast.willow.id, now())]
    assert names.count(cast.chair.name) == 1
    assert names[0] == cast.chair.name


@pytest.mark.parametrize(
    ("lang", "with_end", "without"),
    [("zh", "2026年1月–2027年12月", "2026年1月起"), ("en", "Jan 2026 – Dec 2027", "since Jan 2026")],
)
def test_a_term_is_said_by_its_months(cast, browse, lang, with_end, without):
    begin, end = datetime(2026, 1, 4, 16, tzinfo=UTC), datetime(2027, 12, 31, 16, tzinfo=UTC)
    appoint(cast, "白露", Role.MEMBER, begin, end)
    page = browse().get(f"/communities/willow?lang={lang}").text
    assert with_end in page
    assert without in page


def test_it_shows_what_is_voted_on_decided_and_done_here_and_nothing_from_elsewhere(cast, browse):
    in_state(cast, State.DELIBERATING, title="议事中的事")
    in_state(cast, State.VOTING, title="表决中的事")
    in_state(cast, State.ADOPTED, title="通过的事")
    in_state(cast, State.RESOLVED, title="办结的事")
    event = verbs.report(
        cast.harbour, by=cast.outsider, now=now(), title="别处的事", body="……", channel=Channel.ONLINE
    )
    assert event.community_id == cast.harbour.id
    page = browse().get("/communities/willow")
    assert "议事中的事" in part(page, cast, "agenda")
    assert "是否更换路灯？" in part(page, cast, "votes")
    assert "通过的事" in part(page, cast, "decisions")
    assert "办结的事" in part(page, cast, "done")
    elsewhere = browse().get("/communities/harbour").text
    assert not {"议事中的事", "通过的事", "办结的事", "是否更换路灯？"} & set(
        re.findall(r"[\w？]+", elsewhere)
    )


def test_its_figures_are_those_of_its_last_year(cast, browse):
    cast.report(now=now() - timedelta(days=500))
    in_state(cast, State.RESOLVED)
    in_state(cast, State.ADOPTED)
    page = browse().get("/communities/willow")
    year = re.search(rf'<dl class="figures" id="place-{cast.willow.id}-year">.*?</dl>', page.text, re.DOTALL)
    shown = re.findall(r'figure-value num">([^<]+)<', year.group())
    assert shown[:3] == ["2", "1", "1"]


@pytest.mark.parametrize(
    ("who", "board"), [("visitor", False), ("resident", False), ("member", True), ("chair", True),
                       ("secretary", True), ("outsider", False), ("supervisor", True)],
)  # fmt: skip
def test_the_board_and_the_wall_are_offered_to_who_may_see_them(cast, browse, who, board):
    page = browse(getattr(cast, who)).get("/communities/willow").text
    main = page[page.index("<main") :]
    assert ('href="/communities/willow/board"' in main) is board
    assert ('href="/communities/willow/wall"' in main) is board


def test_a_council_without_anybody_says_so(cast, browse):
    page = browse().get("/communities/harbour?lang=en")
    assert page.status_code == 200
    assert cast.outsider.name in page.text
    assert "No vote is open" in page.text


def test_it_takes_as_many_queries_for_many_as_for_one(cast, browse):
    for state in (State.DELIBERATING, State.VOTING, State.ADOPTED, State.RESOLVED):
        in_state(cast, state)
    few = browse().get("/communities/willow").queries
    for n in range(4):
        appoint(cast, f"新人{n}", Role.MEMBER)
        for state in (State.DELIBERATING, State.VOTING, State.REJECTED, State.RESOLVED):
            in_state(cast, state)
    assert browse().get("/communities/willow").queries == few
