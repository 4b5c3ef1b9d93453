"""Taking an issue back to the table."""

from portal.db import session
from portal.issues.lifecycle import State
from portal.journal import Event, Verb
from tests.states import in_state

REASON = "到场人数不足，下次再议。"


def test_the_chair_takes_a_rejected_issue_back_with_a_reason(cast, browse, htmx):
    issue = in_state(cast, State.REJECTED)
    assert browse(cast.chair, htmx=htmx).post(f"/issues/{issue.id}/return", {"reason": REASON}).done
    assert (issue.state, issue.reason) == (State.DELIBERATING, REASON)
    event = session.query(Event).filter_by(verb=Verb.RETURN_TO_DELIBERATION).one()
    assert (event.state_from, event.state_to, event.data) == ("rejected", "deliberating", {"reason": REASON})
    assert REASON in browse().get(f"/issues/{issue.id}").text


def test_a_reason_is_owed(cast, browse, htmx):
    issue = in_state(cast, State.REJECTED)
    assert browse(cast.chair, htmx=htmx).post(f"/issues/{issue.id}/return").status_code == 422
    assert issue.state is State.REJECTED
