"""The public list: found by words, community, category and state, all of which stand in the address."""

import re
from datetime import timedelta
from urllib.parse import quote

import pytest

from portal.clock import now
from portal.issues import verbs
from portal.issues.lifecycle import State
from portal.issues.models import Category
from portal.issues.queries import PAGE, PUBLIC
from portal.journal import Channel
from tests.states import in_state


def listed(page):
    found = page.text[page.text.index('id="found"') :]
    return [int(number) for number in re.findall(r'class="go" href="/issues/(\d+)"', found)]


def count(page):
    return int(re.search(r'id="find-count">\D*(\d+)', page.text).group(1))


def elsewhere(cast, **words):
    verbs.report(cast.harbour, by=cast.outsider, now=now(), channel=Channel.ONLINE, **words)


@pytest.mark.parametrize("who", ["visitor", "resident", "member", "secretary", "supervisor"])
def test_everybody_sees_the_same_public_issues(cast, browse, who):
    public = {in_state(cast, state).id for state in State if state.is_public}
    in_state(cast, State.REPORTED)
    in_state(cast, State.DECLINED)
    page = browse(getattr(cast, who)).get("/issues")
    assert set(listed(page)) == public
    assert count(page) == len(public)


@pytest.mark.parametrize("state", PUBLIC)
def test_every_public_state_is_found_under_one_of_the_states(cast, browse, state):
    issue = in_state(cast, state)
    page = browse().get("/issues")
    tabs = re.findall(r'<a id="find-state-\w+" href="([^"]+)".*?<span class="num">(\d+)</span>', page.text)
    where = [address for address, number in tabs if "state=" in address and number == "1"]
    assert len(where) == 1
    assert listed(browse().get(where[0])) == [issue.id]


def test_filters_add_up(cast, browse):
    light = in_state(cast, State.ACCEPTED, title="路灯不亮", category=Category.SAFETY)
    in_state(cast, State.ACCEPTED, title="路灯太亮", category=Category.NOISE)
    in_state(cast, State.VOTING, title="路灯要换", category=Category.SAFETY)
    page = browse().get(f"/issues?q={quote('路灯')}&community=willow&state=waiting&category=safety")
    assert listed(page) == [light.id]
    assert count(page) == 1
    assert listed(browse().get("/issues?community=harbour")) == []


def test_each_filter_is_shown_and_taken_off_by_itself(cast, browse):
    address = f"/issues?q={quote('路灯')}&community=willow&state=waiting&category=safety"
    page = browse().get(address)
    without = [
        link.replace("&amp;", "&") for link in re.findall(r'class="filter-chip" href="([^"]+)"', page.text)
    ]
    parts = set(address.partition("?")[2].split("&"))
    assert [parts - set(link.partition("?")[2].split("&")) for link in without] == [
        {f"q={quote('路灯')}"}, {"community=willow"}, {"state=waiting"}, {"category=safety"},
    ]  # fmt: skip
    assert all("=&" not in link and not link.endswith("=") for link in without)


def test_the_address_in_the_bar_leaves_out_what_was_left_empty(cast, browse):
    page = browse(htmx=True).get("/issues?q=&community=willow&category=&state=")
    assert page.headers["HX-Push-Url"] == "/issues?community=willow"


def test_a_choice_keeps_the_state_that_was_chosen(cast, browse):
    page = browse().get("/issues?state=voting").text
    assert '<input type="hidden" name="state" value="voting">' in page


@pytest.mark.parametrize("wrong", ["state=nowhere", "category=none", "community=atlantis"])
def test_what_nobody_can_look_for_is_left_out(cast, browse, wrong):
    issue = in_state(cast, State.ACCEPTED)
    page = browse().get(f"/issues?{wrong}")
    assert listed(page) == [issue.id]
    assert "filter-chip" not in page.text


def test_nothing_found_leads_on_to_reporting_it(cast, browse):
    page = browse().get(f"/issues?q={quote('飞碟')}&community=willow").text
    found = page[page.index('id="found"') :]
    assert 'href="/communities/willow/report"' in found
    assert 'href="/issues"' in found
    assert 'href="/report"' in browse().get("/issues").text


def test_a_member_is_told_what_they_support(cast, browse):
    in_state(cast, State.ACCEPTED)
    assert "issue-row-note" in browse(cast.neighbour).get("/issues").text
    assert "issue-row-note" not in browse(cast.member).get("/issues").text


def test_paging_keeps_the_filters_and_leads_back(cast, browse):
    at = now() - timedelta(days=3)
    issues = [cast.report(now=at + timedelta(minutes=n)) for n in range(PAGE + 2)]
    for issue in issues:
        verbs.accept(issue, by=cast.secretary, now=now())
    first = browse().get("/issues?community=willow")
    older = re.search(r'rel="next" href="([^"]+)"', first.text).group(1).replace("&amp;", "&")
    assert "community=willow" in older
    second = browse().get(older)
    assert listed(first) + listed(second) == [issue.id for issue in reversed(issues)]
    assert count(second) == PAGE + 2
    assert 'href="/issues?community=willow"' in second.text


def test_it_takes_as_many_queries_for_many_issues_as_for_one(cast, browse):
    in_state(cast, State.ACCEPTED)
    few = browse(cast.neighbour).get("/issues?q=" + quote("路灯")).queries
    for _n in range(6):
        in_state(cast, State.ACCEPTED)
    assert browse(cast.neighbour).get("/issues?q=" + quote("路灯")).queries == few
