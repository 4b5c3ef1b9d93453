"""What waits for whom 待办: each group as sentences about people."""

from datetime import timedelta

import pytest

from portal.actions import verbs as actions
from portal.ballots import verbs as ballots
from portal.clock import now
from portal.db import session
from portal.inbox import queries
from portal.issues import verbs
from portal.issues.lifecycle import State
from portal.people.models import Person
from tests.actions.given import acting, an_item, resolved
from tests.inbox.given import a_vote
from tests.states import in_state


def waits(person, at=None):
    """How much of what waits for the person, by group; groups with nothing are left out."""
    session.commit()
    found = queries.counts(queries.standing(session.get_one(Person, person.id), at or now()))
    return {name: count for name, count in found.items() if count}


def test_a_visitor_is_led_to_the_sign_in(cast, browse):
    answer = browse(cast.visitor).get("/inbox")
    assert answer.status_code == 302
    assert answer.location.startswith("/sign-in")


@pytest.mark.parametrize("who", [
    "resident", "neighbour", "member", "chair", "secretary", "outsider", "supervisor", "administrator",
])  # fmt: skip
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_everybody_with_an_account_has_the_page_and_reads_something_useful(cast, browse, who, lang):
    page = browse(getattr(cast, who)).get(f"/inbox?lang={lang}")
    assert page.status_code == 200
    assert "quiet-groups" in page.text
    assert lang == "zh" or ("Reports to triage" in page.text) == (who == "secretary")


def test_a_vote_waits_for_everybody_on_the_roll_until_they_have_voted(cast, browse):
    ballot = a_vote(cast)
    for who in (cast.member, cast.second_member, cast.chair):
        assert waits(who) == {"votes": 1}
    for who in (cast.resident, cast.secretary, cast.outsider, cast.supervisor):
        assert "votes" not in waits(who)
    assert f"/ballots/{ballot.id}" in browse(cast.member).get("/inbox").text
    ballots.cast(ballot, by=cast.member, now=now(), choice="yes")
    assert waits(cast.member) == {}
    assert waits(cast.second_member) == {"votes": 1}


def test_a_vote_that_is_over_waits_for_the_chair_alone(cast):
    ballot = a_vote(cast, opened=now() - timedelta(hours=5), hours=2)
    assert waits(cast.member) == {}
    assert waits(cast.chair) == {"steps": 1}
    ballots.announce_end(ballot, now=now())
    assert waits(cast.chair) == {"steps": 1}


def test_what_one_owes_waits_the_overdue_first(cast, browse):
    issue = acting(cast)
    an_item(cast, issue=issue, title="后天的事", due_in=2)
    an_item(cast, issue=issue, title="昨天的事", due_in=-1)
    an_item(cast, issue=issue, title="别人的事", owner=cast.second_member)
    assert waits(cast.member) == {"items": 2}
    page = browse(cast.member).get("/inbox?lang=en").text
    assert "1 of them is overdue." in page
    assert page.index("need late") < page.index("昨天的事") < page.index("后天的事")
    assert "别人的事" not in page


def test_what_is_done_waits_no_more(cast):
    action = an_item(cast)
    actions.finish(action, by=cast.member, now=now())
    assert waits(cast.member) == {}


def test_nothing_is_owed_for_an_issue_that_is_resolved(cast):
    action = an_item(cast)
    verbs.resolve(action.issue, by=cast.secretary, now=now(), outcome="好了。")
    assert waits(cast.member) == {}


def test_reports_wait_for_their_secretary_the_oldest_first(cast, browse):
    at = now()
    cast.report(title="新的诉求", now=at - timedelta(hours=1))
    cast.report(title="旧的诉求", now=at - timedelta(days=4))
    assert waits(cast.secretary) == {"reports": 2}
    for who in (cast.chair, cast.member, cast.outsider, cast.supervisor, cast.resident):
        assert waits(who) == {}
    page = browse(cast.secretary).get("/inbox?lang=en").text
    assert page.index("旧的诉求") < page.index("4 days old") < page.index("新的诉求")
    assert "/communities/willow/triage#issue-" in page


def test_a_question_waits_for_the_reporter_until_it_is_answered(cast, browse):
    issue = cast.report()
    verbs.ask(issue, by=cast.secretary, now=now(), text="是哪一层？")
    assert waits(cast.resident) == {"questions": 1}
    assert waits(cast.neighbour) == {}
    assert "是哪一层？" in browse(cast.resident).get("/inbox").text
    from portal.issues.models import Question

    verbs.answer(session.query(Question).one(), by=cast.resident, now=now(), text="三层。")
    assert waits(cast.resident) == {}


def test_a_result_waits_for_the_reporter_and_the_supporters_each_on_their_own(cast, browse):
    issue = resolved(cast)
    assert waits(cast.resident) == waits(cast.neighbour) == {"ratings": 1}
    assert waits(cast.member) == {}
    assert f"/issues/{issue.id}#issue-{issue.id}-rating" in browse(cast.neighbour).get("/inbox").text
    verbs.rate(issue, by=cast.resident, now=now(), is_solved=True, satisfaction=4)
    assert waits(cast.resident) == {}
    assert waits(cast.neighbour) == {"ratings": 1}


def test_after_it_was_reopened_and_resolved_again_everybody_is_asked_anew(cast):
    issue = resolved(cast)
    verbs.rate(issue, by=cast.resident, now=now(), is_solved=False, satisfaction=1)
    verbs.reopen(issue, by=cast.resident, now=now(), reason="又不亮了。")
    assert waits(cast.neighbour) == {}
    verbs.start_acting(issue, by=cast.secretary, now=now())
    verbs.resolve(issue, by=cast.secretary, now=now(), outcome="换好了。")
    assert waits(cast.resident) == waits(cast.neighbour) == {"ratings": 1}


def test_after_a_month_nobody_is_asked_any_more(cast):
    resolved(cast)
    assert waits(cast.resident, now() + timedelta(days=31)) == {}


def test_the_chair_moves_deliberations_on_and_both_move_what_was_adopted_or_reopened(cast):
    in_state(cast, State.DELIBERATING)
    assert waits(cast.chair) == {"steps": 1}
    assert waits(cast.secretary) == {}
    for state in (State.ADOPTED, State.REOPENED):
        in_state(cast, state)
    assert waits(cast.chair) == {"steps": 3}
    assert waits(cast.secretary) == {"steps": 2}
    assert waits(cast.member) == waits(cast.outsider) == {}


def test_the_secretary_resolves_when_all_items_are_done(cast):
    issue = acting(cast)
    one, two = an_item(cast, issue=issue), an_item(cast, issue=issue)
    actions.finish(one, by=cast.member, now=now())
    assert waits(cast.secretary) == {}
    actions.finish(two, by=cast.member, now=now())
    assert waits(cast.secretary) == {"steps": 1}


def test_the_secretary_closes_what_was_rated_as_solved_or_a_week_old(cast):
    issue = resolved(cast)
    verbs.support(issue, by=cast.member, now=now())
    assert waits(cast.secretary, issue.resolved_at + timedelta(days=6)) == {}
    assert waits(cast.secretary, issue.resolved_at + timedelta(days=7)) == {"steps": 1}
    verbs.rate(issue, by=cast.neighbour, now=now(), is_solved=True, satisfaction=5)
    assert waits(cast.secretary, issue.resolved_at + timedelta(days=6)) == {"steps": 1}


def test_every_step_that_can_wait_has_its_words(cast, browse):
    for state in (State.DELIBERATING, State.ADOPTED, State.REOPENED, State.RESOLVED):
        issue = in_state(cast, state)
        issue.resolved_at = issue.resolved_at and issue.resolved_at - timedelta(days=8)
    a_vote(cast, opened=now() - timedelta(hours=5), hours=2)
    actions.finish(an_item(cast), by=cast.member, now=now())
    session.commit()
    for who in (cast.chair, cast.secretary):
        assert browse(who).get("/inbox").status_code == 200


def test_a_term_that_is_over_leaves_nothing_waiting(cast):
    cast.report()
    cast.secretary.memberships[0].ends_at = now() - timedelta(minutes=1)
    assert waits(cast.secretary) == {}


def test_it_takes_a_fixed_number_of_queries_however_much_waits(cast, browse):
    def fill(n):
        for i in range(n):
            cast.report(title=f"第{i}件")
            in_state(cast, State.ADOPTED)
        session.commit()

    fill(1)
    browser = browse(cast.secretary)
    browser.get("/inbox")
    few = browser.get("/inbox").queries
    fill(5)
    assert browser.get("/inbox").queries == few
