"""The council's board: who does what by when."""

from datetime import timedelta

import pytest

from portal.actions import verbs
from portal.clock import now
from portal.db import session
from portal.journal import Verb
from tests.actions.given import acting, an_item

BOARD = "/communities/willow/board"


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


def test_the_owner_is_chosen_in_the_address(cast, browse):
    issue = acting(cast)
    an_item(cast, issue=issue, title="甲项")
    an_item(cast, issue=issue, title="乙项", owner=cast.neighbour)
    page = browse(cast.chair).get(f"{BOARD}?owner={cast.neighbour.id}").text
    assert "乙项" in page
    assert "甲项" not in page
    assert "甲项" in browse(cast.chair).get(f"{BOARD}?owner=9999").text


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
    assert f"actions/_board:{cast.willow.id}" in topics_of(event)
    assert f"actions/_actions:{action.issue_id}" in topics_of(event)
    assert f"actions/_state:{action.id}" in topics_of(event)


def test_it_takes_a_fixed_number_of_queries(cast, browse):
    issue = acting(cast)
    an_item(cast, issue=issue)
    browser = browse(cast.chair)
    browser.get(BOARD)
    few = browser.get(BOARD).queries
    for n in range(6):
        an_item(cast, issue=issue, title=f"第{n}项")
    assert browser.get(BOARD).queries == few
