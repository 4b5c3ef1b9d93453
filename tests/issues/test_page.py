"""The issue's page: where it stands, whose move it is and by when, and what stands first."""

import re
from datetime import timedelta

import pytest

from portal.actions import verbs as actions
from portal.ballots import verbs as ballots
from portal.clock import now
from portal.db import session
from portal.i18n import day, short_moment
from portal.issues import verbs
from portal.issues.fragments import turn_of
from portal.issues.lifecycle import SPINE, State
from tests.actions.given import acting, an_item, in_days
from tests.ballots.given import HIDDEN, a_ballot
from tests.states import in_state

SETTLED = [state for state in State if state.is_settled]


def standing(page):
    """The text of the card that says where the issue stands."""
    card = re.search(r'<section id="issue-\d+-state".*?</section>', page, re.S)
    assert card
    return " ".join(re.sub(r"<[^>]+>", " ", card.group()).split())


def of(browse, issue, person=None):
    """The issue's page in English."""
    return browse(person).get(f"/issues/{issue.id}?lang=en").text


def test_a_report_is_the_secretarys_within_three_days(cast, browse):
    issue = cast.report()
    said = standing(of(browse, issue, cast.secretary))
    assert "The secretary answers within three days." in said
    assert f"by {short_moment(issue.triage_due_at)}" in said or "by " in said
    late = cast.report(now=now() - timedelta(days=4))
    assert "was due by" in standing(of(browse, late, cast.secretary))
    assert turn_of(late, now()).is_late
    assert not turn_of(issue, now()).is_late


@pytest.mark.parametrize("state", SPINE)
def test_it_says_which_step_it_is_and_which_comes_next(cast, browse, state):
    said = standing(of(browse, in_state(cast, state), cast.secretary))
    assert f"Step {SPINE.index(state) + 1} of {len(SPINE)}" in said
    assert ("Next: " in said) is (state is not SPINE[-1])
    assert "since " in said


def test_while_a_vote_runs_it_is_the_voters_and_then_the_chairs(cast, browse):
    ballot = a_ballot(cast, member="yes", second_member="yes")
    issue = ballot.issue
    assert "The members on the roll vote." in standing(of(browse, issue))
    assert turn_of(issue, now()).due == ballot.closes_at
    ballots.close_ballot(ballot, by=cast.chair, now=now())
    session.commit()
    assert "The chair puts the decision on record." in standing(of(browse, issue))
    assert turn_of(issue, now()).due is None


def test_where_too_few_voted_the_chair_takes_it_back(cast, browse):
    ballot = a_ballot(cast, disclosure=HIDDEN)
    assert turn_of(ballot.issue, ballot.closes_at + timedelta(hours=1)).since == ballot.closes_at
    ballots.close_ballot(ballot, by=cast.chair, now=now())
    session.commit()
    assert "Too few voted." in standing(of(browse, ballot.issue))


def test_while_it_is_acted_on_it_is_the_owners_by_the_nearest_due_date(cast, browse):
    issue = acting(cast)
    assert "hands out the action items" in standing(of(browse, issue))
    later, sooner = an_item(cast, issue=issue, due_in=9), an_item(cast, issue=issue, due_in=2)
    assert turn_of(issue, now()).due == in_days(2)
    said = standing(of(browse, issue))
    assert "The owners of 2 open action items." in said
    assert "by " in said
    for item in (later, sooner):
        actions.finish(item, by=cast.member, now=now())
    session.commit()
    assert "All action items are done" in standing(of(browse, issue))


def test_an_item_that_is_late_makes_the_issue_late(cast, browse):
    item = an_item(cast, due_in=-1)
    said = standing(of(browse, item.issue))
    assert "was due by" in said
    assert day(item.due_on) in said or str(item.due_on.year) in said


def test_the_vote_stands_before_the_report_while_the_council_decides_and_after_it_later(cast, browse):
    voting, adopted = in_state(cast, State.VOTING), in_state(cast, State.ADOPTED)
    for issue, first in ((voting, True), (adopted, False)):
        page = of(browse, issue)
        assert (page.index(f'id="issue-{issue.id}-ballots"') < page.index("issue-report")) is first


@pytest.mark.parametrize("state", SETTLED)
def test_what_came_of_it_stands_on_top(cast, browse, state):
    issue = in_state(cast, state)
    page = of(browse, issue)
    assert page.index(issue.outcome) < page.index(issue.body) < page.index("Proposals")
    assert "Declared resolved on" in page


def test_a_reopened_issue_does_not_boast_of_what_was_done(cast, browse):
    issue = in_state(cast, State.REOPENED)
    page = of(browse, issue)
    assert "Declared resolved on" not in page
    assert issue.reason in standing(page)


def test_a_long_history_is_folded_and_loses_nothing(cast, browse):
    issue = in_state(cast, State.DELIBERATING)
    assert "chain-before" not in of(browse, issue)
    for number in range(7):
        verbs.propose(issue, by=cast.member, now=now(), title=f"办法{number}", body="如题。", cost_fen=None)
    session.commit()
    page = of(browse, issue)
    folded = re.search(r'<details class="chain-before".*?</details>', page, re.S)
    assert folded
    lines = [page.count('<li id="event-'), folded.group().count('<li id="event-')]
    assert lines[0] - lines[1] == 5
    assert f"{lines[1]} earlier lines" in page
    assert page.count("办法6") > folded.group().count("办法6") == 0


def test_its_address_can_be_passed_on(cast, browse):
    issue = in_state(cast, State.ACTING)
    page = browse().get(f"/issues/{issue.id}").text
    assert f'data-copy="http://localhost/issues/{issue.id}"' in page
    assert f'data-share="http://localhost/issues/{issue.id}"' in page
    assert "data-print" in page
