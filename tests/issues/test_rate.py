"""Saying whether it is solved 解决 and how satisfied one is 满意."""

import pytest

from portal.clock import now
from portal.db import session
from portal.issues import verbs
from portal.issues.lifecycle import State
from portal.issues.models import Rating
from portal.journal import Event, Verb
from tests.states import in_state

YES = {"is_solved": "yes", "satisfaction": "4"}


@pytest.mark.parametrize("who", ["resident", "neighbour"])
def test_the_reporter_and_a_supporter_rate_each_their_own(cast, browse, htmx, who):
    issue = in_state(cast, State.RESOLVED)
    browser = browse(getattr(cast, who), htmx=htmx)
    browser.get(f"/issues/{issue.id}")
    assert browser.post(f"/issues/{issue.id}/rating", YES).done
    rating = session.query(Rating).one()
    assert (rating.person_id, rating.is_solved, rating.satisfaction) == (getattr(cast, who).id, True, 4)
    assert issue.state is State.RESOLVED  # solved is not closed: the ends are kept apart
    event = session.query(Event).filter_by(verb=Verb.RATE).one()
    assert event.data == {"solved": True, "satisfaction": 4}
    assert "1/1" in browse().get(f"/issues/{issue.id}").text


def test_one_may_change_ones_mind(cast, browse, htmx):
    issue = in_state(cast, State.RESOLVED)
    browser = browse(cast.resident, htmx=htmx)
    assert browser.post(f"/issues/{issue.id}/rating", YES).done
    assert browser.post(f"/issues/{issue.id}/rating", {**YES, "satisfaction": "2"}).done
    assert session.query(Rating).one().satisfaction == 2
    assert session.query(Event).filter_by(verb=Verb.RATE).count() == 2


def test_not_solved_reopens_it_with_the_reason(cast, browse, htmx):
    issue = in_state(cast, State.RESOLVED)
    no = {"is_solved": "no", "satisfaction": "1", "reason": "昨晚又不亮了。"}
    assert browse(cast.neighbour, htmx=htmx).post(f"/issues/{issue.id}/rating", no).done
    assert (issue.state, issue.reason, issue.round) == (State.REOPENED, "昨晚又不亮了。", 2)
    verbs_written = [e.verb for e in session.query(Event).filter_by(issue_id=issue.id).order_by(Event.id)][
        -2:
    ]
    assert verbs_written == [Verb.RATE, Verb.REOPEN]
    rating = session.query(Rating).one()
    assert (rating.round, rating.is_solved) == (1, False)


def test_whoever_holds_the_code_rates_without_an_account(cast, browse, htmx):
    issue = in_state(cast, State.RESOLVED, code="2222-3333-4444-5555")
    browser = browse(htmx=htmx)
    browser.get("/track/2222-3333-4444-5555")
    for _ in range(2):
        assert browser.post(f"/issues/{issue.id}/rating", YES).done
    assert session.query(Rating).one().person_id is None


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        ({}, "is_solved"),
        ({"is_solved": "yes"}, "satisfaction"),
        ({"is_solved": "maybe", "satisfaction": "3"}, "is_solved"),
        ({"is_solved": "yes", "satisfaction": "6"}, "satisfaction"),
        ({"is_solved": "no", "satisfaction": "1"}, "reason"),
    ],
)
def test_what_is_missing_is_said(cast, browse, htmx, sent, wrong):
    issue = in_state(cast, State.RESOLVED)
    answer = browse(cast.resident, htmx=htmx).post(f"/issues/{issue.id}/rating", sent)
    assert answer.status_code == 422
    assert f'id="rating-{issue.id}-{wrong}-error"' in answer.text
    assert session.query(Rating).count() == 0


def test_a_new_round_asks_again(cast, browse):
    issue = in_state(cast, State.RESOLVED)
    verbs.rate(issue, by=cast.resident, now=now(), is_solved=False, satisfaction=1)
    verbs.reopen(issue, by=cast.resident, now=now(), reason="又坏了。")
    verbs.start_acting(issue, by=cast.secretary, now=now())
    verbs.resolve(issue, by=cast.secretary, now=now(), outcome="换了整条线路。")
    assert browse(cast.resident).post(f"/issues/{issue.id}/rating", YES).done
    assert {(r.round, r.is_solved) for r in session.query(Rating)} == {(1, False), (2, True)}
    assert "1/1" in browse().get(f"/issues/{issue.id}").text  # only this round is shown


def test_before_it_is_resolved_the_reason_is_said(cast, browse, htmx):
    issue = in_state(cast, State.ACTING)
    answer = browse(cast.resident, htmx=htmx).post(f"/issues/{issue.id}/rating?lang=en", YES)
    assert answer.status_code == 403
    assert "once the issue has been resolved" in answer.text
