"""Looking for an issue on a phone: what is chosen is shown at once, and stands in the address."""

import re

import pytest
from playwright.sync_api import expect

from portal.issues.lifecycle import State
from portal.issues.models import Category
from tests.states import in_state

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture
def issues(cast):
    """Two lights, one of them being voted on, and a lift."""
    return (
        in_state(cast, State.ACCEPTED, title="路灯不亮", category=Category.SAFETY),
        in_state(cast, State.VOTING, title="路灯太亮", category=Category.SAFETY),
        in_state(cast, State.ACCEPTED, title="电梯太慢", category=Category.LIFT),
    )


def found(reader, *titles):
    """The list holds these and no others, and says how many."""
    expect(reader.page.locator("#found .issue-row a.go")).to_have_text(list(titles))
    expect(reader.page.locator("#find-count")).to_contain_text(str(len(titles)))


def test_choices_narrow_the_list_in_place(issues, serve, enter):
    reader = enter(serve())
    reader.visit("/issues")
    reader.page.evaluate("document.body.dataset.mark = 'not reloaded'")
    category = reader.page.locator("#find-category")
    category.focus()
    category.select_option("safety")
    found(reader, "路灯太亮", "路灯不亮")
    expect(category).to_be_focused()
    reader.page.locator("#find-state-voting").click()
    found(reader, "路灯太亮")
    expect(reader.page).to_have_url(re.compile(r"/issues\?state=voting&category=safety$"))
    words = reader.page.locator("#find-q")
    words.fill("电梯")
    words.press("Enter")
    found(reader)
    expect(words).to_be_focused()
    assert reader.page.evaluate("document.body.dataset.mark") == "not reloaded"
    reader.page.go_back()
    found(reader, "路灯太亮")
    expect(reader.page.locator("#find-q")).to_have_value("")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_a_filter_is_taken_off_by_itself(issues, serve, enter, script):
    reader = enter(serve(), script=script)
    reader.visit("/issues?q=路灯&state=voting")
    found(reader, "路灯太亮")
    reader.page.locator(".filter-chip", has_text=reader.say("Voting")).click()
    found(reader, "路灯太亮", "路灯不亮")


def test_without_a_script_the_form_does_it(issues, serve, enter):
    reader = enter(serve(), script=False)
    reader.visit("/issues")
    reader.page.locator("#find-category").select_option("lift")
    reader.page.locator(".find button").click()
    found(reader, "电梯太慢")


def test_the_one_act_is_under_the_thumb(issues, serve, enter):
    reader = enter(serve())
    for path in ("/", "/communities/willow"):
        reader.visit(path)
        place = reader.page.locator("main .act").bounding_box()
        assert place["y"] + place["height"] < 844 - 60, "below the first screen of a phone"
        assert place["width"] > 300
        assert place["height"] >= 64
