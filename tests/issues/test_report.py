"""Bringing a problem before the community 诉求."""

import re
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import select

from portal.clock import now
from portal.db import session
from portal.i18n import day
from portal.issues import verbs
from portal.issues.lifecycle import State
from portal.issues.models import Category, Contact, Issue, IssueWord, Photo
from portal.issues.verbs import CODE_ALPHABET, code_hash
from portal.journal import Channel, Event, Role, Verb
from tests.browse import TICKET

WORDS = {"title": "东门垃圾桶满溢", "body": "连续三天没有人清运。", "place": "东门", "category": "waste"}
CODE = re.compile(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}\b")


def photo(name="lamp.jpg", size=(40, 30)):
    out = BytesIO()
    Image.new("RGB", size, "orange").save(out, "JPEG")
    return BytesIO(out.getvalue()), name


def only_issue():
    return session.scalars(select(Issue)).one()


def test_a_resident_reports_and_is_led_to_the_report(cast, browse, htmx):
    browser = browse(cast.resident, htmx=htmx)
    assert browser.get("/communities/willow/report").status_code == 200
    answer = browser.post("/communities/willow/report", WORDS)
    assert answer.done
    issue = only_issue()
    assert answer.headers["HX-Redirect" if htmx else "Location"] == f"/issues/{issue.id}"
    assert (issue.state, issue.reporter_id, issue.title) == (State.REPORTED, cast.resident.id, WORDS["title"])
    assert issue.tracking_hash is None
    event = session.scalars(select(Event).where(Event.verb == Verb.REPORT)).one()
    assert (event.issue_id, event.by_id, event.by_role) == (issue.id, cast.resident.id, Role.RESIDENT)
    assert (event.state_from, event.state_to, event.channel) == (None, None, Channel.ONLINE)
    assert "东门垃圾桶满溢" in browser.get(f"/issues/{issue.id}").text


def test_somebody_without_an_account_gets_a_code_once(cast, browse, htmx):
    browser = browse(htmx=htmx)
    assert browser.post(
        "/communities/willow/report", {**WORDS, "name": "钱阿姨", "phone": "13800001234"}
    ).done
    page = browser.get("/reported", headers={"HX-Request": ""})
    code = CODE.search(page.text).group()
    assert "<svg" in page.text
    issue = only_issue()
    assert (issue.reporter_id, issue.tracking_hash) == (None, code_hash(code))
    assert session.get(Contact, issue.id).phone == "13800001234"
    assert browser.get("/reported").headers["Location"] == "/track"  # never again
    assert browser.get(f"/issues/{issue.id}").status_code == 200  # this browser remembers it
    assert browse().get(f"/issues/{issue.id}").status_code == 404  # others do not see it


def test_the_code_opens_the_report_in_any_browser(cast, browse):
    browser = browse()
    browser.post("/communities/willow/report", WORDS)
    code = CODE.search(browser.get("/reported").text).group()
    issue = only_issue()
    typed = browse()
    spoken = code.replace("-", " ").lower()
    assert typed.post("/track", {"code": f" {spoken} "}).headers["Location"] == f"/issues/{issue.id}"
    assert typed.get(f"/issues/{issue.id}").status_code == 200
    scanned = browse()
    answer = scanned.get(f"/track/{code}")
    assert answer.headers["Location"] == f"/issues/{issue.id}"  # the code leaves the address
    assert scanned.get(f"/issues/{issue.id}").status_code == 200


@pytest.mark.parametrize("code", ["", "AAAA", "K7QM-2XPA-9DRT-H4VC", "' OR 1=1 --", "码" * 400])
def test_a_code_that_nobody_has_opens_nothing(cast, browse, htmx, code):
    cast.report(code="22223333444455556")
    assert browse(htmx=htmx).post("/track", {"code": code}).status_code == 422


def test_an_address_with_a_wrong_code_leads_nowhere(browse):
    assert browse().get("/track/K7QM-2XPA-9DRT-H4VC").status_code == 404


def test_codes_are_long_and_easy_to_read_aloud():
    from portal.issues.verbs import new_code

    codes = {new_code() for _ in range(200)}
    assert len(codes) == 200
    assert {c for code in codes for c in code} == {*CODE_ALPHABET, "-"}
    assert not {"O", "0", "I", "1", "L"} & set(CODE_ALPHABET)
    assert len(CODE_ALPHABET) ** 16 > 2**78


def test_the_secretary_enters_what_was_said_at_the_desk(cast, browse, htmx):
    browser = browse(cast.secretary, htmx=htmx)
    assert browser.post("/communities/willow/report", {**WORDS, "name": "钱阿姨"}).done
    issue = only_issue()
    event = session.scalars(select(Event).where(Event.verb == Verb.REPORT)).one()
    assert (event.by_id, event.by_role, event.channel) == (cast.secretary.id, Role.SECRETARY, Channel.DESK)
    assert issue.reporter_id is None
    assert CODE.search(browser.get("/reported", headers={"HX-Request": ""}).text)
    with browser.client.session_transaction() as cookie:
        assert "tracked" not in cookie  # the code is the resident's, not the office's


def test_photos_come_with_the_report_and_are_seen_by_whoever_sees_it(cast, browse, htmx):
    browser = browse(cast.resident, htmx=htmx)
    sent = {**WORDS, "photos": [photo("a.jpg"), photo("b.jpg", (31, 40))]}
    assert browser.post("/communities/willow/report", sent).done
    pictures = session.scalars(select(Photo).order_by(Photo.id)).all()
    event = session.scalars(select(Event).where(Event.verb == Verb.REPORT)).one()
    assert [(p.event_id, p.width, p.height) for p in pictures] == [(event.id, 40, 30), (event.id, 31, 40)]
    ids = [p.id for p in pictures]
    page = browser.get(f"/issues/{event.issue_id}").text
    assert page.count(f"/photos/{ids[0]}?size=small") == 1
    assert browser.get(f"/photos/{ids[0]}").mimetype == "image/webp"
    assert browse(cast.secretary).get(f"/photos/{ids[1]}?size=small").status_code == 200
    assert browse().get(f"/photos/{ids[0]}").status_code == 404


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": ""}, "title"),
        ({"title": "短" * 121}, "title"),
        ({"body": "长" * 4001}, "body"),
        ({"phone": "call me"}, "phone"),
        ({"category": "nothing of ours"}, "category"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_lost(cast, browse, htmx, wrong, said):
    answer = browse(htmx=htmx).post("/communities/willow/report", {**WORDS, **wrong})
    assert answer.status_code == 422
    assert f'id="{said}-error"' in answer.text
    kept = {"title", "place"} - {said}
    assert all(WORDS[name] in answer.text for name in kept)
    assert session.scalar(select(Issue.id)) is None


def test_one_sentence_is_enough(cast, browse, htmx):
    assert browse(htmx=htmx).post("/communities/willow/report", {"title": "路灯不亮"}).done
    issue = only_issue()
    assert (issue.title, issue.body, issue.place, issue.category) == ("路灯不亮", "", "", Category.OTHER)
    assert session.get(Contact, issue.id) is None


def test_every_category_can_be_chosen(cast, browse):
    browser = browse(cast.resident)
    for category in Category:
        assert browser.post("/communities/willow/report", {**WORDS, "category": category.value}).done


def test_a_report_is_found_by_the_words_of_its_title_and_place(cast):
    issue = cast.report(title="电梯停运", place="3号楼 B座")
    found = set(session.scalars(select(IssueWord.word).where(IssueWord.issue_id == issue.id)))
    assert {"电", "电梯", "停运", "3", "号楼", "b", "座"} <= found


def test_similar_open_issues_are_offered(cast, browse):
    public, hidden = cast.report(title="东门垃圾桶满溢"), cast.report(title="东门垃圾桶坏了")
    verbs.accept(public, by=cast.secretary, now=now())
    offered = browse(htmx=True).get("/communities/willow/similar?title=东门的垃圾桶").text
    assert public.title in offered
    assert hidden.title not in offered
    assert "<li" not in browse(htmx=True).get("/communities/willow/similar?title=").text


def similar(cast, browser, title="东门的垃圾桶"):
    issue = cast.report(title="东门垃圾桶满溢", by=cast.member)
    verbs.accept(issue, by=cast.secretary, now=now())
    session.commit()
    return issue, browser.get(
        f"/communities/willow/similar?title={title}", headers={"HX-Request": "true"}
    ).text


def test_one_press_says_me_too_where_one_writes(cast, browse):
    browser = browse(cast.neighbour, htmx=True)
    browser.get("/communities/willow/report", headers={"HX-Request": ""})
    issue, part = similar(cast, browser)
    assert f'data-hx-post="/issues/{issue.id}/support"' in part
    ticket = TICKET.search(part).group(1)
    browser.shown |= set(re.findall(r' id="([^"]+)"', part))
    answer = browser.post(f"/issues/{issue.id}/support", headers={"X-Live": ticket})
    assert answer.done
    assert "HX-Redirect" not in answer.headers
    assert f'hx-target="#issue-{issue.id}-me-too"' in answer.text
    assert f'hx-target="#issue-{issue.id}-supports"' in answer.text
    assert "您已附议。" in answer.text
    assert (
        f'data-hx-post="/issues/{issue.id}/support"'
        not in similar(cast, browser)[1].partition("您已附议")[2][:400]
    )


def test_a_visitor_sees_what_is_similar_and_how_to_support_it(cast, browse):
    browser = browse()
    issue, part = similar(cast, browser)
    assert f'href="/issues/{issue.id}"' in part
    assert "/support" not in part
    assert "/sign-in?next=" in part


def test_at_most_three_similar_ones_are_offered_with_few_queries(cast, browse):
    for n in range(6):
        verbs.accept(cast.report(title=f"东门垃圾桶{n}"), by=cast.secretary, now=now())
    session.commit()
    answer = browse(cast.neighbour, htmx=True).get("/communities/willow/similar?title=东门垃圾桶")
    assert answer.text.count("<li>") == 3
    assert answer.queries < 16


def test_the_first_question_is_where(cast, browse):
    page = browse().get("/report").text
    assert "/communities/willow/report" in page
    assert "/communities/harbour/report" in page


def test_the_first_question_is_asked_once(cast, browse):
    browser = browse()
    assert browser.get("/report").status_code == 200
    browser.get("/communities/harbour/report")
    assert browser.get("/report").headers["Location"] == "/communities/harbour/report"
    changed = browser.get("/report?change=1")
    assert changed.status_code == 200
    assert "上次选的" in changed.text


def test_whoever_belongs_to_one_community_is_not_asked(cast, browse):
    assert browse(cast.resident).get("/report").headers["Location"] == "/communities/willow/report"
    assert browse(cast.supervisor).get("/report").status_code == 200


def test_a_community_that_is_gone_is_forgotten(cast, browse):
    browser = browse()
    with browser.client.session_transaction() as cookie:
        cookie["reports_in"] = "nowhere"
    assert browser.get("/report").status_code == 200


def test_the_page_with_the_code_says_what_comes_next(cast, browse):
    browser = browse()
    browser.post("/communities/willow/report", WORDS)
    page = browser.get("/reported").text
    assert f"/issues/{only_issue().id}" in page
    assert "/reported/ticket.png" in page
    assert 'href="/track"' in page
    assert day(only_issue().triage_due_at) in page


def test_at_the_desk_the_office_is_not_offered_the_report_as_its_own(cast, browse):
    browser = browse(cast.secretary)
    browser.post("/communities/willow/report", WORDS)
    page = browser.get("/reported").text
    assert CODE.search(page)
    assert f'href="/issues/{only_issue().id}"' not in page


def test_what_became_of_it_stands_beside_ones_reports(cast, browse):
    at = now()
    declined = cast.report(title="想要一个直升机场")
    verbs.decline(declined, by=cast.secretary, now=at, reason="不在社区职权之内。")
    waiting = cast.report(title="我家门口的路灯")
    page = browse(cast.resident).get("/track").text
    assert "不在社区职权之内。" in page
    assert waiting.title in page
    assert "社工三天内答复。" in page


def test_whoever_reported_finds_their_reports_again(cast, browse):
    issue = cast.report(title="我家门口的路灯")
    session.commit()
    assert issue.title in browse(cast.resident).get("/track").text
    assert issue.title not in browse(cast.neighbour).get("/track").text
    assert issue.title not in browse().get("/track").text


def test_an_answer_that_comes_late_does_not_take_the_code_away(cast, browse):
    """What the form asked for while one wrote may arrive after the report was sent."""
    visitor = browse()
    visitor.get("/communities/willow/report")
    late = visitor.get("/communities/willow/similar?title=路灯")
    assert "Set-Cookie" not in late.headers
