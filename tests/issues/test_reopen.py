"""Taking up an issue again that was thought done 重启."""

import pytest

from portal.db import session
from portal.issues.lifecycle import State
from portal.journal import Event, Verb
from tests.states import in_state

REASON = "雨后又不亮了。"


@pytest.mark.parametrize("who", ["secretary", "chair"])
@pytest.mark.parametrize("state", [State.RESOLVED, State.CLOSED, State.DECLINED])
def test_the_office_reopens_with_a_reason(cast, browse, htmx, who, state):
    issue = in_state(cast, state)
    assert (
        browse(getattr(cast, who), htmx=htmx).post(f"/issues/{issue.id}/reopening", {"reason": REASON}).done
    )
    assert (issue.state, issue.reason, issue.round) == (State.REOPENED, REASON, 2)
    assert (issue.resolved_at, issue.closed_at) == (None, None)
    event = session.query(Event).filter_by(verb=Verb.REOPEN).one()
    assert (event.state_from, event.state_to, event.data) == (state, "reopened", {"reason": REASON})
    assert REASON in browse().get(f"/issues/{issue.id}").text


def test_a_reason_is_owed(cast, browse, htmx):
    issue = in_state(cast, State.CLOSED)
    assert browse(cast.secretary, htmx=htmx).post(f"/issues/{issue.id}/reopening").status_code == 422
    assert issue.state is State.CLOSED


def test_the_first_closing_statement_stays_in_the_history(cast, browse):
    issue = in_state(cast, State.REOPENED)
    assert "六盏灯全部更换。" in browse().get(f"/issues/{issue.id}/history").text
