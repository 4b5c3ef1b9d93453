"""Needs you 待办 is answered where it stands, and supervisors see how their communities are doing."""

from datetime import timedelta

import pytest

from portal.actions.lifecycle import State as ActionState
from portal.ballots import verbs as ballots
from portal.clock import now
from portal.db import session
from portal.inbox import answers, queries
from portal.issues import verbs
from portal.issues.lifecycle import MOVES, State
from portal.issues.models import Question, Rating
from portal.journal import Event, Verb
from tests.actions.given import acting, an_item, in_days, resolved
from tests.inbox.given import a_vote
from tests.states import in_state


@pytest.fixture
def opened(browse, htmx):
    """Open somebody's needs, as a page that then sends its forms plainly or by htmx."""

    def come(person):
        browser = browse(person, htmx=htmx)
        browser.page = browser.get("/inbox?lang=en", headers={"HX-Request": ""}).text
        browser.headers |= {} if htmx else {"Referer": "http://localhost/inbox"}
        return browser

    return come


def answered(browser, address, words=None):
    """The form stands on the page, is taken, and one stays: led back, or sent a new count."""
    assert f'action="{address}"' in browser.page
    answer = browser.post(address, words)
    assert answer.done
    if browser.htmx:
        assert "-needs" in answer.text
    else:
        assert answer.location == "/inbox"
    return answer


def test_a_vote_is_cast_with_one_tap(cast, opened):
    ballot = a_vote(cast)
    answered(opened(cast.member), f"/ballots/{ballot.id}/vote", {"choice": "yes"})
    assert ballot.turnout == 1


def test_a_report_is_accepted(cast, opened):
    issue = cast.report()
    session.commit()
    answered(opened(cast.secretary), f"/issues/{issue.id}/acceptance")
    assert issue.state is State.ACCEPTED


@pytest.mark.parametrize(
    ("noun", "words", "state"),
    [
        ("refusal", {"reason": "不在本社区范围内。"}, State.DECLINED),
        ("referral", {"body": "区路灯管理所", "due_on": "2099-01-01"}, State.REFERRED),
    ],
)
def test_a_report_is_declined_or_referred(cast, opened, noun, words, state):
    issue = cast.report()
    session.commit()
    answered(opened(cast.secretary), f"/issues/{issue.id}/{noun}", words)
    assert issue.state is state


def test_a_question_is_answered(cast, opened):
    verbs.ask(cast.report(), by=cast.secretary, now=now(), text="是哪一层？")
    session.commit()
    question = session.query(Question).one()
    answered(opened(cast.resident), f"/questions/{question.id}/answer", {"text": "三层。"})
    assert question.answer == "三层。"


def test_a_result_is_rated_after_reading_what_was_done(cast, opened):
    issue = resolved(cast)
    browser = opened(cast.neighbour)
    assert "六盏灯全部更换。" in browser.page
    answered(browser, f"/issues/{issue.id}/rating", {"is_solved": "yes", "satisfaction": "5"})
    assert session.query(Rating).one().satisfaction == 5


def test_an_item_is_begun_and_finished(cast, opened):
    action = an_item(cast)
    for noun, state in (("beginning", ActionState.DOING), ("completion", ActionState.DONE)):
        browser = opened(cast.member)
        assert f'action="/actions/{action.id}/{noun}"' in browser.page
        assert browser.post(f"/actions/{action.id}/{noun}").done
        assert action.state is state


@pytest.mark.parametrize(
    ("state", "who", "noun", "then"),
    [
        (State.ADOPTED, "chair", "acting", State.ACTING),
        (State.REOPENED, "chair", "agenda", State.DELIBERATING),
        (State.REOPENED, "secretary", "acting", State.ACTING),
    ],
)
def test_an_issue_is_moved_on(cast, opened, state, who, noun, then):
    issue = in_state(cast, state)
    answered(opened(getattr(cast, who)), f"/issues/{issue.id}/{noun}")
    assert issue.state is then


def test_what_asks_for_more_is_fetched_into_its_place(cast, browse):
    debated = in_state(cast, State.DELIBERATING)
    over = a_vote(cast, opened=now() - timedelta(hours=5), hours=2)
    browser = browse(cast.chair)
    page = browser.get("/inbox").text
    for issue_id, form in ((debated.id, "ballots"), (over.issue_id, None)):
        assert f'href="/issues/{issue_id}#issue-{issue_id}-my-ballots"' in page
        assert f'data-hx-get="/parts/ballots/_mine/{issue_id}"' in page
        part = browser.get(f"/parts/ballots/_mine/{issue_id}").text
        assert form is None or f'action="/issues/{issue_id}/{form}"' in part


@pytest.mark.parametrize("state", answers.NEXT)
def test_nothing_is_offered_that_no_move_allows(state):
    assert all(state in MOVES[verb].frm for verb in answers.NEXT[state])


def test_no_form_is_shown_to_whom_it_is_refused(cast, browse):
    """Each person's forms, sent empty as they stand, are taken or asked to be filled in, never refused."""
    in_state(cast, State.ADOPTED)
    in_state(cast, State.REOPENED)
    an_item(cast, owner=cast.secretary)
    a_vote(cast)
    resolved(cast)
    verbs.ask(cast.report(), by=cast.secretary, now=now(), text="是哪一层？")
    session.commit()
    for who in ("resident", "neighbour", "member", "chair", "secretary"):
        browser = browse(getattr(cast, who))
        main = browser.get("/inbox").text.partition("<main")[2].partition("</main>")[0]
        addresses = {rest.partition('"')[0] for rest in main.split('action="')[1:]}
        assert addresses
        for address in sorted(addresses):
            assert browser.post(address).status_code in (303, 409, 422), (who, address)


# ---- Due first


def test_what_is_overdue_comes_first_and_is_counted(cast, browse):
    a_vote(cast)
    issue = acting(cast)
    an_item(cast, issue=issue, title="昨天的事", due_in=-1)
    page = browse(cast.member).get("/inbox?lang=en").text
    assert page.index("昨天的事") < page.index("换感应灯？")
    assert "1 of them is overdue." in page


def test_a_report_is_late_after_three_days(cast):
    cast.report(now=now() - timedelta(days=2))
    cast.report(now=now() - timedelta(days=4))
    session.commit()
    assert queries.late(queries.standing(cast.secretary, now())) == {"items": 0, "reports": 1, "steps": 0}


def test_a_body_that_does_not_answer_in_time_is_followed_up(cast, browse):
    issue = cast.report()
    verbs.refer(issue, by=cast.secretary, now=now(), body="区路灯管理所", due_on=in_days(3))
    undated = cast.report(title="没有期限")
    verbs.refer(undated, by=cast.secretary, now=now(), body="物业")
    session.commit()
    for days, waiting in ((0, 0), (3, 0), (4, 1)):
        who = queries.standing(cast.secretary, now() + timedelta(days=days))
        assert queries.counts(who)["steps"] == queries.late(who)["steps"] == waiting
    (event,) = session.query(Event).filter_by(verb=Verb.REFER, issue_id=issue.id)
    assert event.data["due_on"] == str(in_days(3))
    assert queries.counts(queries.standing(cast.chair, now() + timedelta(days=4)))["steps"] == 0


def test_a_late_body_is_named_on_the_page(cast, browse):
    issue = cast.report()
    verbs.refer(issue, by=cast.secretary, now=now(), body="区路灯管理所", due_on=in_days(-1))
    session.commit()
    page = browse(cast.secretary).get("/inbox?lang=en").text
    assert "is late with its answer" in page
    assert "区路灯管理所" in page
    assert f'action="/issues/{issue.id}/resolution"' in page


# ---- Nothing waits


def test_who_is_done_is_told_what_comes_next(cast, browse):
    ballot = a_vote(cast)
    assert "Next:" not in browse(cast.member).get("/inbox?lang=en").text
    ballots.cast(ballot, by=cast.member, now=now(), choice="yes")
    session.commit()
    page = browse(cast.member).get("/inbox?lang=en").text
    assert page.index("All done") < page.index("Next:") < page.index("换感应灯？")


def test_the_office_is_told_of_the_next_item_to_fall_due(cast, browse):
    an_item(cast, title="换灯泡", due_in=4)
    an_item(cast, title="先报价", due_in=2)
    page = browse(cast.secretary).get("/inbox?lang=en").text
    assert "先报价" in page
    assert "换灯泡" not in page
    assert "Next:" not in browse(cast.outsider).get("/inbox?lang=en").text


# ---- The supervisor


def test_the_supervisor_sees_what_is_overdue_in_each_community(cast, browse):
    cast.report(now=now() - timedelta(days=5))
    an_item(cast, due_in=-1)
    an_item(cast, due_in=1)
    session.commit()
    rows = queries.overseen([cast.subdistrict.id], queries.standing(cast.supervisor, now()))
    assert [(row.slug, row.reports, row.items) for row in rows] == [("willow", 1, 1), ("harbour", 0, 0)]
    page = browse(cast.supervisor).get("/inbox?lang=en").text
    assert "Where you oversee" in page
    assert "/communities/willow/triage?show=overdue" in page
    assert "/communities/willow/board" in page
    main = page.partition("<main")[2].partition("</main>")[0]
    assert "<form" not in main  # to look at, not to answer


@pytest.mark.parametrize("who", ["resident", "member", "chair", "secretary", "administrator"])
def test_nobody_else_is_shown_that(cast, browse, who):
    assert "Where you oversee" not in browse(getattr(cast, who)).get("/inbox?lang=en").text


def test_what_is_overdue_elsewhere_is_not_counted_as_the_supervisors_own(cast, browse):
    cast.report(now=now() - timedelta(days=5))
    session.commit()
    assert sum(queries.counts(queries.standing(cast.supervisor, now())).values()) == 0


def test_another_subdistrict_is_not_shown(cast):
    assert queries.overseen([], queries.standing(cast.supervisor, now())) == []
    assert queries.overseen([10**6], queries.standing(cast.supervisor, now())) == []


def test_it_takes_a_fixed_number_of_queries_however_much_there_is_to_answer(cast, browse):
    def fill(times):
        for n in range(times):
            a_vote(cast, question=f"第{n}个问题？")
            resolved(cast)
            an_item(cast, owner=cast.secretary)
            verbs.ask(cast.report(title=f"第{n}件"), by=cast.secretary, now=now(), text="在几层？")
        session.commit()

    fill(1)
    for who in (cast.member, cast.secretary, cast.resident, cast.chair, cast.supervisor):
        browser = browse(who)
        browser.get("/inbox")
        few = browser.get("/inbox").queries
        fill(2)
        assert browser.get("/inbox").queries == few, who.name
