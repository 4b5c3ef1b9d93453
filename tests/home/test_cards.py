"""What pages say of themselves where they are passed on, and the QR codes that lead back from paper."""

import re
from html import unescape
from io import BytesIO

import pytest
from PIL import Image

from portal import links
from portal.issues.lifecycle import State
from tests.states import in_state

HEAD = re.compile(r'<meta (?:property|name)="((?:og|twitter):[\w:]+|description)" content="([^"]*)">')
SECRET_TITLE = "钱阿姨家的事不外传"


def told(page):
    """What a page says of itself in its head."""
    return {name: unescape(text) for name, text in HEAD.findall(page.text)}


def test_the_portal_has_a_card_of_its_own(browse):
    answer = browse().get("/card.png")
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert Image.open(BytesIO(answer.data)).size == (1200, 630)
    assert browse().get("/card.png?lang=en").data != answer.data
    kept = {"If-None-Match": answer.headers["ETag"]}
    assert browse().get("/card.png", headers=kept).status_code == 304


def test_a_public_issue_says_what_stands(cast, browse):
    issue = in_state(cast, State.ACCEPTED)
    said = told(browse().get(f"/issues/{issue.id}?lang=zh"))
    assert said["og:title"] == issue.title
    assert said["og:url"] == f"http://localhost/issues/{issue.id}"
    assert said["og:image"].startswith(f"http://localhost/issues/{issue.id}/card.png?lang=zh&v=")
    assert (said["og:image:width"], said["og:image:height"]) == ("1200", "630")
    assert said["og:locale"] == "zh_CN"
    assert said["og:description"] == said["description"]
    assert "1 人附议" in said["description"]
    assert cast.resident.name not in str(said)
    assert browse().get(said["og:image"].removeprefix("http://localhost")).mimetype == "image/png"


def test_the_picture_has_another_address_after_the_next_step(cast, browse):
    def picture(state):
        return told(browse().get(f"/issues/{in_state(cast, state).id}"))["og:image"].rpartition("=")[2]

    assert picture(State.ACCEPTED) != picture(State.RESOLVED)


@pytest.mark.parametrize("state", [State.REPORTED, State.DECLINED])
def test_what_is_hidden_says_nothing_even_to_those_who_see_it(cast, browse, state):
    issue = in_state(cast, state, title=SECRET_TITLE)
    for person in (cast.secretary, cast.resident):
        page = browse(person).get(f"/issues/{issue.id}")
        assert page.status_code == 200
        said = told(page)
        assert SECRET_TITLE not in str(said)
        assert str(issue.id) not in said["og:url"] + said["og:image"]


def test_pages_of_ones_own_say_nothing_of_their_own(cast, browse):
    cast.report(title=SECRET_TITLE)
    browser = browse(cast.secretary)
    general = told(browser.get("/account"))
    assert general["og:url"] == "http://localhost/"
    for path in ("/inbox", "/communities/willow/triage", "/communities/willow/people", "/track"):
        assert told(browser.get(path)) == general


@pytest.mark.parametrize("path", ["/", "/issues?q=三号楼", "/figures", "/communities/willow", "/latest"])
def test_pages_that_are_the_same_for_everybody_say_what_they_are(browse, path):
    said = told(browse().get(path))
    assert said["og:url"] == "http://localhost" + path.partition("?")[0]
    assert said["og:title"]
    assert said["og:image"].startswith("http://localhost/card.png?lang=")


def test_every_picture_of_a_head_is_there_by_the_name_that_the_portal_was_given(app, browse, monkeypatch):
    monkeypatch.setitem(app.config, "BASE_URL", "https://council.example")
    said = told(browse().get("/"))
    assert said["og:image"].startswith("https://council.example/card.png")
    assert said["og:url"] == "https://council.example/"


OPEN = [
    "/", "/issues/12", "/issues?state=voting&community=willow", "/communities/willow/board", "/figures",
    "/actions/3", "/track",
]  # fmt: skip
CLOSED = [
    "", "issues", "//evil.example/", "https://evil.example/issues/12", "/no-such-page", "http://[",
    "/track/K7QM-2XPA-9DRT-H4VC", "/invitations/abcdef", "/reset/abcdef", "/fragments?t=abc",
    "/parts/issues/_moves/1", "/static/portal.css", "/sign-in?next=/invitations/abcdef",
    "/issues/99999999999", "/issues?q=" + "长" * 300, "/issues/12\n",
]  # fmt: skip


@pytest.mark.parametrize("page", OPEN)
def test_a_page_of_ours_has_a_code_that_leads_back_to_it(browse, page):
    answer = browse().get("/qr.svg", query_string={"page": page})
    assert answer.mimetype == "image/svg+xml"
    assert answer.data.startswith(b"<svg")
    assert len(answer.data) < 4000


@pytest.mark.parametrize("page", CLOSED)
def test_nothing_else_has_one(browse, page):
    assert browse().get("/qr.svg", query_string={"page": page}).status_code == 404


def test_every_page_with_a_secret_in_its_path_is_closed(app):
    """Whatever an address names that is no number and no short name may open something."""
    adapter = app.url_map.bind("")
    for rule in app.url_map.iter_rules():
        names = [name for name in rule.arguments if not name.endswith(("_id", "_slug"))]
        if names and "GET" in rule.methods:
            path = adapter.build(rule.endpoint, dict.fromkeys(rule.arguments, "1"))
            with app.test_request_context("/"):
                assert not links.is_open(path), path


def test_a_printed_page_leads_back_and_one_with_a_secret_does_not(cast, browse):
    foot = re.compile(r'<aside class="paper-foot".*?</aside>', re.DOTALL)
    issue = in_state(cast, State.ACCEPTED)
    there = foot.search(browse().get(f"/issues/{issue.id}").text).group()
    assert f'src="/qr.svg?page=/issues/{issue.id}"' in there
    assert f"http://localhost/issues/{issue.id}" in there
    assert 'loading="lazy"' in there
    secret = foot.search(browse().get("/reset/abcdef").text).group()
    assert "qr.svg" not in secret
    assert "abcdef" not in secret
