"""The council wall in a browser: it moves by itself, fits every projector, and can be read from afar."""

import pytest
from playwright.sync_api import expect

from tests.actions.given import an_item
from tests.ballots.given import HIDDEN, NAMED, QUESTION, a_ballot
from tests.browser.test_live import has_stayed, vote, watch
from tests.browser.walker import Walker
from tests.states import State, in_state

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

WALL = "/communities/willow/wall"

SMALLEST = """() => Math.min(...[...document.querySelectorAll("main *")]
    .filter((one) => [...one.childNodes].some((child) => child.nodeType === 3 && child.data.trim()))
    .filter((one) => one.checkVisibility({visibilityProperty: true}) && !one.closest(".sr"))
    .map((one) => parseFloat(getComputedStyle(one).fontSize)))"""
FIGURES = """() => Math.min(...[...document.querySelectorAll(".wall-ballot dd")]
    .map((one) => parseFloat(getComputedStyle(one).fontSize)))"""
CUT_OFF = """() => [...document.querySelectorAll(".wall, .wall-votes, .wall-ballot, .wall-side")]
    .filter((one) => one.scrollHeight > one.clientHeight + 1 || one.scrollWidth > one.clientWidth + 1)
    .map((one) => one.className)"""


def numbers(walker: Walker) -> list[str]:
    """For, against, abstain, voted."""
    return walker.page.locator(".wall-ballot dd").all_inner_texts()


def test_somebody_votes_and_the_wall_moves(cast, serve, enter):
    ballot = a_ballot(cast)
    server = serve()
    wall = enter(server, cast.chair, width=1280)
    watch(wall, WALL)
    assert numbers(wall) == ["0", "0", "0", "0/3"]
    box = wall.page.locator(".wall-ballot").bounding_box()
    member = enter(server, cast.member)
    vote(member, ballot.id, "yes")
    expect(wall.page.locator(".wall-ballot .good dd")).to_have_text("1")
    assert numbers(wall) == ["1", "0", "0", "1/3"]
    vote(enter(server, cast.chair), ballot.id, "no")
    expect(wall.page.locator(".wall-ballot .bad dd")).to_have_text("1")
    assert wall.page.locator(".wall-ballot").bounding_box() == box
    assert has_stayed(wall)


def test_a_vote_is_opened_closed_and_recorded_and_the_wall_follows(cast, serve, enter):
    issue = in_state(cast, State.DELIBERATING)
    server = serve()
    wall, chair = enter(server, cast.supervisor, width=1280), enter(server, cast.chair)
    watch(wall, WALL)
    wall.sees(wall.say("No vote is being taken"))
    chair.visit(f"/issues/{issue.id}")
    chair.send(f"/issues/{issue.id}/ballots", question=QUESTION)
    wall.sees(QUESTION)
    expect(wall.page.locator("[id$=wall-ahead]")).to_contain_text(wall.say("The agenda is empty."))
    assert has_stayed(wall)


def test_it_is_readable_and_whole_on_every_projector(cast, serve, enter):
    for n in range(4):
        an_item(cast, title="和市政、河道两家协调施工时间并通知全单元停水", due_in=-n - 1)
        in_state(cast, State.ADOPTED, title="写字楼晚上空着的车位能不能错时借给居民停车")
    server = serve()
    walls = [enter(server, cast.chair, width=1280, language=language) for language in ("zh", "en")]
    votes = 0
    for number in (0, 1, 2, 3, 4, 7):
        while votes < number:
            issue = in_state(
                cast, State.DELIBERATING, title="把社区西侧空地的充电棚改成六十个口由公司投资居民监督"
            )
            a_ballot(cast, issue=issue, disclosure=HIDDEN if votes == 1 else NAMED, member="yes", chair="no")
            votes += 1
        for wall in walls:
            wall.visit(WALL)
            assert wall.page.locator(".wall-ballot").count() == number
            for width, height in ((1920, 1080), (1280, 720), (1024, 768)):
                wall.page.set_viewport_size({"width": width, "height": height})
                unit = min(width / 1920, height / 1080)
                assert wall.page.evaluate(SMALLEST) >= 28 * unit - 0.1, (number, width, height)
                assert wall.page.evaluate(CUT_OFF) == [], (number, width, height)
                if 0 < number <= 4:
                    assert wall.page.evaluate(FIGURES) >= 96 * unit - 0.1, (number, width, height)
            for width in (390, 320):
                wall.page.set_viewport_size({"width": width, "height": 800})
                assert wall.page.evaluate("document.documentElement.scrollWidth") <= width, (number, width)


def test_the_clock_of_the_room_goes(cast, serve, enter):
    wall = enter(serve(), cast.chair, width=1280)
    wall.page.clock.install(time="2026-11-22T12:59:30+08:00")
    wall.visit(WALL)
    expect(wall.page.locator("[data-clock]")).to_have_text("12:59")
    wall.page.clock.run_for(60_000)
    expect(wall.page.locator("[data-clock]")).to_have_text("13:00")


def test_when_its_day_is_over_it_is_loaded_anew(cast, serve, enter):
    wall = enter(serve(), cast.chair, width=1280)
    wall.page.clock.install(time="2026-11-22T23:59:30+08:00")
    wall.visit(WALL)
    with wall.page.expect_navigation():
        wall.page.clock.run_for(60_000)
    assert wall.path == WALL


def test_without_javascript_it_still_shows_how_things_stand(cast, serve, enter):
    a_ballot(cast, member="yes")
    wall = enter(serve(), cast.chair, width=1280, script=False)
    wall.visit(WALL)
    wall.sees(QUESTION)
    expect(wall.page.locator("[data-clock]")).to_be_hidden()
    expect(wall.page.locator("[data-fill]")).to_be_hidden()
