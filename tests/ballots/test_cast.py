"""Voting."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from portal.ballots import queries, verbs
from portal.ballots.models import Vote
from portal.ballots.rules.base import Spoilt
from portal.clock import now
from portal.db import session
from portal.journal import Event, Verb
from portal.lifecycle import NotNow
from tests.ballots.given import EVERYBODY, HIDDEN, NAMED, ROLL, a_ballot, over


@pytest.mark.parametrize("disclosure", [NAMED, HIDDEN])
@pytest.mark.parametrize("choice", ["yes", "no", "abstain"])
def test_a_member_votes_with_one_tap(cast, browse, htmx, choice, disclosure):
    ballot = a_ballot(cast, disclosure=disclosure)
    browser = browse(cast.member, htmx=htmx)
    assert browser.get(f"/ballots/{ballot.id}").status_code == 200
    answer = browser.post(f"/ballots/{ballot.id}/vote", {"choice": choice})
    assert answer.done
    assert ballot.tally == {"yes": 0, "no": 0, "abstain": 0, choice: 1}
    assert queries.choice_of(ballot.id, cast.member.id) == choice
    event = session.query(Event).filter_by(verb=Verb.CAST).one()
    assert (event.thing, event.by_id, event.data) == (
        f"ballot:{ballot.id}", cast.member.id, {"changed": False},
    )  # fmt: skip
    if htmx:
        assert f'id="ballot-{ballot.id}-tally"' in answer.text
        assert f'id="ballot-{ballot.id}-my-vote"' in answer.text
        assert 'aria-pressed="true"' in answer.text


def test_from_the_issues_page_as_well(cast, browse, htmx):
    ballot = a_ballot(cast)
    browser = browse(cast.member, htmx=htmx)
    browser.get(f"/issues/{ballot.issue_id}")
    answer = browser.post(f"/ballots/{ballot.id}/vote", {"choice": "yes"})
    assert answer.done
    if htmx:
        assert f'id="issue-{ballot.issue_id}-ballots"' in answer.text
        assert f'id="issue-{ballot.issue_id}-my-ballots"' in answer.text


def test_a_vote_is_changed_until_the_close(cast, browse, htmx):
    ballot = a_ballot(cast)
    browser = browse(cast.member, htmx=htmx)
    for choice in ("yes", "abstain", "no"):
        assert browser.post(f"/ballots/{ballot.id}/vote", {"choice": choice}).done
    assert ballot.tally == {"yes": 0, "no": 1, "abstain": 0}
    assert session.query(Vote).filter_by(ballot_id=ballot.id).count() == 1
    said = [event.data for event in session.query(Event).filter_by(verb=Verb.CAST).order_by(Event.id)]
    assert said == [{"changed": False}, {"changed": True}, {"changed": True}]


def test_the_same_choice_again_is_no_event(cast, browse, htmx):
    ballot = a_ballot(cast, member="yes")
    assert browse(cast.member, htmx=htmx).post(f"/ballots/{ballot.id}/vote", {"choice": "yes"}).done
    assert ballot.tally["yes"] == 1
    assert session.query(Event).filter_by(verb=Verb.CAST).count() == 1


@pytest.mark.parametrize("data", [{}, {"choice": ""}, {"choice": "maybe"}, {"choice": "YES"}])
def test_a_spoilt_paper_is_handed_back(cast, browse, htmx, data):
    ballot = a_ballot(cast, member="no")
    browser = browse(cast.member, htmx=htmx)
    assert browser.post(f"/ballots/{ballot.id}/vote", data).status_code == 422
    assert ballot.tally == {"yes": 0, "no": 1, "abstain": 0}
    with pytest.raises(Spoilt):
        verbs.cast(ballot, by=cast.chair, now=now(), choice="maybe")


@pytest.mark.parametrize("who", [who for who in EVERYBODY if who not in ROLL])
def test_nobody_who_is_not_on_the_roll_votes(cast, browse, who):
    ballot = a_ballot(cast)
    assert browse(getattr(cast, who)).post(f"/ballots/{ballot.id}/vote", {"choice": "yes"}).status_code == 403
    assert ballot.turnout == 0


def test_the_verb_refuses_them_too(cast):
    ballot = a_ballot(cast)
    with pytest.raises(NotNow):
        verbs.cast(ballot, by=cast.secretary, now=now(), choice="yes")


def test_nobody_votes_when_the_time_is_over(cast, browse, htmx):
    ballot = over(cast)
    answer = browse(cast.member, htmx=htmx).post(f"/ballots/{ballot.id}/vote?lang=en", {"choice": "yes"})
    assert answer.status_code == 403
    assert "Voting is closed" in answer.text
    with pytest.raises(NotNow):
        verbs.cast(ballot, by=cast.member, now=now(), choice="yes")
    assert ballot.turnout == 0


def test_nobody_votes_after_the_chair_has_closed(cast, browse):
    ballot = a_ballot(cast)
    verbs.close_ballot(ballot, by=cast.chair, now=now())
    session.commit()
    assert browse(cast.member).post(f"/ballots/{ballot.id}/vote", {"choice": "yes"}).status_code == 403


def test_the_last_moment_counts_and_the_next_does_not(cast):
    ballot = a_ballot(cast)
    verbs.cast(ballot, by=cast.member, now=ballot.closes_at - timedelta(microseconds=1), choice="yes")
    with pytest.raises(NotNow):
        verbs.cast(ballot, by=cast.chair, now=ballot.closes_at, choice="yes")


def test_the_database_holds_one_vote_for_each(cast):
    ballot = a_ballot(cast, member="yes")
    session.expunge_all()
    session.add(Vote(ballot_id=ballot.id, person_id=cast.member.id, choice="no", at=now()))
    with pytest.raises(IntegrityError):
        session.flush()


def test_the_database_holds_the_roll(cast):
    ballot = a_ballot(cast)
    session.add(Vote(ballot_id=ballot.id, person_id=cast.secretary.id, choice="no", at=now()))
    with pytest.raises(IntegrityError):
        session.flush()


def test_a_member_who_came_later_is_told_why_there_is_nothing_to_press(cast, browse):
    ballot = a_ballot(cast, opened=now() - timedelta(days=1))
    from tests.ballots.given import crowd

    (newcomer,) = crowd(cast, 1)
    page = browse(newcomer).get(f"/ballots/{ballot.id}?lang=en").text
    assert "not on the roll" in page
    assert "vote-choice" not in page
