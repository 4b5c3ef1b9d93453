"""Putting the decision on record: what it is follows from the vote."""

from datetime import timedelta

import pytest

from portal.ballots import verbs
from portal.ballots.rules.yes_no import YesNo
from portal.clock import now
from portal.db import session
from portal.issues.lifecycle import State
from portal.journal import Event, Verb
from tests.ballots.given import EVERYBODY, a_ballot, over
from tests.states import in_state

TEXT = {"text": "六盏灯由物业在两周内更换。"}
FOR = {"member": "yes", "second_member": "yes", "chair": "no"}
AGAINST = {"member": "no", "second_member": "yes", "chair": "abstain"}


@pytest.mark.parametrize(("votes", "state"), [(FOR, State.ADOPTED), (AGAINST, State.REJECTED)])
def test_the_chair_puts_on_record_what_the_vote_decided(cast, browse, htmx, votes, state):
    ballot = over(cast, **votes)
    browser = browse(cast.chair, htmx=htmx)
    browser.get(f"/issues/{ballot.issue_id}")
    # a form that claims something else is not asked
    answer = browser.post(f"/issues/{ballot.issue_id}/decision", {**TEXT, "adopted": "yes", "is_passed": "1"})
    assert answer.done
    assert (ballot.issue.state, ballot.issue.decision) == (state, TEXT["text"])
    event = session.query(Event).filter_by(verb=Verb.DECIDE).one()
    assert (event.state_from, event.state_to) == ("voting", state.value)
    assert event.data == TEXT
    ended = session.query(Event).filter_by(verb=Verb.CLOSE_BALLOT).one()
    assert (ended.by_id, ended.at) == (None, ballot.closes_at)  # announced now, had nobody done it yet
    assert ended.id < event.id
    assert TEXT["text"] in browse().get(f"/issues/{ballot.issue_id}").text


def test_after_an_early_close_as_well(cast, browse, htmx):
    ballot = a_ballot(cast, **FOR)
    verbs.close_ballot(ballot, by=cast.chair, now=now())
    browser = browse(cast.chair, htmx=htmx)
    browser.get(f"/ballots/{ballot.id}")
    assert browser.post(f"/issues/{ballot.issue_id}/decision", TEXT).done
    assert ballot.issue.state is State.ADOPTED


def test_without_a_quorum_nothing_is_decided(cast, browse, htmx):
    ballot = over(cast, member="yes")
    browser = browse(cast.chair, htmx=htmx)
    page = browser.get(f"/issues/{ballot.issue_id}?lang=en").text
    assert "Voters needed: 2; voted: 1; missing: 1." in page
    assert "Back to deliberation" in page
    assert f"/issues/{ballot.issue_id}/decision" not in page
    answer = browser.post(f"/issues/{ballot.issue_id}/decision?lang=en", TEXT)
    assert answer.status_code == 409
    assert "Voters needed: 2; voted: 1; missing: 1." in answer.text
    assert ballot.issue.state is State.VOTING
    assert browser.post(f"/issues/{ballot.issue_id}/return", {"reason": "人数不足"}).done
    assert ballot.issue.state is State.DELIBERATING


def test_without_a_quorum_asked_for_one_vote_decides(cast, browse):
    ballot = over(cast, rule=YesNo.preset("simple"), member="yes")
    assert browse(cast.chair).post(f"/issues/{ballot.issue_id}/decision", TEXT).done
    assert ballot.issue.state is State.ADOPTED


def test_nothing_is_decided_or_taken_back_while_people_vote(cast, browse, htmx):
    ballot = a_ballot(cast, **FOR)
    browser = browse(cast.chair, htmx=htmx)
    page = browser.get(f"/issues/{ballot.issue_id}").text
    assert f"/issues/{ballot.issue_id}/decision" not in page
    assert f"/issues/{ballot.issue_id}/return" not in page
    for door, form in (("decision", TEXT), ("return", {"reason": "再议"})):
        answer = browser.post(f"/issues/{ballot.issue_id}/{door}?lang=en", form)
        assert answer.status_code == 403
        assert "Voting is still going on." in answer.text
    assert ballot.issue.state is State.VOTING


def test_the_last_vote_decides_not_an_earlier_one(cast, browse):
    first = over(cast, **FOR)
    issue = first.issue
    assert browse(cast.chair).post(f"/issues/{issue.id}/return", {"reason": "再议"}).done
    second = a_ballot(cast, issue=issue, **AGAINST)
    verbs.close_ballot(second, by=cast.chair, now=now() + timedelta(seconds=1))
    assert browse(cast.chair).post(f"/issues/{issue.id}/decision", TEXT).done
    assert issue.state is State.REJECTED


def test_a_decision_says_something(cast, browse, htmx):
    ballot = over(cast, **FOR)
    assert browse(cast.chair, htmx=htmx).post(f"/issues/{ballot.issue_id}/decision").status_code == 422
    assert ballot.issue.state is State.VOTING


@pytest.mark.parametrize("who", [who for who in EVERYBODY if who != "chair"])
def test_nobody_else_does(cast, browse, who):
    ballot = over(cast, **FOR)
    assert browse(getattr(cast, who)).post(f"/issues/{ballot.issue_id}/decision", TEXT).status_code == 403
    assert ballot.issue.state is State.VOTING


@pytest.mark.parametrize("state", [state for state in State if state is not State.VOTING])
def test_only_what_is_voted_on_is_decided(cast, browse, state):
    issue = in_state(cast, state)
    assert browse(cast.chair).post(f"/issues/{issue.id}/decision", TEXT).status_code == 409
    assert issue.state is state
