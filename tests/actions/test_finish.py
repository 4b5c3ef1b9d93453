"""Saying that an action item is done."""

import pytest

from portal.actions import verbs
from portal.actions.lifecycle import MOVES, State
from portal.clock import now
from portal.db import session
from portal.journal import Event, Verb
from tests.actions.given import EVERYBODY, an_item

VERB = Verb.FINISH


@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize("who", ["member", "secretary"])
def test_the_owner_and_the_office_say_that_it_is_done(cast, browse, htmx, who):
    action = an_item(cast, due_in=0)
    browser = browse(getattr(cast, who), htmx=htmx)
    assert browser.get(f"/actions/{action.id}").status_code == 200
    answer = browser.post(f"/actions/{action.id}/completion")
    assert answer.status_code == (200 if htmx else 303)
    assert action.state is State.DONE
    assert action.done_at
    event = session.query(Event).filter_by(verb=VERB).one()
    assert (event.state_from, event.state_to) == ("todo", "done")
    if htmx:
        assert f'id="action-{action.id}-state"' in answer.text


@pytest.mark.parametrize("who", [who for who in EVERYBODY if who not in ("member", "secretary")])
def test_nobody_else_does(cast, browse, who):
    action = an_item(cast)
    assert browse(getattr(cast, who)).post(f"/actions/{action.id}/completion").status_code == 403
    assert action.state is State.TODO


@pytest.mark.parametrize("state", list(State))
def test_it_ends_where_the_table_says(cast, browse, state):
    action = an_item(cast)
    action.state = state
    session.commit()
    can = state in MOVES[VERB].frm
    assert browse(cast.member).post(f"/actions/{action.id}/completion").status_code == (303 if can else 409)


def test_what_is_done_is_not_overdue(cast, app):
    action = an_item(cast, due_in=-3)
    assert action.is_overdue(action.created_at.date())
    verbs.finish(action, by=cast.member, now=now())
    assert not action.is_overdue(action.created_at.date())
