"""The council's board in a browser: moves by button, by mouse and by keyboard, and fresh for everybody."""

import pytest
from playwright.sync_api import Locator, expect

from portal.actions.models import Action
from portal.db import session
from tests.actions.given import acting, an_item
from tests.browser.walker import Walker

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

BOARD = "/communities/willow/board"


def card(walker: Walker, item: Action, state: str | None = None) -> Locator:
    """The item's card, wherever it is or in the column of that state."""
    column = f'[data-column="{state}"] ' if state else ""
    return walker.page.locator(f"{column}#action-{item.id}-card")


def draw(walker: Walker, item: Action, state: str) -> None:
    """Draw the card with the mouse to a column."""
    card(walker, item).locator(".board-due").drag_to(
        walker.page.locator(f'[data-column="{state}"] .board-name').first
    )


def state_of(item: Action) -> str:
    """How far the item has come, as the database has it."""
    session.rollback()
    session.expire_all()
    found = session.get(Action, item.id)
    assert found
    return found.state.value


def test_a_card_is_drawn_to_where_its_button_would_bring_it(cast, serve, enter):
    item = an_item(cast)
    owner = enter(serve(), cast.member, width=1280)
    owner.visit(BOARD)
    draw(owner, item, "doing")
    expect(card(owner, item, "doing")).to_be_visible()
    expect(card(owner, item)).to_be_focused()
    owner.sees(owner.say("Good: in progress."), within="#notices")
    draw(owner, item, "done")
    expect(card(owner, item, "done")).to_be_focused()
    assert state_of(item) == "done"


def test_drawn_to_held_up_it_asks_for_the_reason_where_it_stands(cast, serve, enter):
    item = an_item(cast)
    owner = enter(serve(), cast.member, width=1280)
    owner.visit(BOARD)
    draw(owner, item, "blocked")
    reason = card(owner, item, "todo").locator("textarea")
    expect(reason).to_be_focused()
    owner.send(f"/actions/{item.id}/hindrance", reason="缺一把钥匙")
    expect(card(owner, item, "blocked")).to_contain_text("缺一把钥匙")
    assert state_of(item) == "blocked"


def test_what_may_not_be_done_cannot_be_drawn(cast, serve, enter):
    issue = acting(cast)
    mine, other = an_item(cast, issue=issue), an_item(cast, issue=issue, owner=cast.chair)
    owner = enter(serve(), cast.member, width=1280)
    owner.visit(BOARD)
    draw(owner, other, "doing")
    expect(card(owner, other, "todo")).to_be_visible()
    draw(owner, mine, "todo")
    expect(owner.page.locator("[data-drop], [data-dragging], [data-dragged]")).to_have_count(0)
    assert (state_of(mine), state_of(other)) == ("todo", "todo")


def test_by_keyboard_the_button_moves_it_and_the_focus_goes_along(cast, serve, enter):
    item = an_item(cast)
    owner = enter(serve(), cast.member, width=1280)
    owner.visit(f"{BOARD}?by=owner&owner=mine")
    card(owner, item).locator('[data-to="doing"] button').focus()
    owner.page.keyboard.press("Enter")
    expect(card(owner, item, "doing")).to_be_focused()
    owner.page.keyboard.press("Tab")
    expect(card(owner, item).locator("h4 a")).to_be_focused()
    assert "by=owner" in owner.page.url


def test_the_board_of_somebody_else_moves_too_and_its_search_is_left_alone(cast, serve, enter):
    item = an_item(cast)
    server = serve()
    chair, owner = enter(server, cast.chair, width=1280), enter(server, cast.member)
    with chair.page.expect_response(lambda answer: "/live?" in answer.url):
        chair.visit(BOARD)
    chair.page.locator("#q").fill("路灯")
    owner.visit(BOARD)
    owner.send(f"/actions/{item.id}/beginning")
    expect(card(chair, item, "doing")).to_be_visible()
    expect(chair.page.locator("#q")).to_have_value("路灯")
    expect(chair.page.locator("#q")).to_be_focused()
    expect(chair.page.locator("[data-to]")).to_have_count(0)


def test_on_a_phone_a_finger_presses_buttons_and_jumps_to_a_column(cast, serve, enter):
    issue = acting(cast)
    items = [an_item(cast, issue=issue, title=f"第{n}项") for n in range(6)]
    owner = enter(serve(), cast.member)
    owner.visit(BOARD)
    owner.page.locator('.board-jump a[href="#column-all-done"]').tap()
    expect(owner.page.locator("#column-all-done")).to_be_in_viewport()
    card(owner, items[0]).locator('[data-to="done"] button').tap()
    expect(card(owner, items[0], "done")).to_be_in_viewport()
    assert owner.page.locator('[draggable="true"]').count() == 0
    width = owner.page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390


def test_without_javascript_it_is_a_page_of_forms(cast, serve, enter):
    item = an_item(cast)
    owner = enter(serve(), cast.member, script=False)
    owner.visit(f"{BOARD}?owner=mine")
    owner.send(f"/actions/{item.id}/beginning")
    expect(card(owner, item, "doing")).to_be_visible()
    assert owner.page.url.endswith("?owner=mine")
    owner.send(f"/actions/{item.id}/hindrance", reason="缺一把钥匙")
    expect(card(owner, item, "blocked")).to_contain_text("缺一把钥匙")
