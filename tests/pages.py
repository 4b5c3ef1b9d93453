"""Every page of the portal, found in its URL map, in a town where each of them has something to show."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import select

from portal.actions import verbs as actions
from portal.actions.models import Action
from portal.ballots.models import Ballot
from portal.clock import now
from portal.db import session
from portal.fragments import LIVE, OWN
from portal.gallery.views import SECTIONS
from portal.issues import verbs as issues
from portal.issues.lifecycle import State
from portal.journal import Role
from portal.people import verbs as people
from portal.photos import store
from tests.actions.given import an_item
from tests.ballots.given import HIDDEN, a_ballot
from tests.browse import Answer, Browser
from tests.cast import Cast
from tests.scenes import PICTURE
from tests.states import in_state

PERSONAS = ("visitor", "resident", "member", "chair", "secretary", "supervisor", "administrator")
LANGUAGES = ("zh", "en")

NO_PAGES = {
    "static": "files",
    "home.card": "a picture",
    "home.qr": "a picture",
    "issues.card": "a picture",
    "issues.photo": "a picture",
    "issues.ticket": "a picture",
    "issues.arrive": "leads on to the issue",
    "issues.similar": "a part of the report's form",
    "ballots.question": "a part of the form that opens a vote",
    "fragments.part": "a part of some page",
    "fragments.poll": "parts of some page",
}
"""What answers to GET and is no page of its own, and what it is instead."""

SAME_FOR_ALL = "gallery."
"""What knows nobody is looked at by the visitor alone."""

LONG = "https://example.org/" + "a-very-long-address-without-any-blank/" * 4
CODE = "K7M4-PX9T-2WQH-R8DN"


@dataclass(frozen=True)
class Page:
    """An address, and what the browser's own cookie must hold for it to show anything."""

    endpoint: str
    path: str
    kept: dict[str, Any] = field(default_factory=dict, hash=False)


@dataclass
class Town:
    """What the pages are about: by argument what stands for it, and by endpoint where that differs."""

    by_argument: dict[str, list[dict[str, Any]]]
    by_endpoint: dict[str, list[dict[str, Any]]]
    kept: dict[str, dict[str, Any]]

    def values(self, endpoint: str, arguments: set[str]) -> list[dict[str, Any]]:
        """What to fill into the address of an endpoint."""
        if endpoint in self.by_endpoint:
            return self.by_endpoint[endpoint]
        if not arguments:
            return [{}]
        (argument,) = arguments
        return self.by_argument[argument]


def furnish(cast: Cast, uploads: Path, *, states: tuple[State, ...] = tuple(State)) -> Town:
    """A town in which something of every kind goes on, with words long and short, and pictures."""
    store(PICTURE, uploads)
    shown = [in_state(cast, state, pictures=[PICTURE]) for state in states]
    asked = cast.report(title="楼道堆物" * 20, pictures=[PICTURE])
    issues.ask(asked, by=cast.secretary, now=now(), text="在几层？")
    debated = in_state(cast, State.DELIBERATING)
    for body in (LONG, "先问问一楼的住户。", "同意。"):
        issues.comment(debated, by=cast.member, now=now(), body=body)
    open_vote = a_ballot(cast, member="yes", chair="no")
    hidden_vote = a_ballot(cast, issue=debated, disclosure=HIDDEN, second_member="yes")
    item = _items(cast)
    rated = in_state(cast, State.RESOLVED)
    issues.rate(rated, by=cast.resident, now=now(), is_solved=True, satisfaction=4)
    invitation, _ = people.invite(cast.willow.id, by=cast.secretary, now=now(), role=Role.MEMBER, name="吴桐")
    reset, _ = people.ask_reset(cast.neighbour, by=None, now=now())
    people.sign_in(cast.resident, now=now() - timedelta(days=2), device="iPhone")
    session.commit()
    single = [asked, debated, open_vote.issue, item.issue, rated]
    willow = {"community_slug": cast.willow.slug}
    votes = [
        open_vote,
        hidden_vote,
        *session.scalars(select(Ballot).where(Ballot.closed_at.is_not(None)).limit(1)),
    ]
    return Town(
        by_argument={
            "community_slug": [willow],
            "issue_id": [{"issue_id": item.issue_id}],
            "ballot_id": [{"ballot_id": vote.id} for vote in votes],
            "action_id": [{"action_id": item.id}],
        },
        by_endpoint={
            "issues.show": [{"issue_id": issue.id} for issue in (*single, *shown)],
            "issues.index": [{}, {"q": "没有这样的议题"}, {"state": "voting"}],
            "issues.report": [{"change": 1}],
            "issues.triage": [willow, {"community_slug": cast.harbour.slug}],
            "communities.show": [willow, {"community_slug": cast.harbour.slug}],
            "people.invitation": [{"token": invitation}],
            "people.new_password": [{"token": reset}],
            "gallery.section": [{"section": name} for name in SECTIONS],
            "gallery.part": [{"name": name} for name in (*LIVE, *OWN)],
        },
        kept={
            "issues.reported": {"fresh_code": CODE},
            "people.fresh_link": {"fresh_link": ["people.invitation", invitation, "吴桐", "/"]},
        },
    )


def _items(cast: Cast) -> Action:
    """Action items in each state, one of them long, late and blocked."""
    item = an_item(cast, due_in=0)
    done, late = an_item(cast, issue=item.issue), an_item(cast, owner=cast.secretary, title="报价" * 40)
    actions.start(item, by=cast.member, now=now())
    actions.note(item, by=cast.member, now=now(), text="已联系三家单位。", pictures=[PICTURE])
    actions.finish(done, by=cast.member, now=now())
    actions.block(late, by=cast.secretary, now=now(), reason="等待图纸。")
    return item


def ask_for(browser: Browser, page: Page, language: str) -> Answer:
    """Get the page in the language, with what it takes out of the browser's own cookie."""
    browser.client.set_cookie("lang", language)
    if page.kept:
        with browser.client.session_transaction() as cookie:
            cookie.update(page.kept)
    return browser.get(page.path)


def getters(app: Flask) -> Iterator[Any]:
    """Every address that answers to GET."""
    return (rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()))


def every_page(app: Flask, town: Town, persona: str = "visitor") -> list[Page]:
    """Each page that a persona may try, once for each thing that it is looked at with."""
    build = app.url_map.bind("").build
    return [
        Page(rule.endpoint, build(rule.endpoint, values), town.kept.get(rule.endpoint, {}))
        for rule in sorted(getters(app), key=lambda rule: rule.rule)
        if rule.endpoint not in NO_PAGES
        and (persona == "visitor" or not rule.endpoint.startswith(SAME_FOR_ALL))
        for values in town.values(rule.endpoint, rule.arguments)
    ]
