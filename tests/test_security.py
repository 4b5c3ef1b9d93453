"""What protects people: headers, cookies, tokens, secrets that stay where they belong, errors in words."""

import re
from io import BytesIO

import pytest
from werkzeug.routing import IntegerConverter

from portal.clock import now
from portal.config import settings as from_environment
from portal.db import session
from portal.extensions import limiter
from portal.fragments import OWN
from portal.issues import verbs
from portal.issues.lifecycle import State
from tests import audit
from tests.scenes import actors, place, scene
from tests.states import in_state

PHONE, AUNT = "13800001234", "钱阿姨的名字"
OWN_PHONE, OWN_MAIL = "13912345678", "xiulan.wang@example.org"


def fill(rule, things):
    """The rule's address for these things; None where it names something else."""
    values = {}
    for name, converter in rule._converters.items():
        kind, _, key = name.rpartition("_")
        if kind in things:
            values[name] = getattr(things[kind], key)
        else:
            values[name] = 1 if isinstance(converter, IntegerConverter) else "nonsense"
    return values


def addresses(app, method, things):
    """Every address of the portal for that method."""
    adapter = app.url_map.bind("")
    return [
        adapter.build(rule.endpoint, fill(rule, things), method)
        for rule in app.url_map.iter_rules()
        if method in rule.methods and rule.endpoint != "static"
    ]


@pytest.fixture
def things(app, cast):
    """Something of every kind."""
    return {**scene(cast, State.ACTING, app.config["UPLOADS"]), **place(cast)}


def test_every_answer_carries_the_policy(app, cast, browse, things):
    browser = browse(cast.secretary)
    for address in [*addresses(app, "GET", things), "/static/css/base.css", "/no-such-page"]:
        headers = browser.get(address).headers
        assert "default-src 'self'" in headers["Content-Security-Policy"], address
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert not re.search(r"unsafe-|https?:|\*|data:", headers["Content-Security-Policy"])
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"


def test_pages_are_not_kept_by_others_and_static_files_are(browse):
    assert "private" in browse().get("/issues").headers["Cache-Control"]
    assert "immutable" in browse().get("/static/css/base.css?v=0123456789").headers["Cache-Control"]


def test_no_post_is_taken_without_its_token(app, cast, browse, things):
    browser = browse(cast.secretary)
    tried = addresses(app, "POST", things)
    assert len(tried) > 25
    before = session.scalar(verbs.select(verbs.Issue.state).where(verbs.Issue.id == things["issue"].id))
    for address in tried:
        assert browser.post(address, token=False).status_code == 400, address
        assert browser.post(address, {"csrf_token": "made up"}, token=False).status_code == 400, address
    assert things["issue"].state is before


def test_anothers_token_is_not_taken(cast, browse):
    issue = cast.report()
    theirs = browse(cast.member).token()
    mine = browse(cast.secretary)
    mine.token()
    answer = mine.post(f"/issues/{issue.id}/acceptance", {"csrf_token": theirs}, token=False)
    assert answer.status_code == 400


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(cast, browse):
    answer = browse().post(
        "/communities/willow/report", {"title": "路灯", "body": "不亮。", "category": "safety"}
    )
    chosen = browse().get("/issues?lang=en")
    cookies = [*answer.headers.getlist("Set-Cookie"), *chosen.headers.getlist("Set-Cookie")]
    assert {cookie.partition("=")[0] for cookie in cookies} == {"portal", "lang"}
    for cookie in cookies:
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie


@pytest.mark.parametrize(
    ("address", "secure"), [("https://council.example", True), ("http://10.0.0.2", False)]
)
def test_cookies_are_secure_where_the_address_is(address, secure):
    assert from_environment({"PORTAL_BASE_URL": address})["SESSION_COOKIE_SECURE"] is secure


@pytest.mark.parametrize(
    "next", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_nobody_is_led_away(cast, browse, next):
    issue = in_state(cast, State.ACCEPTED)
    answer = browse(cast.member).post(f"/issues/{issue.id}/support", {"next": next})
    assert answer.headers["Location"] == f"/issues/{issue.id}"


def test_how_to_reach_people_is_seen_by_them_and_their_secretary_alone(app, cast, browse, things):
    """Every address as everybody, in search of what a reporter left and of a resident's own."""
    issue = things["issue"]
    session.add(verbs.Contact(issue_id=issue.id, name=AUNT, phone=PHONE))
    waiting = cast.report(contact=(AUNT, PHONE))
    cast.resident.phone, cast.resident.email = OWN_PHONE, OWN_MAIL
    session.commit()
    walked = {*addresses(app, "GET", things), *addresses(app, "GET", {**things, "issue": waiting})}
    walked |= {
        f"/parts/{name}/{row.id}" for name in OWN for row in (issue, waiting) if name.startswith("issues/")
    }
    for name, person in actors(cast, issue).items():
        browser = browse(person)
        if name == "code_holder":
            with browser.client.session_transaction() as cookie:
                cookie["tracked"] = [issue.id, waiting.id]
        pages = [browser.get(address) for address in sorted(walked)]
        texts = {page.request.path: page.text for page in pages if page.mimetype == "text/html"}
        left = {path for path, text in texts.items() if PHONE in text or AUNT in text}
        own = {path for path, text in texts.items() if OWN_PHONE in text or OWN_MAIL in text}
        if name == "secretary":
            assert {f"/issues/{issue.id}", "/communities/willow/triage"} <= left
        else:
            assert not left, name
            assert not own or (name == "resident" and own == {"/account"}), name


def test_the_secretary_next_door_sees_nothing(cast, browse):
    from portal.journal import Role
    from portal.people import verbs as people

    people.appoint(cast.outsider, by=None, now=now(), role=Role.SECRETARY, community_id=cast.harbour.id)
    issue = in_state(cast, State.ACCEPTED, contact=(AUNT, PHONE))
    assert PHONE not in browse(cast.outsider).get(f"/issues/{issue.id}").text
    assert browse(cast.outsider).get("/communities/willow/triage").status_code == 403


# ---- Errors


def fault(cast, browser, code):
    """Bring about the error."""
    match code:
        case 400:
            return browser.post("/track", token=False)
        case 403:
            return browser.get("/communities/willow/triage")
        case 404:
            return browser.get("/issues/999999")
        case 405:
            return browser.client.delete("/issues", headers=browser.headers)
        case 409:
            issue = in_state(cast, State.MERGED)
            secretary = type(browser)(browser.app, cast.secretary, htmx=browser.htmx)
            secretary.client.set_cookie("lang", browser.client.get_cookie("lang").value)
            return secretary.post(f"/issues/{issue.id}/acceptance")
        case 413:
            return browser.post("/track", {"code": "x" * 2_000_000})
        case 429:
            limiter.enabled = True
            limiter.reset()
            answers = [browser.post("/track", {"code": "AAAA"}) for _ in range(12)]
            limiter.enabled = False
            return answers[-1]


@pytest.mark.parametrize("code", [400, 403, 404, 405, 409, 413, 429])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_errors_are_told_in_words(cast, browse, htmx, code, lang):
    browser = browse(cast.member, htmx=htmx)
    browser.client.set_cookie("lang", lang)
    answer = fault(cast, browser, code)
    assert answer.status_code == code
    if htmx:
        assert 'hx-target="#notices"' in answer.text
    else:
        assert f'<html lang="{"zh-CN" if lang == "zh" else "en"}"' in answer.text
        assert not audit.troubles(answer.text, browser._leads, whole=True)
    read = re.sub(r"<[^>]+>", " ", answer.text.partition("<main")[2].partition("</main>")[0] or answer.text)
    assert bool(re.search("[\u4e00-\u9fff]", read)) is (lang == "zh")
    assert "Traceback" not in answer.text
    assert "werkzeug" not in answer.text.lower()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_our_own_faults_are_told_in_words_without_the_inside(app, cast, browse, htmx, lang, monkeypatch):
    def stumble(*_, **__):
        raise RuntimeError("the inside of the machine")

    stumble.permission, stumble.model = None, None
    monkeypatch.setitem(app.view_functions, "issues.track", stumble)
    browser = browse(cast.member, htmx=htmx)
    session.commit()
    with app.app_context():
        answer = browser.client.get(f"/track?lang={lang}", headers=browser.headers)
    assert answer.status_code == 500
    assert "inside of the machine" not in answer.text
    assert "RuntimeError" not in answer.text
    assert ("Nothing was saved" in answer.text) is (lang == "en")
    assert not audit.troubles(answer.text, browser._leads, whole=not htmx)


def test_too_many_reports_from_one_address_are_stopped(cast, browse):
    limiter.enabled = True
    limiter.reset()
    browser = browse()
    form = {"title": "路灯", "body": "不亮。", "category": "safety"}
    answers = [browser.post("/communities/willow/report", form).status_code for _ in range(7)]
    limiter.enabled = False
    assert answers[:5] == [303] * 5
    assert answers[-1] == 429


def test_a_picture_is_sent_as_a_picture(app, cast, browse, things):
    answer = browse().get(f"/photos/{things['photo'].id}")
    assert answer.mimetype == "image/webp"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_cookie_that_was_tampered_with_is_a_visitors(cast, browse):
    browser = browse(cast.secretary)
    kept = browser.client.get_cookie("portal").value
    browser.client.set_cookie("portal", kept[:-4] + "AAAA")
    assert browser.get("/communities/willow/triage").status_code == 302


def test_an_upload_field_is_no_way_to_other_files(cast, browse):
    sent = {
        "title": "路灯",
        "body": "不亮。",
        "category": "safety",
        "photos": [(BytesIO(b"x"), "../../etc/passwd")],
    }
    assert browse(cast.resident).post("/communities/willow/report", sent).status_code == 422
