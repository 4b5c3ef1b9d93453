"""The council wall: what the room sees, and what it is never shown."""

import re
from datetime import timedelta

import pytest

from portal.actions import verbs as actions
from portal.ballots import verbs as ballots
from portal.clock import now
from portal.db import session
from portal.fragments import topics_of
from portal.issues.lifecycle import State
from portal.journal import Verb, record
from portal.wall import queries
from tests.actions.given import acting, an_item
from tests.ballots.given import HIDDEN, QUESTION, a_ballot, over
from tests.states import in_state

WALL = "/communities/willow/wall"


def part(page, name):
    """One part of the wall, as words."""
    found = re.search(rf'<section id="community-\d+-wall-{name}".*?</section>', page.text, re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found.group()))


def decide(cast, title):
    """An issue on which the council votes, and its decision is put on record just now."""
    issue = in_state(cast, State.DELIBERATING, title=title)
    ballot = a_ballot(cast, issue=issue, member="yes", second_member="yes")
    ballots.close_ballot(ballot, by=cast.chair, now=now())
    ballots.decide(issue, by=cast.chair, now=now(), text="照办。")
    session.commit()
    return issue


@pytest.mark.parametrize("who", ["member", "chair", "secretary", "supervisor"])
def test_the_council_the_office_and_the_supervisor_put_it_on_the_screen(cast, browse, who):
    assert browse(getattr(cast, who)).get(WALL).status_code == 200


@pytest.mark.parametrize("who", ["resident", "neighbour", "outsider", "administrator"])
def test_nobody_else_does(cast, browse, who):
    assert browse(getattr(cast, who)).get(WALL).status_code == 403


def test_with_nothing_going_on_it_says_so(cast, browse):
    page = browse(cast.chair).get(f"{WALL}?lang=en")
    assert "No vote is being taken" in part(page, "votes")
    assert "The first decision is still to come." in part(page, "decided")
    assert "Nothing is late." in part(page, "overdue")
    assert "The agenda is empty." in part(page, "ahead")


def test_it_has_the_screen_for_itself_and_leads_back(cast, browse):
    page = browse(cast.chair).get(WALL).text
    assert 'class="site"' not in page
    assert '<a class="skip" href="#main">' in page
    assert 'href="/communities/willow"' in page
    assert "<svg" in re.search(r'class="qr-picture".*?</figure>', page, re.S).group()


def test_an_open_vote_stands_there_with_its_numbers(cast, browse):
    a_ballot(cast, member="yes", second_member="no")
    said = part(browse(cast.chair).get(f"{WALL}?lang=en"), "votes")
    for words in (
        QUESTION,
        "For 1",
        "Against 1",
        "Abstain 0",
        "Voted 2 /3",
        "quorum 2",
        "2 in favour to pass",
    ):
        assert words in said, words
    assert "李明" not in said


def test_of_a_hidden_vote_nothing_but_the_turnout(cast, browse):
    ballot = a_ballot(cast, disclosure=HIDDEN, member="no", chair="no")
    page = browse(cast.chair).get(f"{WALL}?lang=en")
    said = part(page, "votes")
    assert "Voted 2 /3" in said
    assert "The votes are shown after the close." in said
    for words in ("For ", "Against", "Abstain", "in favour"):
        assert words not in said, words
    assert f"{ballot.id}-no" not in page.text
    ballots.close_ballot(ballot, by=cast.chair, now=now())
    closed = part(browse(cast.chair).get(f"{WALL}?lang=en"), "votes")
    assert "Against 2" in closed
    assert "Not passed" in closed


def test_how_a_vote_ended_stays_until_it_is_on_record(cast, browse):
    ballot = a_ballot(cast, member="yes", chair="yes")
    ballots.close_ballot(ballot, by=cast.chair, now=now())
    page = browse(cast.chair).get(f"{WALL}?lang=en")
    assert "How the vote ended" in part(page, "votes")
    assert "Passed" in part(page, "votes")
    assert "to be recorded" in part(page, "ahead")
    ballots.decide(ballot.issue, by=cast.chair, now=now(), text="照办。")
    session.commit()
    page = browse(cast.chair).get(f"{WALL}?lang=en")
    assert QUESTION not in part(page, "votes")
    assert "Decided today 1" in part(page, "decided")
    assert "Adopted" in part(page, "decided")


def test_a_vote_that_missed_its_quorum_says_so(cast, browse):
    ballot = a_ballot(cast, member="yes")
    ballots.close_ballot(ballot, by=cast.chair, now=now())
    assert "Quorum missed" in part(browse(cast.chair).get(f"{WALL}?lang=en"), "votes")


def test_a_vote_that_ended_on_another_day_only_waits_for_its_record(cast, browse):
    a_ballot(cast, opened=now() - timedelta(days=5), days=3, member="yes", chair="yes")
    page = browse(cast.chair).get(f"{WALL}?lang=en")
    assert QUESTION not in part(page, "votes")
    assert "to be recorded" in part(page, "ahead")


def test_the_first_to_close_stands_first_and_of_too_many_the_rest_is_counted(cast, browse):
    for n in range(queries.VOTES + 2):
        issue = in_state(cast, State.DELIBERATING)
        ballot = a_ballot(cast, issue=issue, days=20 - n)
        ballot.question = f"第{n:02}问"
    session.commit()
    said = part(browse(cast.chair).get(f"{WALL}?lang=en"), "votes")
    assert re.findall(r"第(\d\d)问", said) == [f"{n:02}" for n in reversed(range(2, 10))]
    assert "Being voted on 10" in said
    assert "and 2 more" in said


def test_when_nothing_was_decided_today_the_decision_before_stands_there(cast, browse):
    in_state(cast, State.ADOPTED, title="旧的决议")
    page = browse(cast.chair).get(f"{WALL}?lang=en")
    assert "Decided last" in part(page, "decided")
    assert "旧的决议" in part(page, "decided")
    for title in ("新的甲", "新的乙", "新的丙"):
        decide(cast, title)
    said = part(browse(cast.chair).get(f"{WALL}?lang=en"), "decided")
    assert "Decided today 3" in said
    assert "旧的决议" not in said
    assert "新的丙" in said


def test_what_is_late_stands_there_with_its_owner_and_a_resident_without_a_name(cast, browse):
    issue = acting(cast)
    an_item(cast, issue=issue, title="换灯泡", due_in=-3, now=now())
    an_item(cast, issue=issue, title="量台阶", owner=cast.neighbour, due_in=-1, now=now())
    an_item(cast, issue=issue, title="还早", due_in=1, now=now())
    done = an_item(cast, issue=issue, title="做完了", due_in=-9, now=now())
    actions.finish(done, by=cast.member, now=now())
    session.commit()
    page = browse(cast.chair).get(f"{WALL}?lang=en")
    said = part(page, "overdue")
    assert "Overdue 2" in said
    assert re.search("换灯泡 李明 3 days overdue .*量台阶 A resident 1 day overdue", said)
    for words in ("何建国", "还早", "做完了"):
        assert words not in page.text, words


def test_of_what_is_late_the_longest_comes_first_and_all_are_counted(cast, browse):
    issue = acting(cast)
    for n in range(1, 6):
        an_item(cast, issue=issue, title=f"第{n}项", due_in=-n, now=now())
    said = part(browse(cast.chair).get(f"{WALL}?lang=en"), "overdue")
    assert "Overdue 5" in said
    assert re.findall("第(.)项", said) == ["5", "4", "3"]


def test_what_comes_next_is_the_record_then_the_talk_then_the_work(cast, browse):
    in_state(cast, State.ADOPTED, title="要分派")
    in_state(cast, State.DELIBERATING, title="要议")
    over(cast, issue=in_state(cast, State.DELIBERATING, title="要记"))
    said = part(browse(cast.chair).get(WALL), "ahead")
    places = [said.index(title) for title in ("要记", "要议", "要分派")]
    assert places == sorted(places)


def test_reports_that_nobody_has_answered_are_not_for_the_room(cast, browse):
    cast.report(title="还没有受理")
    issue = in_state(cast, State.DECLINED, title="不受理的")
    assert issue.title not in browse(cast.chair).get(WALL).text
    assert "还没有受理" not in browse(cast.chair).get(WALL).text


def test_the_other_community_has_a_wall_of_its_own(cast, browse):
    a_ballot(cast)
    assert QUESTION not in browse(cast.outsider).get("/communities/harbour/wall").text


@pytest.mark.parametrize("verb", [Verb.OPEN_BALLOT, Verb.CAST, Verb.CLOSE_BALLOT, Verb.DECIDE])
def test_votes_move_for_everybody_who_looks(cast, verb):
    event = record(verb, in_state(cast, State.VOTING), by=cast.chair, at=now())
    assert f"wall/_votes:{cast.willow.id}" in topics_of(event)
    assert (f"wall/_decided:{cast.willow.id}" in topics_of(event)) == (verb is not Verb.CAST)


def test_it_takes_a_fixed_number_of_queries(cast, browse):
    a_ballot(cast)
    an_item(cast, due_in=-1, now=now())
    browser = browse(cast.chair)
    browser.get(WALL)
    few = browser.get(WALL).queries
    for _ in range(3):
        a_ballot(cast, issue=in_state(cast, State.DELIBERATING))
        an_item(cast, due_in=-2, now=now())
        decide(cast, "又一项")
    assert browser.get(WALL).queries == few
