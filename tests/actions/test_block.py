"""Saying what holds an action item up."""

import pytest

from portal.actions.lifecycle import MOVES, State
from portal.db import session
from portal.journal import Event, Verb
from tests.actions.given import EVERYBODY, an_item

WHY = {"reason": "等物业把钥匙送来。"}


@pytest.mark.parametrize("htmx", [False, True])
def test_the_owner_says_what_holds_it_up(cast, browse, htmx):
    action = an_item(cast)
    answer = browse(cast.member, htmx=htmx).post(f"/actions/{action.id}/hindrance", WHY)
    assert answer.status_code == (200 if htmx else 303)
    assert action.state is State.BLOCKED
    assert action.blocked_reason == WHY["reason"]
    event = session.query(Event).filter_by(verb=Verb.BLOCK).one()
    assert event.data == {"title": "换灯泡", **WHY}
    assert WHY["reason"] in browse(cast.visitor).get(f"/issues/{action.issue_id}").text


@pytest.mark.parametrize("htmx", [False, True])
def test_the_reason_is_owed(cast, browse, htmx):
    action = an_item(cast)
    answer = browse(cast.member, htmx=htmx).post(f"/actions/{action.id}/hindrance", {"reason": "  "})
    assert answer.status_code == 422
    assert action.state is State.TODO


@pytest.mark.parametrize("who", [who for who in EVERYBODY if who not in ("member", "secretary")])
def test_nobody_else_does(cast, browse, who):
    action = an_item(cast)
    assert browse(getattr(cast, who)).post(f"/actions/{action.id}/hindrance", WHY).status_code == 403


@pytest.mark.parametrize("state", list(State))
def test_it_is_held_up_where_the_table_says(cast, browse, state):
    action = an_item(cast)
    action.state = state
    session.commit()
    can = state in MOVES[Verb.BLOCK].frm
    answer = browse(cast.member).post(f"/actions/{action.id}/hindrance", WHY)
    assert answer.status_code == (303 if can else 409)
