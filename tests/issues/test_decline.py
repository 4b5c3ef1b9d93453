"""Turning a report down 不予受理."""

from portal.db import session
from portal.issues.lifecycle import State
from portal.journal import Event, Verb

REASON = "这是两户之间的私事，请找调解委员会。"


def test_the_secretary_declines_with_a_reason_that_the_reporter_reads(cast, browse, htmx):
    issue = cast.report()
    answer = browse(cast.secretary, htmx=htmx).post(f"/issues/{issue.id}/refusal", {"reason": REASON})
    assert answer.done
    assert (issue.state, issue.reason) == (State.DECLINED, REASON)
    event = session.query(Event).filter_by(verb=Verb.DECLINE).one()
    assert (event.state_from, event.state_to, event.data) == ("reported", "declined", {"reason": REASON})
    assert REASON in browse(cast.resident).get(f"/issues/{issue.id}").text
    assert browse(cast.neighbour).get(f"/issues/{issue.id}").status_code == 404


def test_a_reason_is_owed(cast, browse, htmx):
    issue = cast.report()
    answer = browse(cast.secretary, htmx=htmx).post(f"/issues/{issue.id}/refusal", {"reason": " \n "})
    assert answer.status_code == 422
    assert f'id="decline-{issue.id}-reason-error"' in answer.text
    assert issue.state is State.REPORTED
