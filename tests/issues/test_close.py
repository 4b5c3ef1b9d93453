"""Laying an issue to the files."""

import pytest

from portal.db import session
from portal.issues.lifecycle import State
from portal.journal import Event, Verb
from tests.states import in_state


@pytest.mark.parametrize("state", [State.RESOLVED, State.REJECTED])
def test_the_secretary_closes_it(cast, browse, htmx, state):
    issue = in_state(cast, state)
    assert browse(cast.secretary, htmx=htmx).post(f"/issues/{issue.id}/closure").done
    assert issue.state is State.CLOSED
    assert issue.closed_at == issue.moved_at
    event = session.query(Event).filter_by(verb=Verb.CLOSE).one()
    assert (event.state_from, event.state_to) == (state, "closed")


def test_residents_may_still_say_that_it_is_not_solved(cast, browse, htmx):
    issue = in_state(cast, State.CLOSED)
    no = {"is_solved": "no", "satisfaction": "2", "reason": "又不亮了。"}
    assert browse(cast.resident, htmx=htmx).post(f"/issues/{issue.id}/rating", no).done
    assert issue.state is State.REOPENED
