"""A subdistrict to measure on, made by the verbs: the same words, numbers and order each time."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from portal.ballots import verbs as ballots
from portal.ballots.models import Ballot, Disclosure
from portal.ballots.rules.yes_no import YesNo
from portal.communities import verbs as communities
from portal.communities.models import Community, Subdistrict
from portal.db import session
from portal.issues import verbs
from portal.issues.models import Category, Issue
from portal.journal import Role
from portal.people import verbs as people
from portal.people.models import Person

MEMBERS = 30
COMMENTS = 40
PLACES = ("东门", "三号楼", "菜场", "小广场", "地下车库", "幼儿园门口", "七号楼二单元", "河边步道")
TROUBLES = (
    "路灯不亮",
    "垃圾桶满溢",
    "加装电梯",
    "电动车没有地方充电",
    "暖气不热",
    "停车太乱",
    "夜里噪声",
    "想要食堂",
)
SAID = "我去问过隔壁小区，他们当时请了三家单位报价，楼下的邻居担心采光，最后是先看图纸再商量的。"


@dataclass(frozen=True)
class Town:
    """What the measurements need of it: the issue that is voted on, its ballot, and who votes."""

    issue_id: int
    ballot_id: int
    voters: Sequence[Person]


def build(issues: int, now: datetime) -> Town:
    """Found it, with so many issues of the last ninety days, and one before the council."""
    chance = random.Random(1)
    places = _found(now - timedelta(days=400))
    office = [_office(place, now - timedelta(days=399)) for place in places]
    for n in range(issues):
        where = chance.randrange(len(places))
        _issue(places[where], office[where], chance, now - timedelta(days=90) * (1 - n / issues))
    return _vote(places[0], office[0], now)


def _found(at: datetime) -> list[Community]:
    communities.found_subdistrict(by=None, now=at, slug="town", name="清河街道", name_en="Clearwater")
    subdistrict = session.query(Subdistrict).one()
    for n, name in enumerate(("柳岸社区", "港湾社区", "新桥社区", "梅园社区", "东湖社区")):
        communities.found_community(
            subdistrict, by=None, now=at, slug=f"place{n}", name=name, name_en=f"Place {n}"
        )
    return session.query(Community).order_by(Community.id).all()


def _office(place: Community, at: datetime) -> dict[Role, list[Person]]:
    numbers = {Role.SECRETARY: 1, Role.CHAIR: 1, Role.MEMBER: MEMBERS - 1, Role.RESIDENT: 20}
    return {role: [_person(place, role, n, at) for n in range(many)] for role, many in numbers.items()}


def _person(place: Community, role: Role, n: int, at: datetime) -> Person:
    name = f"{'王李张刘陈杨赵黄周吴'[n % 10]}{'明伟芳静悦磊兰川桐强'[n * 7 % 10]}"
    person, _ = people.enrol(by=None, now=at, name=name)
    people.appoint(person, by=None, now=at, role=role, community_id=place.id)
    return person


def _report(place: Community, by: Person, chance: random.Random, at: datetime) -> Issue:
    title = f"{chance.choice(PLACES)}{chance.choice(TROUBLES)}"
    event = verbs.report(
        place, by=by, now=at, title=title, body=SAID, place=chance.choice(PLACES),
        category=chance.choice(list(Category)),
    )  # fmt: skip
    return session.get_one(Issue, event.issue_id)


def _issue(place: Community, office: dict[Role, list[Person]], chance: random.Random, at: datetime) -> None:
    """One of many: on its way as far as chance takes it."""
    (secretary,), (chair,) = office[Role.SECRETARY], office[Role.CHAIR]
    issue = _report(place, chance.choice(office[Role.RESIDENT]), chance, at)
    steps: list[tuple[Any, dict[str, Any]]] = [
        (verbs.accept, {"by": secretary}),
        (verbs.put_on_agenda, {"by": chair}),
        (verbs.start_acting, {"by": secretary}),
        (verbs.resolve, {"by": secretary, "outcome": SAID}),
        (verbs.close, {"by": secretary}),
    ]
    if chance.random() < 0.5:
        del steps[1:2]  # straight from accepted
    else:
        del steps[2:]  # still with the council
    for verb, words in steps[: chance.randint(1, len(steps))]:
        at += timedelta(hours=3)
        verb(issue, now=at, **words)
    for person in chance.sample(office[Role.MEMBER], chance.randrange(6)):
        if issue.state.is_open:
            verbs.support(issue, by=person, now=at)


def _vote(place: Community, office: dict[Role, list[Person]], now: datetime) -> Town:
    """The issue whose page is measured: forty comments, two proposals, and an open vote."""
    (secretary,), (chair,), members = office[Role.SECRETARY], office[Role.CHAIR], office[Role.MEMBER]
    issue = _report(place, office[Role.RESIDENT][0], random.Random(2), now - timedelta(days=9))
    verbs.accept(issue, by=secretary, now=now - timedelta(days=8))
    verbs.put_on_agenda(issue, by=chair, now=now - timedelta(days=7))
    for n in range(COMMENTS):
        verbs.comment(
            issue, by=members[n % len(members)], now=now - timedelta(days=6) + timedelta(hours=n), body=SAID
        )
    for n in range(2):
        verbs.propose(issue, by=members[n], now=now - timedelta(days=3), title=f"方案{n + 1}", body=SAID)
    ballots.open_ballot(
        issue, by=chair, now=now - timedelta(days=1), question="要不要这样做？", rule=YesNo.preset("simple"),
        disclosure=Disclosure.NAMED, closes_at=now + timedelta(days=7),
    )  # fmt: skip
    for member in members:
        verbs.support(issue, by=member, now=now)
    return Town(issue.id, session.query(Ballot).one().id, members)
