"""The list of triage 受理, and one answer to many reports at once."""

from datetime import timedelta

import pytest

from portal.clock import now
from portal.db import session
from portal.fragments import topics_of
from portal.i18n import today
from portal.issues import verbs, waiting
from portal.issues.lifecycle import State
from portal.issues.models import Issue, Question
from portal.journal import Event, Role, Verb
from portal.people import verbs as people
from tests.states import in_state

LIST = "/communities/willow/triage"
ASKED = timedelta(days=1)


@pytest.fixture
def three(cast):
    """Three reports, the first of them overdue."""
    at = now()
    found = [
        cast.report(title="三号楼路灯不亮", place="三号楼", now=at - timedelta(days=5)),
        cast.report(title="垃圾桶满了", place="北门", category="waste", now=at - timedelta(days=2)),
        cast.report(title="电梯异响", place="三号楼", category="lift", now=at - timedelta(hours=2)),
    ]
    session.commit()
    return found


def send(browser, act, issues, **words):
    """What the bar over the list sends."""
    return browser.post(LIST, {"act": act, "issue": [str(issue.id) for issue in issues], **words})


def events(verb):
    return session.query(Event).filter_by(verb=verb).order_by(Event.id).all()


# ---- The list


def test_what_is_due_first_stands_at_the_top_with_what_is_overdue(cast, browse, three):
    page = browse(cast.secretary).get(f"{LIST}?lang=en").text
    places = [page.index(issue.title) for issue in three]
    assert places == sorted(places)
    assert page.index("2 days overdue") < page.index("垃圾桶满了")
    assert "3 waiting" in page


def test_the_supervisor_reads_it_and_answers_nothing(cast, browse, three):
    page = browse(cast.supervisor).get(LIST)
    assert page.status_code == 200
    assert three[0].title in page.text
    assert 'id="many"' not in page.text
    assert "data-desk-pick" not in page.text
    assert "/acceptance" not in page.text


@pytest.mark.parametrize("who", ["resident", "member", "chair", "outsider", "administrator"])
def test_nobody_else_sees_it(cast, browse, three, who):
    assert browse(getattr(cast, who)).get(LIST).status_code == 403


def test_a_visitor_is_led_to_the_sign_in(cast, browse):
    assert browse(cast.visitor).get(LIST).location.startswith("/sign-in")


def test_how_to_reach_a_reporter_is_read_by_the_secretary_alone(cast, browse):
    cast.report(contact=("钱七", "13900001111"))
    session.commit()
    assert "13900001111" in browse(cast.secretary).get(LIST).text
    assert "13900001111" not in browse(cast.supervisor).get(LIST).text


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("show=overdue", [0]), ("category=lift", [2]), ("q=三号楼", [0, 2]), ("q=三号楼&category=lift", [2]),
        ("sort=newest", [2, 1, 0]), ("sort=place", [0, 2, 1]), ("sort=nonsense&show=x&category=y", [0, 1, 2]),
        ("show=answered", []), ("q=。", []),
    ],
)  # fmt: skip
def test_what_is_asked_for_stands_in_the_address(cast, browse, three, asked, shown):
    page = browse(cast.secretary).get(f"{LIST}?{asked}").text
    there = [issue for issue in three if f'id="issue-{issue.id}-triage"' in page]
    assert sorted(there, key=lambda issue: page.index(f'id="issue-{issue.id}-triage"')) == [
        three[n] for n in shown
    ]


def test_a_filter_stays_when_it_is_sorted_and_can_be_taken_back(cast, browse, three):
    page = browse(cast.secretary).get(f"{LIST}?q=三号楼&show=overdue&lang=en").text
    assert "q=%E4%B8%89%E5%8F%B7%E6%A5%BC&amp;sort=place" in page
    assert f'href="{LIST}?show=overdue"' in page
    assert "Only:" in page


def test_what_waits_for_the_reporter_is_told_apart_from_what_they_have_answered(cast, browse, three):
    for issue in three[:2]:
        verbs.ask(issue, by=cast.secretary, now=now(), text="是哪一层？")
    verbs.answer(
        session.query(Question).filter_by(issue_id=three[1].id).one(),
        by=cast.resident,
        now=now(),
        text="三层。",
    )
    session.commit()
    counts = waiting.counts(cast.willow.id, now())
    assert counts == {"all": 3, "overdue": 1, "asked": 1, "answered": 1}
    browser = browse(cast.secretary)
    assert three[0].title in browser.get(f"{LIST}?show=asked").text
    answered = browser.get(f"{LIST}?show=answered").text
    assert three[1].title in answered
    assert "三层。" in answered
    assert "三层。" not in browse(cast.supervisor).get(f"{LIST}?show=answered").text


def test_only_the_latest_question_counts(cast, three):
    verbs.ask(three[0], by=cast.secretary, now=now(), text="是哪一层？")
    verbs.answer(session.query(Question).one(), by=cast.resident, now=now(), text="三层。")
    verbs.ask(three[0], by=cast.secretary, now=now(), text="哪个单元？")
    session.commit()
    counts = waiting.counts(cast.willow.id, now())
    assert (counts["asked"], counts["answered"]) == (1, 0)


def test_it_says_so_when_nothing_waits(cast, browse):
    assert "Nothing waits" in browse(cast.secretary).get(f"{LIST}?lang=en").text


def test_more_than_fits_is_said(cast, browse, monkeypatch, three):
    monkeypatch.setattr(waiting, "MOST", 2)
    page = browse(cast.secretary).get(f"{LIST}?lang=en").text
    assert "These are the first 2." in page
    assert three[2].title not in page


def test_it_takes_a_fixed_number_of_queries_however_much_waits(cast, browse, three):
    browser = browse(cast.secretary)
    browser.get(LIST)
    few = browser.get(LIST).queries
    for n in range(12):
        issue = cast.report(title=f"第{n}件", contact=("钱七", "13900001111"))
        verbs.ask(issue, by=cast.secretary, now=now(), text="在几层？")
    assert browser.get(LIST).queries == few


@pytest.mark.parametrize("verb", [Verb.REPORT, Verb.ASK, Verb.ACCEPT, Verb.DECLINE])
def test_everybodys_list_is_told_of_what_changes_it(cast, app, verb):
    issue = cast.report()
    match verb:
        case Verb.ASK:
            verbs.ask(issue, by=cast.secretary, now=now(), text="是哪一层？")
        case Verb.ACCEPT:
            verbs.accept(issue, by=cast.secretary, now=now())
        case Verb.DECLINE:
            verbs.decline(issue, by=cast.secretary, now=now(), reason="不在范围内。")
    session.commit()
    (event,) = events(verb)
    assert f"issues/_triage_pulse:{cast.willow.id}" in topics_of(event)
    assert waiting.newest(cast.willow.id) == event.id


# ---- Many at once


def test_many_are_accepted_each_with_an_event_of_its_own(cast, browse, htmx, three):
    browser = browse(cast.secretary, htmx=htmx)
    browser.get(LIST, headers={"HX-Request": ""})
    answer = send(browser, "accept", three)
    assert answer.done
    assert {issue.state for issue in three} == {State.ACCEPTED}
    assert [(e.issue_id, e.by_id) for e in events(Verb.ACCEPT)] == [(i.id, cast.secretary.id) for i in three]
    if htmx:
        assert f'hx-target="#community-{cast.willow.id}-triage-pulse"' in answer.text


def test_many_are_declined_with_one_reason(cast, browse, htmx, three):
    assert send(browse(cast.secretary, htmx=htmx), "decline", three[:2], reason="不在本社区范围内。").done
    assert [issue.state for issue in three] == [State.DECLINED, State.DECLINED, State.REPORTED]
    assert [event.data for event in events(Verb.DECLINE)] == [{"reason": "不在本社区范围内。"}] * 2
    assert three[2].reason is None


def test_many_are_referred_to_one_body_by_one_day(cast, browse, htmx, three):
    due_on = today(now()) + timedelta(days=7)
    answer = send(browse(cast.secretary, htmx=htmx), "refer", three, body="区路灯管理所", due_on=str(due_on))
    assert answer.done
    assert {(issue.state, issue.referred_to) for issue in three} == {(State.REFERRED, "区路灯管理所")}
    assert [e.data for e in events(Verb.REFER)] == [{"body": "区路灯管理所", "due_on": str(due_on)}] * 3


def test_many_are_merged_into_one(cast, browse, htmx, three):
    into = in_state(cast, State.ACCEPTED)
    assert send(browse(cast.secretary, htmx=htmx), "merge", three[:2], into=f"#{into.id}").done
    assert [issue.merged_into_id for issue in three] == [into.id, into.id, None]
    assert len(events(Verb.MERGE)) == 2


def test_what_somebody_else_has_answered_meanwhile_is_left_and_named(cast, browse, htmx, three):
    verbs.accept(three[1], by=cast.secretary, now=now())
    session.commit()
    browser = browse(cast.secretary, htmx=htmx)
    answer = send(browser, "accept", three)
    assert answer.done
    assert [issue.state for issue in three] == [State.ACCEPTED] * 3
    assert len(events(Verb.ACCEPT)) == 3
    told = browser.get(f"{LIST}?lang=en", headers={"HX-Request": ""}).text
    assert f"#{three[1].id} 垃圾桶满了" in told
    assert f"#{three[0].id} 三号楼路灯不亮" not in told


def test_a_reason_is_not_written_onto_what_was_left(cast, browse, three):
    verbs.accept(three[0], by=cast.secretary, now=now())
    verbs.put_on_agenda(three[0], by=cast.chair, now=now())
    session.commit()
    assert send(browse(cast.secretary), "decline", three, reason="不在范围内。").done
    assert (three[0].state, three[0].reason) == (State.DELIBERATING, None)


def test_where_all_of_them_have_been_answered_it_says_so(cast, browse, htmx, three):
    for issue in three:
        verbs.accept(issue, by=cast.secretary, now=now())
    session.commit()
    answer = send(browse(cast.secretary, htmx=htmx), "accept", three)
    assert answer.status_code == 409
    assert three[2].title in answer.text
    assert len(events(Verb.ACCEPT)) == 3


@pytest.mark.parametrize(
    ("act", "words"),
    [
        ("decline", {}), ("decline", {"reason": " "}), ("refer", {}), ("refer", {"body": "物" * 81}),
        ("refer", {"body": "路灯所", "due_on": "2020-01-01"}), ("merge", {}), ("merge", {"into": "abc"}),
        ("merge", {"into": "999999"}), ("", {}), ("resolve", {}),
    ],
)  # fmt: skip
def test_what_is_missing_is_asked_for_and_nothing_happens(cast, browse, htmx, three, act, words):
    answer = send(browse(cast.secretary, htmx=htmx), act, three, **words)
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert {issue.state for issue in three} == {State.REPORTED}
    if not htmx:  # the page of its own still knows which they were
        assert all(f'value="{issue.id}" checked' in answer.text for issue in three)


def test_nothing_chosen_is_said(cast, browse, htmx, three):
    browser = browse(cast.secretary, htmx=htmx)
    browser.get("/?lang=en", headers={"HX-Request": ""})
    answer = send(browser, "accept", [])
    assert answer.status_code == 422
    assert "Please choose at least one report." in answer.text


def test_the_office_next_door_is_not_reached(cast, browse, three):
    far = verbs.report(cast.harbour, by=cast.outsider, now=now(), title="港湾路灯", body="不亮。")
    session.commit()
    assert send(browse(cast.secretary), "accept", [three[0], session.get(Issue, far.issue_id)]).done
    assert session.get(Issue, far.issue_id).state is State.REPORTED
    people.appoint(cast.outsider, by=None, now=now(), role=Role.SECRETARY, community_id=cast.harbour.id)
    session.commit()
    assert send(browse(cast.outsider), "accept", three).status_code == 403


@pytest.mark.parametrize(
    "who", ["resident", "neighbour", "member", "chair", "outsider", "supervisor", "administrator", "visitor"]
)
def test_nobody_else_answers(cast, browse, htmx, three, who):
    assert send(browse(getattr(cast, who), htmx=htmx), "accept", three).status_code == 403
    assert {issue.state for issue in three} == {State.REPORTED}


def test_no_issue_is_merged_with_itself(cast, browse, three):
    verbs.accept(three[0], by=cast.secretary, now=now())
    session.commit()
    assert send(browse(cast.secretary), "merge", three, into=str(three[0].id)).done
    assert [issue.merged_into_id for issue in three] == [None, three[0].id, three[0].id]
