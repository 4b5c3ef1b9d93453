"""Declaring an issue handled 办结."""

import pytest

from portal.db import session
from portal.issues.lifecycle import State
from portal.issues.models import Photo
from portal.journal import Event, Verb
from tests.issues.test_report import photo
from tests.states import in_state

OUTCOME = "六盏灯全部更换。\n\n保修两年。"


@pytest.mark.parametrize("state", [State.ACTING, State.REFERRED])
def test_the_secretary_tells_everybody_what_was_done(cast, browse, htmx, state):
    issue = in_state(cast, state)
    browser = browse(cast.secretary, htmx=htmx)
    browser.get(f"/issues/{issue.id}")
    answer = browser.post(
        f"/issues/{issue.id}/resolution", {"outcome": OUTCOME, "photos": [photo("after.jpg")]}
    )
    assert answer.done
    assert (issue.state, issue.outcome) == (State.RESOLVED, OUTCOME)
    assert issue.resolved_at == issue.moved_at
    event = session.query(Event).filter_by(verb=Verb.RESOLVE).one()
    assert (event.state_from, event.state_to, event.at) == (state, "resolved", issue.resolved_at)
    picture = session.query(Photo).one()
    assert picture.event_id == event.id
    page = browse().get(f"/issues/{issue.id}").text
    assert "保修两年。" in page
    assert f"/photos/{picture.id}" in page


def test_a_statement_is_owed(cast, browse, htmx):
    issue = in_state(cast, State.ACTING)
    assert browse(cast.secretary, htmx=htmx).post(f"/issues/{issue.id}/resolution").status_code == 422
    assert issue.state is State.ACTING


def test_reporter_and_supporters_are_then_asked(cast, browse):
    issue = in_state(cast, State.RESOLVED)
    asks = f'action="/issues/{issue.id}/rating"'
    for who in ("resident", "neighbour"):
        assert asks in browse(getattr(cast, who)).get(f"/issues/{issue.id}").text
    for who in ("member", "chair", "secretary", "visitor"):
        assert asks not in browse(getattr(cast, who)).get(f"/issues/{issue.id}").text
