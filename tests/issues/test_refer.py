"""Handing an issue to an outside body 转办."""

from portal.clock import now
from portal.db import session
from portal.issues import verbs
from portal.issues.lifecycle import State
from portal.journal import Event, Verb
from tests.states import in_state

BODY = "区供热公司"


def test_the_secretary_refers_an_issue_and_everybody_sees_to_whom(cast, browse, htmx):
    issue = in_state(cast, State.ACCEPTED)
    assert browse(cast.secretary, htmx=htmx).post(f"/issues/{issue.id}/referral", {"body": BODY}).done
    assert (issue.state, issue.referred_to) == (State.REFERRED, BODY)
    event = session.query(Event).filter_by(verb=Verb.REFER).one()
    assert (event.state_from, event.state_to, event.data) == ("accepted", "referred", {"body": BODY})
    assert BODY in browse().get(f"/issues/{issue.id}").text


def test_the_body_must_be_named(cast, browse, htmx):
    issue = in_state(cast, State.ACCEPTED)
    assert browse(cast.secretary, htmx=htmx).post(f"/issues/{issue.id}/referral").status_code == 422
    assert issue.state is State.ACCEPTED


def test_what_was_referred_may_come_back_to_the_council_or_be_resolved(cast):
    issue = in_state(cast, State.REFERRED)
    verbs.put_on_agenda(issue, by=cast.chair, now=now())
    assert issue.state is State.DELIBERATING
    other = in_state(cast, State.REFERRED)
    verbs.resolve(other, by=cast.secretary, now=now(), outcome="供热公司已换泵。")
    assert other.state is State.RESOLVED
