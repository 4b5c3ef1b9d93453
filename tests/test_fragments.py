"""Live fragments are the same for everybody, and each page gets the ones that it shows."""

import re
from pathlib import Path

import pytest
from jinja2 import UndefinedError

from portal.access import sees
from portal.clock import now
from portal.db import session
from portal.features import blueprints
from portal.fragments import LIVE, OWN, dom_id, render_live, render_topic
from portal.issues import verbs
from portal.issues.lifecycle import State
from portal.issues.models import Issue
from portal.journal import Verb
from portal.live import tokens
from tests import audit
from tests.browse import TICKET
from tests.scenes import actors, place, scene
from tests.states import in_state

list(blueprints())  # whose fragments are then known by name
TEMPLATES = Path(__file__).parent.parent / "templates"
VIEWERS = ["me", "request", "session", "g", "current_user", "csrf_token", "can", "own", "live", "config"]


@pytest.fixture
def things(cast):
    """One of each kind of thing, rich enough to show something."""
    found = {**scene(cast, State.ACTING), **place(cast), "person": cast.member}
    verbs.rate(found["issue"], by=cast.resident, now=now(), is_solved=True, satisfaction=4)
    session.commit()
    return found


def key_of(kind, things):
    return things[kind].id if kind in things else 0


@pytest.mark.parametrize("name", [*LIVE, *OWN])
def test_a_fragment_says_first_what_it_needs(name, app):
    first = (TEMPLATES / f"{name}.html").read_text(encoding="utf-8").splitlines()[0]
    assert re.match(r"\{# .+ Inputs: .+ #\}$", first)


@pytest.mark.parametrize("name", LIVE)
def test_a_live_fragment_needs_no_request_and_brings_one_element(name, things):
    part = LIVE[name]
    key = key_of(part.kind, things)
    root = audit.parse(str(render_live(name, key)), whole=False).root
    (element,) = list(root)
    assert element.attrib["id"] == dom_id(part.kind, key, part.part)
    needed = (TEMPLATES / f"{name}.html").read_text(encoding="utf-8").splitlines()[0]
    assert set(re.findall(r"\w+", needed)) >= {"id", *(part.inputs(key) or {})}


@pytest.mark.parametrize("name", [name for name in LIVE if LIVE[name].kind not in {"person", "news"}])
def test_a_live_fragment_of_what_is_gone_is_nothing_or_empty(name, app):
    html = render_live(name, 10**6)
    assert html is None or "id=" in html


@pytest.mark.parametrize("name", LIVE)
def test_a_live_fragment_comes_in_the_language_of_its_topic(name, things):
    key = key_of(LIVE[name].kind, things)
    for language in ("zh", "en"):
        html = str(render_topic(f"{name}:{key}@{language}"))
        look = audit.parse(html, whole=False)
        assert [audit.bare(node) for node in look.root] == ["hx-partial"]
        audit.parts(look)
        assert not look.troubles


def test_the_two_languages_differ(things):
    key = things["issue"].id
    chinese, english = (render_topic(f"issues/_state:{key}@{language}") for language in ("zh", "en"))
    assert "Being acted on" in english
    assert chinese != english


@pytest.mark.parametrize("name", VIEWERS)
def test_a_fragment_cannot_know_the_viewer(app, browse, cast, name):
    env = app.extensions["fragments"]
    with app.test_request_context("/"), pytest.raises(UndefinedError):
        env.from_string("{{ " + name + " }}").render(lang="en")


def test_nothing_of_a_page_is_at_hand_in_a_fragment(app):
    assert not set(app.extensions["fragments"].globals) & {
        *VIEWERS,
        "places",
        "homes",
        "stream_url",
        "page_ticket",
    }


def test_what_is_undefined_is_an_error_not_a_blank(app):
    with pytest.raises(UndefinedError):
        app.extensions["fragments"].from_string("{{ issue.titel }}").render(issue={"title": "x"})


@pytest.mark.parametrize("state", State)
def test_everybody_gets_the_same_bytes(app, cast, browse, state):
    """Whatever a page lists in its ticket stands in it exactly as it would be sent out."""
    things = scene(cast, state)
    issue = things["issue"]
    addresses = [f"/issues/{issue.id}", *([f"/ballots/{things['ballot'].id}"] if "ballot" in things else [])]
    compared = 0
    for address in addresses:
        for person in (cast.resident, cast.member, cast.chair, cast.secretary, cast.supervisor, None):
            page = browse(person).get(address)
            if page.status_code != 200:
                continue
            ticket = tokens.read(
                app.config["SECRET_KEY"], TICKET.search(page.text).group(1).replace("&amp;", "&")
            )
            for topic in ticket.topics:
                name, _, rest = topic.rpartition(":")
                if name in LIVE:
                    assert str(render_live(name, int(rest.partition("@")[0]))) in page.text, topic
                    compared += 1
    assert compared > 20


@pytest.mark.parametrize("name", OWN)
def test_an_own_part_comes_to_who_sees_the_thing_and_to_nobody_else(name, cast, browse, things):
    part = OWN[name]
    thing = things[part.model.kind]
    everybody = actors(cast)
    for who, person in everybody.items():
        answer = browse(person).get(f"/parts/{name}/{thing.id}")
        assert answer.status_code == (200 if sees(person, thing, now()) else 404), who
        if answer.status_code == 200:
            (element,) = list(audit.parse(answer.text, whole=False).root)
            assert element.attrib["id"] == dom_id(part.model.kind, thing.id, part.part)


@pytest.mark.parametrize("name", OWN)
def test_an_own_part_of_a_report_stays_unseen(name, cast, browse):
    issue = cast.report()
    if OWN[name].model is Issue:
        assert browse(cast.neighbour).get(f"/parts/{name}/{issue.id}").status_code == 404
    assert browse(cast.secretary).get(f"/parts/{name}/999999").status_code == 404


def test_a_part_that_is_none_is_not_found(browse):
    assert browse().get("/parts/issues/_secrets/1").status_code == 404
    assert browse().get("/parts/issues/_state/1").status_code == 404  # live, not own


def test_an_answer_brings_what_changed_on_the_page_and_nothing_else(cast, browse):
    here, elsewhere = in_state(cast, State.ACCEPTED), in_state(cast, State.ACCEPTED)
    browser = browse(cast.member, htmx=True)
    browser.get(f"/issues/{here.id}", headers={"HX-Request": ""})
    said = browser.post(f"/issues/{here.id}/comments", {"body": "我去问过了。"}).text
    assert set(re.findall(r'hx-partial hx-target="#([^"]+)"', said)) >= {f"issue-{here.id}-thread"}
    assert f'hx-target="#issue-{here.id}-state"' not in said
    assert f"issue-{elsewhere.id}" not in said
    away = browser.post(f"/issues/{elsewhere.id}/comments", {"body": "这边也是。"})
    assert away.headers["HX-Redirect"] == f"/issues/{elsewhere.id}"


def test_a_page_without_a_ticket_is_led_on(cast, browse):
    issue = in_state(cast, State.ACCEPTED)
    for ticket in ("", "forged", "W10.x.y"):
        answer = browse(cast.member, htmx=True).post(
            f"/issues/{issue.id}/comments", {"body": "好。"}, headers={"X-Live": ticket}
        )
        assert answer.headers["HX-Redirect"] == f"/issues/{issue.id}"


def poll_address(page):
    return re.search(r'data-poll="([^"]+)"', page.text).group(1).replace("&amp;", "&")


def test_whoever_cannot_listen_asks(app, cast, browse):
    issue = in_state(cast, State.ACCEPTED)
    reader = browse(cast.resident)
    address = poll_address(reader.get(f"/issues/{issue.id}"))
    assert reader.get(address).status_code == 204
    assert browse(cast.member).post(f"/issues/{issue.id}/comments", {"body": "我去问过了。"}).done
    news = reader.get(address)
    assert news.status_code == 200
    assert "我去问过了。" in news.text
    assert f"issue-{issue.id}-thread" in news.text
    assert f"issue-{issue.id}-supports" not in news.text
    later = re.sub(r"since=\d+", f"since={news.headers['X-Live-Since']}", address)
    assert reader.get(later).status_code == 204


def test_a_forged_page_is_refused_and_an_old_one_gone(app, cast, browse, monkeypatch):
    issue = in_state(cast, State.ACCEPTED)
    reader = browse(cast.resident)
    address = poll_address(reader.get(f"/issues/{issue.id}"))
    assert reader.get(address.replace("t=", "t=x")).status_code == 403
    assert reader.get("/fragments").status_code == 403
    monkeypatch.setattr(tokens, "LIFETIME", -1)
    assert reader.get(address).status_code == 410


def test_every_verb_that_moves_an_issue_refreshes_where_it_stands():
    from portal.issues.lifecycle import MOVES

    assert LIVE["issues/_state"].on >= set(MOVES)
    assert LIVE["issues/_history"].on >= set(MOVES) - {Verb.SUPPORT}
