"""An action item's own page, and what is said of a form filled in wrongly."""

from portal.actions import verbs
from portal.clock import now
from portal.db import session
from tests.actions.given import acting, an_item


def test_the_page_does_not_repeat_its_title_on_every_line(cast, browse):
    item = an_item(cast, title="更换二单元灯泡")
    verbs.start(item, by=cast.member, now=now())
    verbs.note(item, by=cast.member, now=now(), text="灯泡已买好。")
    session.commit()
    page = browse().get(f"/actions/{item.id}").text
    progress = page[page.index(f'id="action-{item.id}-history"') :].partition("</ol>")[0]
    assert "灯泡已买好。" in progress
    assert "更换二单元灯泡" not in progress
    assert "更换二单元灯泡" in browse().get(f"/issues/{item.issue_id}/history").text


def test_what_is_missing_is_told_in_the_order_of_the_fields(cast, browse, htmx):
    issue = acting(cast)
    answer = browse(cast.secretary, htmx=htmx).post(f"/issues/{issue.id}/actions?lang=en", {})
    assert answer.status_code == 422
    told = answer.text.partition("notice bad errors")[2].partition("</ul>")[0]
    order = [told.index(f"assign-{issue.id}-{name}") for name in ("title", "owner", "due_on")]
    assert order == sorted(order)
