"""The council's board: who does what by when, and what each viewer may do about it."""

import re
from datetime import timedelta

import pytest

from portal.actions import verbs
from portal.actions.models import Action
from portal.clock import now
from portal.db import session
from portal.issues import verbs as issues
from portal.journal import Verb
from tests.actions.given import acting, an_item

BOARD = "/communities/willow/board"


def cards(page):
    """Each card of a page by the number of its item."""
    found = re.findall(r'<article id="action-(\d+)-card".*?</article>', page.text, re.S)
    return {int(n): re.search(rf'id="action-{n}-card".*?</article>', page.text, re.S).group() for n in found}


def doors(page, item):
    """Where the card's buttons would bring it."""
    return set(re.findall(r'data-to="(\w+)"', cards(page)[item.id]))


@pytest.mark.parametrize("who", ["member", "chair", "secretary", "supervisor"])
def test_the_council_the_office_and_the_supervisor_see_names(cast, browse, who):
    an_item(cast, owner=cast.neighbour)
    page = browse(getattr(cast, who)).get(BOARD)
    assert page.status_code == 200
    assert "何建国" in page.text


@pytest.mark.parametrize("who", ["resident", "outsider", "administrator"])
def test_nobody_else_does(cast, browse, who):
    assert browse(getattr(cast, who)).get(BOARD).status_code == 403


def test_a_visitor_is_led_to_the_sign_in(cast, browse):
    assert browse(cast.visitor).get(BOARD).status_code == 302


def test_items_stand_by_state_and_what_was_done_long_ago_is_gone(cast, browse):
    issue, at = acting(cast), now()
    items = {
        name: an_item(cast, issue=issue, title=name) for name in ("甲项", "乙项", "丙项", "丁项", "戊项")
    }
    verbs.start(items["乙项"], by=cast.member, now=at)
    verbs.block(items["丙项"], by=cast.member, now=at, reason="缺钥匙")
    verbs.finish(items["丁项"], by=cast.member, now=at - timedelta(days=29))
    verbs.finish(items["戊项"], by=cast.member, now=at - timedelta(days=31))
    session.commit()
    page = browse(cast.chair).get(BOARD).text
    places = [page.index(name) for name in ("甲项", "乙项", "丙项", "丁项")]
    assert places == sorted(places)
    assert "缺钥匙" in page
    assert "戊项" not in page


def test_of_what_is_done_the_last_stands_first_and_the_rest_is_folded(cast, browse):
    issue, at = acting(cast), now()
    for n in range(7):
        item = an_item(cast, issue=issue, title=f"第{n}项")
        verbs.finish(item, by=cast.member, now=at - timedelta(days=n))
    session.commit()
    page = browse(cast.chair).get(f"{BOARD}?lang=en").text
    places = [page.index(f"第{n}项") for n in range(7)]
    assert places == sorted(places)
    assert places[4] < page.index("2 finished earlier") < places[5]


def test_whoever_works_on_an_item_has_its_buttons_and_nobody_else(cast, browse):
    item = an_item(cast)
    for who in ("member", "secretary"):
        assert doors(browse(getattr(cast, who)).get(BOARD), item) == {"doing", "blocked", "done"}
    for who in ("second_member", "chair", "supervisor"):
        assert doors(browse(getattr(cast, who)).get(BOARD), item) == set()


def test_the_buttons_are_the_moves_that_there_are(cast, browse):
    item, browser = an_item(cast), browse(cast.member)
    verbs.start(item, by=cast.member, now=now())
    assert doors(browser.get(BOARD), item) == {"blocked", "done"}
    verbs.block(item, by=cast.member, now=now(), reason="缺钥匙")
    assert doors(browser.get(BOARD), item) == {"doing", "done"}
    verbs.finish(item, by=cast.member, now=now())
    assert doors(browser.get(BOARD), item) == {"doing"}


def test_what_was_done_for_a_resolved_issue_stays_done(cast, browse):
    item = an_item(cast)
    verbs.finish(item, by=cast.member, now=now())
    issues.resolve(item.issue, by=cast.secretary, now=now(), outcome="换好了。")
    session.commit()
    assert doors(browse(cast.member).get(BOARD), item) == set()


def test_a_button_answers_in_place_and_the_board_knows_that_it_is_behind(cast, browse, htmx):
    item = an_item(cast)
    browser = browse(cast.member, htmx=htmx)
    address = f"{BOARD}?owner=mine&by=owner"
    browser.get(address, headers={"HX-Request": ""})
    sent = browser.post(f"/actions/{item.id}/beginning", headers={"Referer": f"http://localhost{address}"})
    assert sent.done
    assert session.get(Action, item.id).state.is_under_way
    if htmx:
        assert f'hx-target="#community-{cast.willow.id}-pulse"' in sent.text
    else:
        assert sent.headers["Location"] == address


def test_without_its_reason_the_form_comes_back(cast, browse, htmx):
    item = an_item(cast)
    browser = browse(cast.member, htmx=htmx)
    browser.get(BOARD, headers={"HX-Request": ""})
    sent = browser.post(f"/actions/{item.id}/hindrance", {"reason": ""})
    assert sent.status_code == 422
    assert session.get(Action, item.id).state.is_untouched


def test_the_owner_is_chosen_in_the_address(cast, browse):
    issue = acting(cast)
    an_item(cast, issue=issue, title="甲项")
    an_item(cast, issue=issue, title="乙项", owner=cast.neighbour)
    page = browse(cast.chair).get(f"{BOARD}?owner={cast.neighbour.id}").text
    assert "乙项" in page
    assert "甲项" not in page
    assert "甲项" in browse(cast.chair).get(f"{BOARD}?owner=9999").text


def test_so_is_what_is_mine_what_is_late_and_what_has_a_word_in_it(cast, browse):
    issue = acting(cast)
    mine = an_item(cast, issue=issue, title="甲项")
    late = an_item(cast, issue=issue, title="乙项", owner=cast.chair, due_in=-2)
    held = an_item(cast, issue=issue, title="丙项 Keys", owner=cast.chair)
    verbs.block(held, by=cast.chair, now=now(), reason="缺钥匙")
    browser = browse(cast.member)
    assert set(cards(browser.get(BOARD))) == {mine.id, late.id, held.id}
    for asked, left in (
        ("owner=mine", {mine.id}),
        ("due=overdue", {late.id}),
        ("q=keys", {held.id}),
        ("q=钥匙", {held.id}),
        ("q=陈静+乙", {late.id}),
        (f"owner={cast.chair.id}&due=overdue&by=owner", {late.id}),
        ("q=路灯", {mine.id, late.id, held.id}),
    ):
        assert set(cards(browser.get(f"{BOARD}?{asked}"))) == left, asked
    nothing = browser.get(f"{BOARD}?owner=mine&due=overdue&lang=en").text
    assert "Nothing here matches" in nothing
    assert f'data-hx-get="{BOARD}?owner=mine&amp;due=overdue"' in nothing


def test_an_empty_board_says_where_items_come_from(cast, browse):
    assert "Nothing has been handed out yet" in browse(cast.chair).get(f"{BOARD}?lang=en").text


def test_by_owner_each_has_a_lane_and_who_has_nothing_left_comes_last(cast, browse):
    issue = acting(cast)
    an_item(cast, issue=issue, owner=cast.second_member)
    done = an_item(cast, issue=issue, owner=cast.neighbour)
    verbs.finish(done, by=cast.neighbour, now=now())
    session.commit()
    page = browse(cast.chair).get(f"{BOARD}?by=owner").text
    lanes = re.findall(r'<h2 id="lane-\d+">.*?</span>(.*?)</h2>', page)
    assert lanes == ["赵悦", "何建国"]


@pytest.mark.parametrize(
    ("due_in", "words"), [(-2, "2 days overdue"), (-1, "1 day overdue"), (0, "due today"), (3, "3 days left")]
)
def test_when_it_is_due_is_said_in_words(cast, browse, due_in, words):
    item = an_item(cast, due_in=due_in, now=now())
    assert words in cards(browse(cast.chair).get(f"{BOARD}?lang=en"))[item.id]


def test_what_is_overdue_is_said_on_the_board_the_issue_and_the_item(cast, browse):
    action = an_item(cast, due_in=-2, now=now())
    for path in (BOARD, f"/issues/{action.issue_id}", f"/actions/{action.id}"):
        page = browse(cast.member).get(f"{path}?lang=en").text
        assert "overdue" in page, path


@pytest.mark.parametrize("verb", [Verb.ASSIGN, Verb.START, Verb.BLOCK, Verb.FINISH, Verb.RESCHEDULE])
def test_it_moves_for_everybody_who_watches(cast, app, verb):
    from portal.fragments import topics_of
    from portal.journal import record

    action = an_item(cast)
    event = record(verb, action, by=cast.secretary, at=now())
    assert f"actions/_pulse:{cast.willow.id}" in topics_of(event)
    assert f"actions/_actions:{action.issue_id}" in topics_of(event)
    assert f"actions/_state:{action.id}" in topics_of(event)


def test_it_takes_a_fixed_number_of_queries(cast, browse):
    issue = acting(cast)
    an_item(cast, issue=issue)
    browser = browse(cast.secretary)
    browser.get(BOARD)
    few = browser.get(BOARD).queries
    for n in range(6):
        an_item(cast, issue=issue, title=f"第{n}项", owner=cast.chair)
    assert browser.get(BOARD).queries == browser.get(f"{BOARD}?by=owner").queries == few
