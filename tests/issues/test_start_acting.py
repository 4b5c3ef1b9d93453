"""Beginning to act, after a decision or straight away."""

import pytest

from portal.db import session
from portal.issues.lifecycle import State
from portal.journal import Event, Verb
from tests.states import in_state


@pytest.mark.parametrize("who", ["secretary", "chair"])
@pytest.mark.parametrize("state", [State.ACCEPTED, State.ADOPTED, State.REFERRED, State.REOPENED])
def test_acting_begins(cast, browse, htmx, who, state):
    issue = in_state(cast, state)
    assert browse(getattr(cast, who), htmx=htmx).post(f"/issues/{issue.id}/acting").done
    assert issue.state is State.ACTING
    event = session.query(Event).filter_by(verb=Verb.START_ACTING).order_by(Event.id.desc()).first()
    assert (event.state_from, event.state_to) == (state, "acting")


def test_what_was_rejected_is_not_acted_on(cast, browse, htmx):
    issue = in_state(cast, State.REJECTED)
    assert browse(cast.secretary, htmx=htmx).post(f"/issues/{issue.id}/acting").status_code == 409
