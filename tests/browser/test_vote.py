"""Voting with one hand: two taps on a phone, and a clear word of what was counted."""

import pytest
from playwright.sync_api import Locator, expect

from portal.ballots import queries, verbs
from portal.clock import now
from portal.db import session
from portal.issues.lifecycle import State
from tests.ballots.given import HIDDEN, NAMED, QUESTION, a_ballot
from tests.browser.walker import Walker
from tests.states import in_state

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

LONG_TITLE = (
    "三号楼一单元六层没有电梯，住着二十三位六十岁以上的老人，轮椅和担架都上不去，大家想在北侧外面加装一部电梯"
    * 2
)
LONG_QUESTION = (
    "是否支持“北侧外挂，平层入户”的方案，由政府补助二十四万元，其余按楼层分摊，一楼不出钱，并提请全体业主依法表决？"
    * 3
)
BOXES = """buttons => buttons.map(button => {
    const box = button.getBoundingClientRect();
    const over = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    const low = document.elementFromPoint(box.x + box.width / 2, box.bottom - 2);
    return {top: box.top, bottom: box.bottom, width: box.width, height: box.height,
            free: button.contains(over) && button.contains(low)};
})"""


class Thumb:
    """Taps, and counts them."""

    def __init__(self, walker: Walker) -> None:
        self.walker, self.taps = walker, 0

    def tap(self, place: Locator) -> None:
        """Once, where it stands: a tap that would have to scroll first is none."""
        box = place.bounding_box()
        assert box
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= 844
        self.walker.page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        self.taps += 1


def all_in_reach(walker: Walker) -> None:
    """The three large buttons are on the screen as it is, none of them under something else."""
    choices = walker.page.locator(".vote-choice")
    expect(choices).to_have_count(3)
    for box in choices.evaluate_all(BOXES):
        assert box["top"] >= 0, box
        assert box["bottom"] <= 844, box
        assert min(box["width"], box["height"]) >= 44, box
        assert box["free"], box


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("script", [True, False], ids=["htmx", "plain"])
@pytest.mark.parametrize("start", ["/inbox", "/issues?state=voting"], ids=["needs-you", "list"])
def test_a_member_votes_in_two_taps(cast, serve, enter, start, script, language):
    ballot = a_ballot(cast)
    # Without motion: while one page is blended into the next, nothing stands under the thumb.
    member = enter(serve(), cast.member, script=script, language=language, reduced_motion="reduce")
    thumb = Thumb(member)
    member.visit(start)
    name = QUESTION if start == "/inbox" else ballot.issue.title
    with member.page.expect_navigation():
        thumb.tap(member.page.locator("main").get_by_role("link", name=name).first)
    all_in_reach(member)
    with member.page.expect_response(lambda answer: answer.url.endswith("/vote")):
        thumb.tap(member.page.locator('.vote-choice[value="yes"]'))
    counted(member, "For")
    assert thumb.taps == 2
    session.rollback()
    assert queries.choice_of(ballot.id, cast.member.id) == "yes"


def counted(walker: Walker, choice: str) -> None:
    """The page says what was counted, and how to change it."""
    said = walker.say("Your vote is counted: %(choice)s.", choice=walker.say(choice))
    expect(walker.page.locator(".vote-told")).to_contain_text(said)
    expect(walker.page.locator('.vote-choice[aria-pressed="true"]')).to_contain_text(walker.say(choice))


@pytest.mark.parametrize("page", ["issue", "ballot"])
@pytest.mark.parametrize("disclosure", [NAMED, HIDDEN])
def test_the_buttons_are_in_reach_however_long_the_question(cast, serve, enter, page, disclosure):
    issue = in_state(cast, State.DELIBERATING, title=LONG_TITLE[:110])
    event = verbs.open_ballot(
        issue, by=cast.chair, now=now(), question=LONG_QUESTION[:160], disclosure=disclosure,
        rule=a_ballot(cast).counting, closes_at=a_ballot(cast).closes_at,
    )  # fmt: skip
    session.commit()
    member = enter(serve(), cast.member)
    member.visit(f"/issues/{issue.id}" if page == "issue" else f"/ballots/{event.thing_id}")
    all_in_reach(member)


def test_the_vote_is_confirmed_once_where_the_focus_is_and_the_tally_is_not_read_out(cast, serve, enter):
    ballot = a_ballot(cast)
    member = enter(serve(), cast.member)
    member.visit(f"/issues/{ballot.issue_id}")
    member.send(f"/ballots/{ballot.id}/vote", button='button[value="no"]')
    counted(member, "Against")
    expect(member.page.locator(".vote-told [data-focus]")).to_be_focused()
    expect(member.page.locator("#notices .notice")).to_have_count(0)
    read_out = f"#issue-{ballot.issue_id}-ballots"
    assert member.page.locator(f"[aria-live] {read_out}, [role=status] {read_out}").count() == 0
    assert member.page.locator(f"{read_out} [aria-live], {read_out} [role=status]").count() == 0

    # Tapping another one changes it.
    member.send(f"/ballots/{ballot.id}/vote", button='button[value="abstain"]')
    counted(member, "Abstain")


def test_nothing_jumps_when_somebody_else_votes(cast, serve, enter):
    ballot = a_ballot(cast, second_member="yes")
    server = serve()
    member, chair = enter(server, cast.member), enter(server, cast.chair)
    member.visit(f"/issues/{ballot.issue_id}")
    report = member.page.locator(".issue-report")
    before = report.bounding_box()
    chair.visit(f"/ballots/{ballot.id}")
    chair.send(f"/ballots/{ballot.id}/vote", button='button[value="yes"]')
    member.sees(member.say("%(n)s of %(all)s have voted", n=2, all=3))
    after = report.bounding_box()
    assert before
    assert after
    assert abs(before["y"] - after["y"]) <= 30, "a name more may take a line"
