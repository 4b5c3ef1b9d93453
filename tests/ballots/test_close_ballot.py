"""The end of a vote: by the chair before its time, or by the clock."""

from datetime import timedelta

import pytest

from portal.ballots import verbs
from portal.ballots.jobs import announce_ends
from portal.clock import now
from portal.db import session, writing
from portal.fragments import topics_of
from portal.issues.lifecycle import State
from portal.journal import Channel, Event, Role, Verb
from portal.lifecycle import NotNow
from tests.ballots.given import EVERYBODY, a_ballot, over


def closings():
    return session.query(Event).filter_by(verb=Verb.CLOSE_BALLOT).all()


def test_the_chair_closes_it_early(cast, browse, htmx):
    ballot = a_ballot(cast, member="yes", second_member="yes")
    browser = browse(cast.chair, htmx=htmx)
    assert browser.get(f"/ballots/{ballot.id}").status_code == 200
    answer = browser.post(f"/ballots/{ballot.id}/closing")
    assert answer.done
    assert not ballot.is_open(now())
    assert ballot.issue.state is State.VOTING  # until the decision is on record
    (event,) = closings()
    assert event.by_id == cast.chair.id
    assert event.data == {"tally": {"yes": 2, "no": 0, "abstain": 0}, "quorate": True, "passed": True}
    if htmx:
        assert 'data-phase="closed"' in answer.text


@pytest.mark.parametrize("who", [who for who in EVERYBODY if who != "chair"])
def test_nobody_else_does(cast, browse, who):
    ballot = a_ballot(cast)
    assert browse(getattr(cast, who)).post(f"/ballots/{ballot.id}/closing").status_code == 403
    assert ballot.is_open(now())


def test_what_is_closed_is_not_closed_again(cast, browse, htmx):
    ballot = over(cast)
    assert browse(cast.chair, htmx=htmx).post(f"/ballots/{ballot.id}/closing").status_code == 403
    with pytest.raises(NotNow):
        verbs.close_ballot(ballot, by=cast.chair, now=now())
    with pytest.raises(NotNow):
        verbs.close_ballot(a_ballot(cast), by=None, now=now())


def test_a_page_tells_the_truth_before_anybody_announced_it(cast, browse):
    ballot = over(cast, member="yes", second_member="yes")
    page = browse(cast.chair).get(f"/ballots/{ballot.id}?lang=en").text
    assert 'data-phase="closed"' in page
    assert "Passed. Votes in favour needed: 2; given: 2." in page
    assert "vote-choice" not in page
    assert not closings()


def test_the_clock_announces_the_end_once(cast, app):
    ballot, still_open = over(cast, member="no"), a_ballot(cast)
    for _round in range(3):
        announce_ends(now())
        session.commit()
    (event,) = closings()
    assert (event.thing, event.by_id, event.by_role) == (f"ballot:{ballot.id}", None, Role.CLOCK)
    assert (event.channel, event.at) == (Channel.CLOCK, ballot.closes_at)
    assert ballot.closed_at == ballot.closes_at
    assert still_open.closed_at is None
    assert f"ballots/_tally:{ballot.id}" in topics_of(event)
    assert f"ballots/_ballots:{ballot.issue_id}" in topics_of(event)


def test_a_job_that_finds_nothing_asks_for_no_writers_turn(cast, app):
    a_ballot(cast)
    with writing():  # somebody else is writing: the job would wait for good
        announce_ends(now() - timedelta(hours=1))
    assert not closings()


def test_own_parts_hang_on_the_end_of_the_vote(cast, browse):
    ballot = a_ballot(cast)
    page = browse(cast.member).get(f"/ballots/{ballot.id}").text
    assert f'data-follow="ballot-{ballot.id}-tally"' in page
    page = browse(cast.member).get(f"/issues/{ballot.issue_id}").text
    assert f'data-follow="issue-{ballot.issue_id}-ballots"' in page
    assert 'data-phase="voting-open"' in page
    verbs.close_ballot(ballot, by=cast.chair, now=now())
    assert 'data-phase="voting-closed"' in browse(cast.member).get(f"/issues/{ballot.issue_id}").text
