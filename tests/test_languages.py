"""Chinese and English: every message is there in both, and the reader's choice is kept."""

import ast
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from babel.messages.mofile import read_mo
from flask_babel import force_locale
from jinja2 import Environment

from portal import i18n
from portal.clock import now
from portal.db import session
from portal.issues.lifecycle import State
from tests import audit
from tests.cast import Cast
from tests.states import in_state
from tools.translations import CATALOGUE, known, template

ROOT = Path(__file__).parent.parent
PLACE = re.compile(r"%\((\w+)\)[sd]|\{(\w*)\}|%%")
HAN = re.compile(r"[\u4e00-\u9fff]")
ENGLISH = re.compile(r"[A-Za-z]{2,}[,;:]? [a-z]{2,}")
CHINESE, ENGLISH_TOO = "zh-CN", "en"


def texts(message):
    """A translation's forms."""
    return tuple(message.string) if isinstance(message.string, tuple | list) else (message.string,)


@pytest.fixture(scope="module")
def catalogue():
    return known(CATALOGUE)


def test_every_message_is_translated(catalogue):
    """`python -m tools.translations` adds what is new; the translations are then written in."""
    missing = [
        f"{message.locations[0][0]}: {message.id!r}"
        for message in template()
        if message.id
        and not (
            (known := catalogue.get(message.id, message.context)) and all(texts(known)) and not known.fuzzy
        )
    ]
    assert not missing, "\n".join(missing)


def test_no_translation_is_fuzzy_or_left_over(catalogue):
    used = {message.id for message in template()}
    assert [
        message.id for message in catalogue if message.id and (message.fuzzy or message.id not in used)
    ] == []


def test_translations_keep_what_is_filled_in(catalogue):
    for message in catalogue:
        said = message.id[-1] if isinstance(message.id, tuple) else message.id
        for text in texts(message) if said else ():
            assert not text or set(PLACE.findall(text)) == set(PLACE.findall(said)), said


def test_translations_are_chinese(catalogue):
    for message in catalogue:
        said = message.id[-1] if isinstance(message.id, tuple) else message.id
        if re.search("[A-Za-z]", PLACE.sub("", said)):
            assert all(HAN.search(text) or not text for text in texts(message)), said


def test_what_is_compiled_is_what_is_written(catalogue):
    with CATALOGUE.with_suffix(".mo").open("rb") as file:
        compiled = read_mo(file)
    for message in catalogue:
        if message.id and all(texts(message)):
            assert tuple(texts(compiled.get(message.id))) == texts(message), "bin/portal compiles it"


def test_templates_hold_no_words_of_their_own():
    """What is read stands in messages, so that both languages have it."""
    found = []
    for path in (ROOT / "templates").rglob("*.html"):
        env = Environment(extensions=["jinja2.ext.do", "jinja2.ext.i18n"], autoescape=True)
        source = path.read_text(encoding="utf-8")
        for apart in (r"\{% ?trans.*?endtrans ?%\}", r"\{% block width %\}.*?\{% endblock %\}"):
            source = re.sub(apart, "", source, flags=re.DOTALL)
        plain = "".join(value if kind == "data" else "§" for _, kind, value in env.lex(source))
        read = re.findall(r'(?:aria-label|title|alt|placeholder)="([^"]*)"', plain)
        read.append(re.sub(r"<!doctype html>|<[^<>]*>|&\w+;", " ", plain))
        found += [
            f"{path.name}: {word}" for text in read for word in re.findall(r"[A-Za-z\u4e00-\u9fff]{2,}", text)
        ]
    assert not found


SAYING = {"say", "title", "text", "reason"}


def test_code_says_nothing_untranslated():
    """What views, verbs and forms tell people goes through gettext."""
    found = []
    for path in (ROOT / "portal").rglob("*.py"):
        if {"demo", "imports"} & set(path.parts) or path.name in {"commands.py", "cli.py", "serve.py"}:
            continue
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(call, ast.Call):
                continue
            name = ast.unparse(call.func).rpartition(".")[2]
            told = []
            if name in {"done", "invalid", "page", "refused"}:
                told = [keyword.value for keyword in call.keywords if keyword.arg in SAYING]
            if name in {"ValidationError", "NotNow", "NotAPhoto", "flash", "phase"}:
                told = list(call.args)
            found += [
                f"{path.name}:{call.lineno}"
                for value in told
                if isinstance(value, ast.Constant | ast.JoinedStr)
            ]
    assert not found


def language(answer):
    return re.search(r'<html lang="([^"]+)"', answer.text).group(1)


def test_chinese_unless_somebody_chose_otherwise(browse):
    assert language(browse().get("/issues")) == CHINESE
    assert language(browse().get("/issues?lang=xx")) == CHINESE
    assert language(browse().get("/issues", headers={"Accept-Language": "fr, de;q=0.8"})) == CHINESE


def test_the_browsers_wish_counts(browse):
    assert (
        language(browse().get("/issues", headers={"Accept-Language": "en-GB,en;q=0.9,zh;q=0.3"}))
        == ENGLISH_TOO
    )
    assert (
        language(browse().get("/issues", headers={"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.3"})) == CHINESE
    )
    assert language(browse().get("/issues", headers={"Accept-Language": "zh-TW"})) == CHINESE


def test_a_choice_is_remembered_in_the_browser(browse):
    browser = browse()
    assert language(browser.get("/issues?lang=en")) == ENGLISH_TOO
    assert language(browser.get("/issues", headers={"Accept-Language": "zh-CN"})) == ENGLISH_TOO
    assert language(browser.get("/issues?lang=zh")) == CHINESE
    assert language(browser.get("/issues", headers={"Accept-Language": "en"})) == CHINESE


def test_an_accounts_language_counts_where_nothing_was_chosen(cast, browse):
    cast.member.locale = "en"
    browser = browse(cast.member)
    assert language(browser.get("/issues")) == ENGLISH_TOO
    assert language(browser.get("/issues?lang=zh")) == CHINESE


def test_the_other_language_is_one_link_away_on_the_same_page(browse):
    page = browse().get("/issues?q=灯&state=voting").text
    link = re.search(r'<a class="language"[^>]* href="([^"]+)"', page).group(1).replace("&amp;", "&")
    english = browse().get("/issues" + link)
    assert language(english) == ENGLISH_TOO
    assert 'value="灯"' in english.text


def test_errors_come_in_the_readers_language(browse):
    assert "页" in browse().get("/no-such-page").text
    assert "Nothing here" in browse().get("/no-such-page?lang=en").text


def test_libraries_speak_chinese_too(cast, browse):
    wrong = {"title": "长" * 121, "body": "文", "category": "none", "phone": "x", "place": "长" * 121}
    answer = browse(cast.resident).post("/communities/willow/report", wrong)
    errors = re.findall(r'class="error".*?<span>(.*?)</span>', answer.text)
    assert len(errors) == 4
    assert not [error for error in errors if re.search("[A-Za-z]{3,}", error)]


def test_dates_numbers_and_money(app):
    at = datetime(2026, 11, 22, 16, 5, tzinfo=UTC)  # past midnight in China
    with app.test_request_context("/"):
        assert i18n.day(date(2026, 11, 22)) == "2026年11月22日"
        assert i18n.day(at) == "2026年11月23日"
        assert i18n.moment(at) == "2026年11月23日 00:05"
        assert i18n.isotime(at) == "2026-11-23T00:05+08:00"
        assert i18n.ago(at - timedelta(days=3), at) == "3天前"
        assert i18n.yuan(123_450) == "¥1,234.50"
    with app.app_context(), app.test_request_context("/?lang=en"):
        assert i18n.day(at) == "23 Nov 2026"
        assert i18n.ago(at - timedelta(days=3), at) == "3 days ago"


def test_a_fragment_for_the_stream_is_in_its_language_whoever_asks(app):
    with app.test_request_context("/?lang=en"), force_locale("zh"):
        assert i18n.lang() == "zh"


def words_on(page):
    """What is read on a page, piece by piece, but for what people wrote."""
    look = audit.parse(page.text, whole=True)
    for node in look.nodes:
        theirs = {"prose", "who-name", "code-text"}
        if any(theirs & set(outer.attrib.get("class", "").split()) for outer in (node, *look.above(node))):
            continue
        if audit.bare(node) in {"script", "title"}:
            continue
        yield from (
            text.strip() for text in (node.text, node.attrib.get("aria-label")) if text and text.strip()
        )
        yield from (child.tail.strip() for child in node if child.tail and child.tail.strip())


ADDRESSES = [
    "/", "/issues", "/issues/{issue}", "/issues/{issue}/history", "/inbox", "/figures", "/report",
    "/communities", "/communities/willow", "/communities/willow/report", "/communities/willow/triage",
    "/communities/willow/board", "/communities/willow/people", "/track", "/account",
    "/administration", "/sign-in",
]  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_english_sentence_on_a_chinese_page(cast: Cast, browse, address):
    issue = in_state(cast, State.ACTING)
    cast.report(now=now() - timedelta(days=5), title="垃圾满溢")
    session.commit()
    for person in (cast.resident, cast.member, cast.chair, cast.secretary, cast.administrator, None):
        page = browse(person).get(address.format(issue=issue.id))
        if page.mimetype == "text/html" and page.status_code == 200:
            assert not [text for text in words_on(page) if ENGLISH.search(text)]


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_chinese_on_an_english_page_but_what_people_wrote(cast: Cast, browse, address):
    issue = in_state(cast, State.ACTING, title="Lamp", body="Dark.")
    session.commit()
    names = [getattr(cast, who).name for who in cast.ACTORS if who != "visitor"]
    written = re.compile(
        "|".join([*names, "中文", "请物业报价", "换成感应灯", "是否更换路灯？", "同意更换。"])
    )
    for person in (cast.resident, cast.member, cast.chair, cast.secretary, cast.administrator, None):
        page = browse(person).get(address.format(issue=issue.id) + "?lang=en")
        if page.mimetype == "text/html" and page.status_code == 200:
            told = [written.sub("", text) for text in words_on(page)]
            assert not [text for text in told if HAN.search(text) and text not in {name[0] for name in names}]
