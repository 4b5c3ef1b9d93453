"""Every main page as each persona sees it: nothing is blocked, in anybody's way, or too wide."""

from pathlib import Path

import pytest

from portal.clock import now
from portal.db import session
from portal.issues import verbs as issues
from portal.issues.lifecycle import State
from tests.actions.given import an_item
from tests.ballots.given import a_ballot
from tests.browser.walker import Walker
from tests.states import in_state

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

AXE = Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"
NARROW = 320
LONG = "https://example.org/" + "a-very-long-address-without-any-blank/" * 4

OF_ALL = [
    "/", "/issues", "/issues?q=没有这样的议题", "/report", "/communities", "/communities/willow",
    "/communities/willow/report", "/figures", "/track",
]  # fmt: skip
OF_VISITORS = ["/sign-in", "/reset"]
OF_ACCOUNTS = ["/inbox", "/account"]
OF_THE_COUNCIL = ["/communities/willow/board"]
OF_THE_OFFICE = ["/communities/willow/triage", "/communities/willow/people"]
PAGES = {
    "visitor": OF_VISITORS,
    "resident": OF_ACCOUNTS,
    "member": OF_ACCOUNTS + OF_THE_COUNCIL,
    "chair": OF_ACCOUNTS + OF_THE_COUNCIL,
    "secretary": OF_ACCOUNTS + OF_THE_COUNCIL + OF_THE_OFFICE,
    "supervisor": OF_ACCOUNTS + OF_THE_COUNCIL + OF_THE_OFFICE,
    "administrator": [*OF_ACCOUNTS, "/administration"],
}


def furnish(cast) -> list[str]:
    """Something on every page; gives the pages of single things."""
    voting = a_ballot(cast, member="yes", chair="no")
    hidden = a_ballot(cast, issue=in_state(cast, State.DELIBERATING), second_member="yes")
    item = an_item(cast, due_in=0)
    an_item(cast, owner=cast.secretary)
    resolved = in_state(cast, State.RESOLVED)
    deliberating = in_state(cast, State.DELIBERATING)
    issues.comment(deliberating, by=cast.member, now=now(), body=LONG)
    asked = cast.report(title="楼道堆物" * 20)
    issues.ask(asked, by=cast.secretary, now=now(), text="在几层？")
    session.commit()
    return [
        f"/issues/{voting.issue_id}", f"/ballots/{voting.id}", f"/ballots/{hidden.id}",
        f"/issues/{item.issue_id}", f"/actions/{item.id}", f"/issues/{resolved.id}",
        f"/issues/{resolved.id}/history", f"/issues/{deliberating.id}",
    ]  # fmt: skip


@pytest.mark.parametrize("persona", PAGES)
def test_the_pages_are_open_to_everybody(cast, serve, enter, persona):
    things = furnish(cast)
    walker = enter(serve(), getattr(cast, persona))
    look_over(walker, OF_ALL + PAGES[persona] + things)


def test_the_pages_are_open_to_everybody_in_the_dark_and_in_english(cast, serve, enter):
    things = furnish(cast)
    walker = enter(serve(), cast.secretary, language="en", color_scheme="dark")
    look_over(walker, OF_ALL + PAGES["secretary"] + things)


def look_over(walker: Walker, paths: list[str]) -> None:
    """No barrier that axe knows, and no scrolling sideways."""
    axe = AXE.read_text()
    found: list[str] = []
    for path in paths:
        walker.visit(path)
        walker.page.evaluate(axe)
        result = walker.page.evaluate("axe.run({resultTypes: ['violations']})")
        found += [
            f"{path}: {rule['impact']} {rule['id']}: {[node['html'] for node in rule['nodes'][:3]]}"
            for rule in result["violations"]
        ]
        walker.page.set_viewport_size({"width": NARROW, "height": 640})
        width = walker.page.evaluate("document.documentElement.scrollWidth")
        if width > NARROW:
            found.append(f"{path}: {width} px wide")
        walker.page.set_viewport_size({"width": 390, "height": 844})
    assert not found, "\n".join(found)
