"""Putting an issue on the council's agenda 议程."""

import pytest

from portal.db import session
from portal.issues.lifecycle import State
from portal.journal import Event, Verb
from tests.states import in_state


@pytest.mark.parametrize("who", ["chair", "secretary"])
@pytest.mark.parametrize("state", [State.ACCEPTED, State.REFERRED, State.REOPENED])
def test_the_chair_or_the_secretary_puts_an_issue_on_the_agenda(cast, browse, htmx, who, state):
    issue = in_state(cast, state)
    assert browse(getattr(cast, who), htmx=htmx).post(f"/issues/{issue.id}/agenda").done
    assert issue.state is State.DELIBERATING
    event = session.query(Event).filter_by(verb=Verb.PUT_ON_AGENDA).one()
    assert (event.state_from, event.state_to) == (state, "deliberating")


def test_what_is_on_it_already_is_answered_in_words(cast, browse, htmx):
    issue = in_state(cast, State.DELIBERATING)
    answer = browse(cast.chair, htmx=htmx).post(f"/issues/{issue.id}/agenda")
    assert answer.status_code == 409
    assert "Traceback" not in answer.text
