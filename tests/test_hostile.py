"""Odd, broken and hostile text through every field: nothing fails, and it comes back as it was written."""

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from markupsafe import escape
from sqlalchemy import select

from portal.clock import now
from portal.db import session
from portal.fields import tidy, tidy_lines
from portal.fragments import render_live
from portal.issues import verbs
from portal.issues.lifecycle import State
from portal.issues.models import Contact, Issue, Proposal, Question
from tests.states import in_state

SHARED = Path(__file__).parent.parent.parent / "shared" / "data" / "hostile" / "blns.json"
OWN = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\"><svg onload='alert(1)'>",
    "{{ 7 * 7 }}{% raw %}", "%(name)s %s %d 100%", "' OR '1'='1'; DROP TABLE issues; --",
    "&amp;&lt;&#x27;&nosuch;", "</textarea><b>", "</title></p>",
    "‮‭右から左", "مرحبا بالعالم", "Z̸̢͙͎a̷l̶g̷o̵ ͝t̷e̴x̷t̸", "👩‍👩‍👧‍👦🇨🇳👍🏽", "𠮷野家的𪚥字", "一" * 70, "x" * 75,
    "nul\x00byte", "bell\x07 escape\x1b[31m", "line\rend", "vertical\x0btab\x0cfeed", "next\x85line\x9f",
    "no\ufffechar\uffff\ufdd0", "\ufeffmark", "sep\u2028ara\u2029tor", "ideographic\u3000space\u00a0hard",
    "../../etc/passwd", "javascript:alert(1)", "http://a/%00%ff?x=1&y=2#z", "<!-- --><![CDATA[x]]>",
    "𝕬𝖇𝖈 ﬁ ①",
    "NaN", "-0", "1e999", "0x7fffffff", "undefined", "None", "\\'\"\\n", "ﷺ" * 20, "a\u0301\u0328", "　", "​",
]  # fmt: skip


def strings(source: str) -> list[str]:
    """The strings to send; those of the shared list only where it is."""
    if source == "own":
        return OWN
    if not SHARED.is_file():
        pytest.skip(f"there is no {SHARED.name} beside the project")
    return [text for text in json.loads(SHARED.read_text(encoding="utf-8")) if text]


@pytest.fixture(params=["own", pytest.param("blns", marks=pytest.mark.real_data)])
def hostile(request) -> list[str]:
    return strings(request.param)


def packed(texts: list[str], most: int) -> Iterator[str]:
    """Several strings in one, each on lines of its own, as long as the field takes."""
    pack = ""
    for text in texts:
        if len(text) > most:
            continue
        if len(pack) + len(text) + 1 > most:
            yield pack
            pack = ""
        pack += ("\n" if pack else "") + text
    yield pack


def come_back(text: str, page: str) -> None:
    """Every line of the text stands on the page as it was written, without what cannot be seen."""
    for line in (tidy_lines(text) or "").split("\n"):
        assert not line.strip() or str(escape(line)) in page, repr(line)


def test_only_what_cannot_be_seen_is_taken_away():
    for text in OWN:
        seen = {c for c in text if c.isprintable() and not c.isspace()}
        assert seen <= set(tidy_lines(text)), text
    assert tidy_lines("one\u00a0two\u3000three") == "one\u00a0two\u3000three"
    assert tidy_lines("a\0b\x07c\ufffed\uffffe\ufdd0f\U0001ffffg") == "abcdefg"
    assert tidy_lines("one\r\ntwo\rthree") == "one\ntwo\nthree"


def test_titles_places_and_names_of_reports(cast, browse, hostile):
    """Each string once as title, once as place, once as the name to ask for."""
    sender, lines = browse(cast.secretary, htmx=True, hostile=True), len(hostile)
    sent = {}
    for n, text in enumerate(hostile):
        place, name = hostile[(n + 1) % lines], hostile[(n + 2) % lines]
        form = {"title": text, "body": "正文", "place": place, "name": name, "category": "other"}
        answer = sender.post("/communities/willow/report", form)
        with sender.client.session_transaction() as cookie:
            cookie.pop("fresh_code", None)
        if answer.status_code == 422:
            assert any(f'id="{field}-error"' in answer.text for field in ("title", "place", "name"))
        else:
            assert answer.done
            sent[session.scalar(select(Issue.id).order_by(Issue.id.desc()))] = (text, place, name)
    assert len(sent) > lines * 0.7
    kept = {issue.id: issue for issue in session.scalars(select(Issue))}
    contacts = {contact.issue_id: contact for contact in session.scalars(select(Contact))}
    for id, (title, place, name) in sent.items():
        assert (kept[id].title, kept[id].place) == (tidy(title), tidy(place))
        assert id not in contacts or contacts[id].name == tidy(name)
    for id in sent:
        verbs.accept(kept[id], by=cast.secretary, now=now())
    session.commit()
    titles, reader = [kept[id].title for id in sorted(sent, reverse=True)], browse(hostile=True)
    address, pages = "/issues", ""
    while address:
        page = reader.get(address).text
        pages += page
        address = page.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
    for title in titles:
        assert str(escape(title)) in pages, repr(title)


@pytest.mark.parametrize(
    ("state", "who", "address", "field", "most"),
    [
        (State.REPORTED, "secretary", "/issues/{id}/refusal", "reason", 1000),
        (State.ACTING, "secretary", "/issues/{id}/resolution", "outcome", 4000),
        (State.RESOLVED, "secretary", "/issues/{id}/reopening", "reason", 1000),
        (State.REJECTED, "chair", "/issues/{id}/return", "reason", 1000),
        (State.ACCEPTED, "member", "/issues/{id}/comments", "body", 2000),
        (State.REPORTED, "secretary", "/issues/{id}/questions", "text", 1000),
    ],
)
def test_long_texts(cast, browse, hostile, state, who, address, field, most):
    sender, reader = browse(getattr(cast, who), htmx=True, hostile=True), browse(cast.secretary, hostile=True)
    for pack in packed(hostile, most):
        issue = in_state(cast, state)
        answer = sender.post(address.format(id=issue.id), {field: pack})
        assert answer.done, answer.text
        come_back(pack, reader.get(f"/issues/{issue.id}").text)


def test_a_reports_body_and_why_it_is_not_solved(cast, browse, hostile):
    reader = browse(cast.resident, hostile=True)
    for pack in packed(hostile, 1000):
        form = {"title": "路灯", "body": pack, "category": "other"}
        answer = reader.post("/communities/willow/report", form)
        come_back(pack, reader.get(answer.headers["Location"]).text)
        issue = in_state(cast, State.RESOLVED)
        no = {"is_solved": "no", "satisfaction": "1", "reason": pack}
        assert reader.post(f"/issues/{issue.id}/rating", no).done
        come_back(pack, reader.get(f"/issues/{issue.id}").text)


def test_answers_to_the_secretary(cast, browse, hostile):
    reader = browse(cast.resident, hostile=True)
    for pack in packed(hostile, 2000):
        issue = cast.report()
        verbs.ask(issue, by=cast.secretary, now=now(), text="哪里？")
        question = session.scalar(select(Question.id).where(Question.issue_id == issue.id))
        assert reader.post(f"/questions/{question}/answer", {"text": pack}).done
        come_back(pack, reader.get(f"/issues/{issue.id}").text)


def test_proposals(cast, browse, hostile):
    """All of them on one issue, whose page then holds them all."""
    issue = in_state(cast, State.DELIBERATING)
    sender = browse(cast.member, htmx=True, hostile=True)
    for n, text in enumerate(hostile):
        form = {"title": text, "body": hostile[n - 1], "cost": hostile[n - 2]}
        answer = sender.post(f"/issues/{issue.id}/proposals", form)
        if answer.status_code == 422 and "-cost-error" in answer.text:
            answer = sender.post(f"/issues/{issue.id}/proposals", {**form, "cost": ""})
        assert answer.done or answer.status_code == 422
    proposals = session.scalars(select(Proposal).where(Proposal.issue_id == issue.id)).all()
    assert len(proposals) > len(hostile) * 0.7
    page = browse(hostile=True).get(f"/issues/{issue.id}").text
    for proposal in proposals:
        come_back(proposal.title, page)
        come_back(proposal.body, page)
        assert proposal.cost_fen is None or 0 <= proposal.cost_fen <= 10**11


def test_decisions(cast, browse, hostile):
    from tests.scenes import voted

    reader = browse(cast.chair, hostile=True)
    for pack in packed(hostile, 2000):
        issue = voted(cast)
        assert reader.post(f"/issues/{issue.id}/decision", {"text": pack}).done
        come_back(pack, reader.get(f"/issues/{issue.id}").text)


def test_bodies_to_which_an_issue_is_referred(cast, browse, hostile):
    sender = browse(cast.secretary, htmx=True, hostile=True)
    for text in hostile:
        issue = in_state(cast, State.REPORTED)
        answer = sender.post(f"/issues/{issue.id}/referral", {"body": text})
        if answer.status_code != 422:
            assert answer.done
            come_back(tidy(text), str(render_live("issues/_state", issue.id)))
            come_back(tidy(text), str(render_live("issues/_history", issue.id)))


def test_codes_and_numbers_that_are_none(cast, browse, hostile):
    issue = in_state(cast, State.ACCEPTED)
    secretary, visitor = browse(cast.secretary, htmx=True, hostile=True), browse(htmx=True, hostile=True)
    for text in hostile:
        assert visitor.post("/track", {"code": text}).status_code == 422
        assert visitor.get(f"/track/{quote(text.replace('/', ''), safe='')}").status_code in {404, 405, 200}
        answer = secretary.post(f"/issues/{issue.id}/merger", {"into": text})
        assert answer.status_code == 422 or issue.state is State.MERGED


def test_search(cast, browse, hostile):
    in_state(cast, State.ACCEPTED)
    reader = browse(hostile=True)
    for pack in packed([text.replace("\n", " ") for text in hostile], 95):
        page = reader.get("/issues", query_string={"q": pack})
        assert page.status_code == 200
        assert (
            browse(hostile=True, htmx=True)
            .get("/communities/willow/similar", query_string={"title": pack})
            .status_code
            == 200
        )


@pytest.mark.parametrize(
    "query",
    ["before=x", "before=-1", "before=99999999999999999999", "state=voting'", "category=%00",
     "community=%F0%28", "lang=%00", "q=%FF%FE", "page=1&page=2", "state[]=1", "q=" + "a" * 5000],
)  # fmt: skip
def test_addresses_that_nobody_links_to(cast, browse, query):
    issue = in_state(cast, State.ACCEPTED)
    reader = browse(hostile=True)
    for address in (
        "/issues",
        f"/issues/{issue.id}/comments",
        "/communities/willow/similar",
        "/figures",
        "/",
    ):
        assert reader.get(f"{address}?{query}").status_code in {200, 404}


@pytest.mark.parametrize(
    "path",
    [
        "/issues/99999999999999999999",
        "/issues/-1",
        "/issues/0",
        "/photos/18446744073709551616",
        "/ballots/99999999999999999999",
        "/actions/9999999999999999999",
        "/parts/issues/_say/99999999999999999999",
        "/communities/%00",
        "/communities/" + "x" * 3000,
        "/track/%00%FF",
        "/%F0%28%8C%28",
    ],
)
def test_things_that_cannot_be(browse, path):
    assert browse(hostile=True).get(path).status_code == 404


def test_bytes_that_are_no_text(cast, browse):
    browser = browse(cast.resident, hostile=True)
    body = b"title=\xff\xfe%FF%FE&body=\xc4\xe3\xba\xc3&category=other&csrf_token=" + browser.token().encode()
    answer = browser.client.post(
        "/communities/willow/report", data=body, content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code in {303, 400, 422}


def test_a_form_with_thousands_of_fields_or_none(cast, browse):
    browser = browse(cast.resident)
    many = {f"field{n}": "x" for n in range(3000)}
    assert browser.post("/communities/willow/report", many).status_code in {413, 422}
    assert browser.post("/communities/willow/report", {}).status_code == 422
    json_body = browser.client.post(
        "/communities/willow/report", json={"body": "路灯"}, headers={"X-CSRFToken": browser.token()}
    )
    assert json_body.status_code in {400, 415, 422}
