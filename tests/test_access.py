"""Who may do what: the table, the snapshots, and every door tried by everybody in every state."""

from typing import Any

import pytest
from sqlalchemy import select

from portal.access import TABLE, Can, allowed, sees, why_not
from portal.actions import lifecycle as actions
from portal.ballots.models import Ballot
from portal.clock import now
from portal.db import session
from portal.i18n import today
from portal.issues import lifecycle as issues
from portal.issues.lifecycle import State
from portal.journal import latest_id
from tests import snapshots
from tests.scenes import actors, place, scene, voted
from tests.states import in_state

LIFECYCLES: dict[str, Any] = {"issue": issues.MOVES, "action": actions.MOVES}


FORMS: dict[str, dict[str, str]] = {
    "issues.create": {"title": "路灯不亮", "body": "三号楼门前。", "category": "safety"},
    "issues.answer_many": {"issue": "{waiting}", "act": "accept"},
    "issues.decline": {"reason": "不在本社区范围内。"},
    "issues.refer": {"body": "区路灯管理所"},
    "issues.merge": {"into": "{other}"},
    "issues.ask": {"text": "是哪一层？"},
    "issues.answer": {"text": "二层和三层之间。"},
    "issues.comment": {"body": "先问问一楼的住户。"},
    "issues.propose": {"title": "换成感应灯", "body": "由物业更换。", "cost": "3200"},
    "issues.resolve": {"outcome": "六盏灯全部更换。"},
    "issues.reopen": {"reason": "又不亮了。"},
    "issues.return_to_deliberation": {"reason": "人数不足。"},
    "issues.rate": {"is_solved": "yes", "satisfaction": "5"},
    "ballots.cast": {"choice": "yes"},
    "ballots.decide": {"text": "同意更换。"},
    "actions.assign": {"title": "请物业报价", "owner": "{owner}", "due_on": "{day}"},
    "actions.block": {"reason": "等待图纸。"},
    "actions.note": {"text": "已联系三家单位。"},
    "actions.reschedule": {"due_on": "{day}"},
    "communities.invite": {"role": "member", "name": "吴桐"},
    "communities.enrol": {"role": "resident", "name": "吴桐", "phone": "13800005678"},
    "communities.found_community": {"slug": "meadow", "name": "草坪社区", "name_en": "Meadow"},
    "communities.appoint_supervisor": {"name": "吴桐", "phone": "13800005678"},
}  # fmt: skip
"""What is filled in, by endpoint; where only a button is pressed, nothing is listed."""

WITHOUT_A_THING = {"static", "fragments.part", "fragments.poll"}
"""Addresses that name no thing of one kind: see tests/test_fragments.py."""


def test_every_endpoint_is_stamped(app):
    unstamped = [name for name, view in snapshots.stamped(app) if not hasattr(view, "permission")]
    assert not unstamped


def test_every_permission_has_its_line():
    assert set(TABLE) == set(Can)


def test_only_get_and_post(app):
    for rule in app.url_map.iter_rules():
        assert rule.methods in ({"GET", "HEAD", "OPTIONS"}, {"POST", "OPTIONS"}), rule


def test_an_unstamped_endpoint_is_refused(app, browse, monkeypatch):
    monkeypatch.setitem(app.view_functions, "issues.track", lambda: "open to everybody by mistake")
    assert browse().get("/track").status_code == 403


def test_the_routes_are_as_agreed(app):
    """`python -m tests.snapshots` after a change that is meant."""
    assert snapshots.routes(app) == snapshots.ROUTES.read_text(encoding="utf-8")


def test_the_permissions_are_as_agreed(app, cast):
    """`python -m tests.snapshots` after a change that is meant."""
    assert snapshots.access(app, cast) == snapshots.ACCESS.read_text(encoding="utf-8")


class Door:
    """One endpoint about a thing, and what it answers to whom."""

    def __init__(self, app: Any, rule: Any, thing: Any) -> None:
        self.name, self.view, self.thing = rule.endpoint, app.view_functions[rule.endpoint], thing
        self.posts = "POST" in rule.methods
        (key,) = rule.arguments
        value = getattr(thing, key.removeprefix(f"{thing.kind}_"))
        self.address = app.url_map.bind("").build(rule.endpoint, {key: value})

    def leads_on(self) -> bool:
        """Whether the verb starts from the state in which the thing is."""
        verb = self.name.partition(".")[2]
        line = LIFECYCLES.get(self.thing.kind, {}).get(verb)
        return line is None or self.thing.state in line.frm

    def forecast(self, person: Any, *, filled: bool) -> set[int]:
        """What the table and the lifecycle predict."""
        at = now()
        if not sees(person, self.thing, at):
            return {404}
        if not allowed(self.view.permission, person, self.thing, at):
            reason = why_not(self.view.permission, person, self.thing, at)
            return {403 if self.posts or person.is_authenticated or reason else 302}
        if not self.posts:
            return {200}
        if self.name in FORMS and not filled:
            return {422} if self.leads_on() else {409, 422}
        return {303} if self.leads_on() else {409}


def doors(app: Any, things: dict[str, Any]) -> list[Door]:
    """Every endpoint about one of these things."""
    found = []
    for rule in app.url_map.iter_rules():
        model = None if rule.endpoint in WITHOUT_A_THING else app.view_functions[rule.endpoint].model
        if model is not None and model.kind in things:
            found.append(Door(app, rule, things[model.kind]))
    return found


def try_all(
    app: Any, browse: Any, rewind: Any, everybody: dict[str, Any], tried: list[Door], words: Any
) -> None:
    """Send everybody through every door, with an empty and a filled form; each answer as predicted."""
    browsers = {name: browse(person) for name, person in everybody.items()}
    with browsers["code_holder"].client.session_transaction() as cookie:
        cookie["tracked"] = sorted(everybody["code_holder"].tracked)
    tries = []
    for door in tried:
        for name, person in everybody.items():
            full, empty = door.forecast(person, filled=True), door.forecast(person, filled=False)
            tries.append((door, name, door.name in FORMS, full))
            if empty != full:  # whoever may not send it is told so whatever they wrote
                tries.append((door, name, False, empty))
    put_back, before, wrong = rewind(), latest_id(), []
    for door, name, filled, predicted in tries:
        form = {key: word.format(**words) for key, word in FORMS[door.name].items()} if filled else {}
        browser = browsers[name]
        answer = browser.post(door.address, form) if door.posts else browser.get(door.address)
        said = f"{name} at {door.name}, {'filled in' if filled else 'empty'}: {answer.status_code}"
        if answer.status_code not in predicted:
            wrong.append(f"{said}, not {predicted}")
        if latest_id() != before:
            if answer.status_code != 303:
                wrong.append(f"{said}, and yet something changed")
            put_back()
            with browser.client.session_transaction() as cookie:
                cookie.pop("_flashes", None)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("state", State)
def test_every_door_answers_everybody_as_agreed(app, cast, browse, rewind, state):
    """Each endpoint about an issue in this state and about its parts, tried by each person."""
    things = scene(cast, state, app.config["UPLOADS"])
    words = {"other": in_state(cast, State.ACCEPTED).id, "owner": cast.member.id, "day": today(now())}
    try_all(app, browse, rewind, actors(cast, things["issue"]), doors(app, things), words)


def test_every_door_is_right_when_the_vote_is_over(app, cast, browse, rewind):
    issue = voted(cast)
    ballot = session.scalars(select(Ballot).where(Ballot.issue_id == issue.id)).one()
    found = doors(app, {"issue": issue, "ballot": ballot})
    tried = [door for door in found if door.name.startswith("ballots.") or "deliberation" in door.name]
    try_all(app, browse, rewind, actors(cast, issue), tried, {})


def test_every_door_about_a_place_and_its_people(app, cast, browse, rewind):
    words = {"waiting": in_state(cast, State.REPORTED).id}
    try_all(app, browse, rewind, actors(cast), doors(app, place(cast)), words)


def test_every_kind_of_thing_is_tried(app, cast):
    asked = {view.model.kind for _, view in snapshots.stamped(app) if view.model}
    tried = {*place(cast), *scene(cast, State.ACTING)}
    assert asked == tried
