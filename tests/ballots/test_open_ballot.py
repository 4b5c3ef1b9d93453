"""Putting a question to the vote."""

from datetime import timedelta

import pytest

from portal.ballots import verbs
from portal.ballots.models import Ballot, Disclosure, RollEntry
from portal.ballots.rules.yes_no import YesNo
from portal.clock import now
from portal.db import session
from portal.i18n import zone
from portal.issues.lifecycle import MOVES, State
from portal.issues.models import Proposal
from portal.journal import Event, Verb
from portal.lifecycle import NotNow
from portal.people.models import Membership
from tests.ballots.given import EVERYBODY, QUESTION, ROLL, a_ballot, over
from tests.states import in_state

FORM = {
    "question": QUESTION,
    "proposal": "0",
    "majority": "two_thirds",
    "quorum": "half",
    "disclosure": "hidden",
    "lasts": "3",
    "closes_at": "",
}


def test_the_chair_puts_a_question_to_the_council(cast, browse, htmx):
    issue = in_state(cast, State.DELIBERATING)
    browser = browse(cast.chair, htmx=htmx)
    assert "Put it to the vote" in browser.get(f"/issues/{issue.id}?lang=en").text
    answer = browser.post(f"/issues/{issue.id}/ballots", FORM)
    assert answer.done, answer.text
    ballot = session.query(Ballot).one()
    assert issue.state is State.VOTING
    assert issue.moved_at == ballot.opened_at
    assert ballot.closes_at == ballot.opened_at + timedelta(days=3)
    assert (ballot.question, ballot.disclosure, ballot.roll_size) == (QUESTION, Disclosure.HIDDEN, 3)
    assert ballot.tally == {"yes": 0, "no": 0, "abstain": 0}
    assert ballot.counting == YesNo.preset("two_thirds", "half")
    event = session.query(Event).filter_by(verb=Verb.OPEN_BALLOT).one()
    assert (event.state_from, event.state_to, event.by_id) == ("deliberating", "voting", cast.chair.id)
    assert event.data == {"title": QUESTION, "roll": 3}
    if htmx:
        assert f'id="issue-{issue.id}-ballots"' in answer.text
        assert f'id="issue-{issue.id}-my-ballots"' in answer.text


def test_the_roll_is_the_council_as_it_stands(cast):
    ballot = a_ballot(cast)
    assert set(session.query(RollEntry.person_id).filter_by(ballot_id=ballot.id)) == {
        (getattr(cast, who).id,) for who in ROLL
    }
    assert not ballot.has_on_roll(cast.secretary.id)
    assert not ballot.has_on_roll(cast.outsider.id)


def test_whoever_leaves_the_council_later_stays_on_the_roll(cast, browse):
    ballot = a_ballot(cast)
    session.query(Membership).filter_by(person_id=cast.member.id).one().ends_at = now() - timedelta(hours=1)
    assert browse(cast.member).post(f"/ballots/{ballot.id}/vote", {"choice": "yes"}).done
    assert ballot.turnout == 1


def test_a_term_that_is_over_is_not_on_the_roll(cast):
    session.query(Membership).filter_by(person_id=cast.member.id).one().ends_at = now() - timedelta(days=1)
    ballot = a_ballot(cast)
    assert not ballot.has_on_roll(cast.member.id)
    assert ballot.roll_size == 2


def test_a_council_of_nobody_cannot_vote(cast):
    issue = in_state(cast, State.DELIBERATING)
    for term in session.query(Membership).filter(Membership.community_id == cast.willow.id):
        term.ends_at = now() - timedelta(days=1)
    with pytest.raises(NotNow, match=r"council|议事会"):
        a_ballot(cast, issue=issue)
    session.rollback()
    assert issue.state is State.DELIBERATING


def test_a_vote_does_not_close_before_it_opens(cast):
    with pytest.raises(NotNow):
        a_ballot(cast, days=0)


def test_a_proposal_lends_its_title_to_the_question(cast, browse, htmx):
    issue = in_state(cast, State.DELIBERATING)
    proposal = session.query(Proposal).one()
    browser = browse(cast.chair, htmx=htmx)
    assert proposal.title in browser.get(f"/issues/{issue.id}/question?proposal={proposal.id}").text
    assert browser.post(
        f"/issues/{issue.id}/ballots", {**FORM, "question": "", "proposal": str(proposal.id)}
    ).done
    ballot = session.query(Ballot).one()
    assert (ballot.question, ballot.proposal_id) == (proposal.title, proposal.id)
    assert proposal.title in browse().get(f"/ballots/{ballot.id}").text


def test_a_time_that_is_filled_in_is_the_portals_own(cast, browse, htmx):
    issue = in_state(cast, State.DELIBERATING)
    until = (now().astimezone(zone()) + timedelta(days=2)).replace(second=0, microsecond=0)
    form = {**FORM, "closes_at": until.strftime("%Y-%m-%dT%H:%M")}
    assert browse(cast.chair, htmx=htmx).post(f"/issues/{issue.id}/ballots", form).done
    assert session.query(Ballot).one().closes_at == until


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("closes_at", "2020-01-01T09:00"),
        ("closes_at", "0001-01-01T00:00"),
        ("closes_at", "9999-12-31T23:59"),
        ("closes_at", "next week"),
        ("question", "问" * 201),
        ("majority", "most"),
        ("quorum", "nearly all"),
        ("disclosure", "secret"),
        ("lasts", "100"),
        ("proposal", "4711"),
        ("proposal", "none"),
    ],
)
def test_what_cannot_be_meant_is_asked_again(cast, browse, htmx, field, value):
    issue = in_state(cast, State.DELIBERATING)
    answer = browse(cast.chair, htmx=htmx).post(f"/issues/{issue.id}/ballots", {**FORM, field: value})
    assert answer.status_code == 422
    assert issue.state is State.DELIBERATING
    assert not session.query(Ballot).count()


@pytest.mark.parametrize("who", [who for who in EVERYBODY if who != "chair"])
def test_nobody_else_does(cast, browse, who):
    issue = in_state(cast, State.DELIBERATING)
    assert browse(getattr(cast, who)).post(f"/issues/{issue.id}/ballots", FORM).status_code == 403
    assert browse(getattr(cast, who)).get(f"/issues/{issue.id}/question").status_code in (302, 403)
    assert issue.state is State.DELIBERATING


@pytest.mark.parametrize("state", [s for s in State if s not in MOVES[Verb.OPEN_BALLOT].frm])
def test_only_what_is_deliberated_is_put_to_the_vote(cast, browse, state):
    issue = in_state(cast, state)
    assert browse(cast.chair).post(f"/issues/{issue.id}/ballots", FORM).status_code == 409
    assert issue.state is state


def test_an_issue_is_put_to_the_vote_again_after_a_return(cast, browse):
    first = over(cast, member="yes")
    issue = first.issue
    assert browse(cast.chair).post(f"/issues/{issue.id}/return", {"reason": "人数不足"}).done
    second = a_ballot(cast, issue=issue)
    page = browse().get(f"/issues/{issue.id}?lang=en").text
    assert page.index(f"/ballots/{second.id}") < page.index(f"/ballots/{first.id}")
    assert "Earlier votes" in page


def test_the_verb_is_dated_as_it_is_told(cast):
    at = now() - timedelta(days=5)
    ballot = a_ballot(cast, opened=at, days=1)
    assert session.query(Event).filter_by(verb=Verb.OPEN_BALLOT).one().at == at == ballot.opened_at
    with pytest.raises(NotNow):
        verbs.cast(ballot, by=cast.member, now=now(), choice="yes")
