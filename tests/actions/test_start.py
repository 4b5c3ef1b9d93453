"""Beginning an action item, or going on with it."""

import pytest

from portal.actions import verbs
from portal.actions.lifecycle import MOVES, State
from portal.clock import now
from portal.db import session
from portal.journal import Event, Verb
from portal.lifecycle import WrongState
from tests.actions.given import EVERYBODY, an_item

VERB = Verb.START


@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize("who", ["member", "secretary"])
def test_the_owner_and_the_office_begin_it(cast, browse, htmx, who):
    action = an_item(cast)
    answer = browse(getattr(cast, who), htmx=htmx).post(f"/actions/{action.id}/beginning")
    assert answer.status_code == (200 if htmx else 303)
    assert action.state is State.DOING
    event = session.query(Event).filter_by(verb=VERB).one()
    assert (event.state_from, event.state_to) == ("todo", "doing")
    assert event.by_id == getattr(cast, who).id


@pytest.mark.parametrize("who", [who for who in EVERYBODY if who not in ("member", "secretary")])
def test_nobody_else_begins_it(cast, browse, who):
    action = an_item(cast)
    assert browse(getattr(cast, who)).post(f"/actions/{action.id}/beginning").status_code == 403
    assert action.state is State.TODO


@pytest.mark.parametrize("state", list(State))
def test_it_begins_where_the_table_says(cast, browse, state):
    action = an_item(cast)
    action.state = state
    session.commit()
    can = state in MOVES[VERB].frm
    assert browse(cast.member).post(f"/actions/{action.id}/beginning").status_code == (303 if can else 409)


def test_going_on_forgets_what_held_it_up_and_that_it_was_done(cast, app):
    action = an_item(cast)
    verbs.block(action, by=cast.member, now=now(), reason="缺零件")
    verbs.start(action, by=cast.member, now=now())
    assert action.blocked_reason is None
    verbs.finish(action, by=cast.member, now=now())
    verbs.start(action, by=cast.secretary, now=now())
    assert action.done_at is None


def test_nothing_begins_once_the_issue_is_resolved(cast, browse):
    from portal.issues import verbs as issues

    action = an_item(cast)
    issues.resolve(action.issue, by=cast.secretary, now=now(), outcome="好了。")
    session.commit()
    answer = browse(cast.member).post(f"/actions/{action.id}/beginning")
    assert answer.status_code == 403
    with pytest.raises(WrongState):
        verbs.start(action, by=cast.member, now=now())
