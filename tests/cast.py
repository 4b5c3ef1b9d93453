"""The people of every test: two communities of one subdistrict, and a visitor. All are made up."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from portal.communities import verbs as communities
from portal.communities.models import Community, Subdistrict
from portal.db import session
from portal.issues import verbs as issues
from portal.issues.models import Issue
from portal.journal import Role
from portal.people import verbs as people
from portal.people.models import Person, Visitor

FOUNDED = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)


@dataclass
class Cast:
    """Everybody, by what they are."""

    subdistrict: Subdistrict
    willow: Community  # 柳岸社区, where it happens
    harbour: Community  # 港湾社区, next door
    resident: Person  # reports
    neighbour: Person  # supports
    member: Person
    second_member: Person
    chair: Person
    secretary: Person
    outsider: Person  # a member of the other community's council
    supervisor: Person
    administrator: Person
    visitor: Visitor

    ACTORS = (
        "resident", "neighbour", "member", "second_member", "chair", "secretary",
        "outsider", "supervisor", "administrator", "visitor",
    )  # fmt: skip

    def report(self, *, by: Any = None, now: datetime | None = None, **words: Any) -> Issue:
        """A report of the resident's in the willow community."""
        words = {"title": "三号楼门前路灯不亮", "body": "已经一周了，晚上看不见台阶。", **words}
        event = issues.report(self.willow, by=by or self.resident, now=now or datetime.now(UTC), **words)
        issue = session.get(Issue, event.issue_id)
        assert issue
        return issue


PEOPLE = {
    "resident": ("王秀兰", Role.RESIDENT, "willow"),
    "neighbour": ("何建国", Role.RESIDENT, "willow"),
    "member": ("李明", Role.MEMBER, "willow"),
    "second_member": ("赵悦", Role.MEMBER, "willow"),
    "chair": ("陈静", Role.CHAIR, "willow"),
    "secretary": ("周伟", Role.SECRETARY, "willow"),
    "outsider": ("孙磊", Role.MEMBER, "harbour"),
    "supervisor": ("刘芳", Role.SUPERVISOR, None),
    "administrator": ("秦川", None, None),
}


def assemble() -> None:
    """Found the subdistrict and its communities, and appoint everybody; once for a test process."""
    communities.found_subdistrict(
        by=None, now=FOUNDED, slug="clearwater", name="清河街道", name_en="Clearwater"
    )
    subdistrict = session.query(Subdistrict).one()
    for slug, name, name_en in (("willow", "柳岸社区", "Willow Bank"), ("harbour", "港湾社区", "Harbour")):
        communities.found_community(subdistrict, by=None, now=FOUNDED, slug=slug, name=name, name_en=name_en)
    places = {community.slug: community for community in session.query(Community)}
    for key, (name, role, place) in PEOPLE.items():
        person, _ = people.enrol(by=None, now=FOUNDED, name=name, email=f"{key}@example.org")
        person.is_administrator = key == "administrator"
        if role is Role.SUPERVISOR:
            people.appoint(person, by=None, now=FOUNDED, role=role, subdistrict_id=subdistrict.id)
        elif role and place:
            people.appoint(person, by=None, now=FOUNDED, role=role, community_id=places[place].id)


def recall() -> Cast:
    """Everybody, as rows of the test's own session."""
    places = {community.slug: community for community in session.query(Community)}
    everybody = {key: session.query(Person).filter_by(email=f"{key}@example.org").one() for key in PEOPLE}
    return Cast(
        subdistrict=places["willow"].subdistrict,
        willow=places["willow"],
        harbour=places["harbour"],
        visitor=Visitor(),
        **everybody,
    )
