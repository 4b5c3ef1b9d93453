"""The people of the made-up subdistrict and where they belong."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from portal.communities import verbs as communities
from portal.communities.models import Community, Subdistrict
from portal.db import session
from portal.journal import Role
from portal.people import verbs as people
from portal.people.models import Person

FOUNDED = timedelta(days=400)
"""How long ago the subdistrict came onto the portal."""
PERSONAS = {"secretary": "secretary", "chair": "chair", "m1": "member", "r1": "resident"}
"""Who of the first community can be tried out with one click, and under which address."""


@dataclass(frozen=True)
class Place:
    """A community and its people by the names that the stories use: chair, secretary, m1 …, r1 …"""

    community: Community
    people: dict[str, Person]

    def __getitem__(self, name: str) -> Person:
        return self.people[name]

    @property
    def neighbours(self) -> list[Person]:
        """Everybody but the office."""
        return [person for name, person in self.people.items() if name != "secretary"]


def settle(table: dict[str, Any], *, now: datetime) -> dict[str, Place]:
    """Found the subdistrict and its communities, and give everybody their place."""
    at = now - FOUNDED
    above = table["subdistrict"]
    names = {key: above[key] for key in ("slug", "name", "name_en")}
    communities.found_subdistrict(by=None, now=at, **names)
    subdistrict = session.query(Subdistrict).filter_by(slug=above["slug"]).one()
    supervisor, _enrolled = people.enrol(
        by=None, now=at, name=above["supervisor"], email="supervisor@demo.example"
    )
    people.appoint(supervisor, by=None, now=at, role=Role.SUPERVISOR, subdistrict_id=subdistrict.id)
    return {
        row["slug"]: _settle(row, subdistrict, at + timedelta(days=1 + n), is_first=n == 0)
        for n, row in enumerate(table["community"])
    }


def _settle(row: dict[str, Any], subdistrict: Subdistrict, at: datetime, *, is_first: bool) -> Place:
    names = {key: row[key] for key in ("slug", "name", "name_en")}
    communities.found_community(subdistrict, by=None, now=at, **names)
    community = session.query(Community).filter_by(slug=row["slug"]).one()
    everybody = [("secretary", row["secretary"], Role.SECRETARY), ("chair", row["chair"], Role.CHAIR)]
    everybody += [(f"m{n}", name, Role.MEMBER) for n, name in enumerate(row["members"].split(), start=1)]
    everybody += [(f"r{n}", name, Role.RESIDENT) for n, name in enumerate(row["residents"].split(), start=1)]
    place = Place(community, {})
    for n, (key, name, role) in enumerate(everybody):
        address = PERSONAS[key] if is_first and key in PERSONAS else f"{row['slug']}-{key}"
        secretary = place.people.get("secretary")
        moment = at + timedelta(minutes=7 * n)
        person, _enrolled = people.enrol(by=secretary, now=moment, name=name, email=f"{address}@demo.example")
        people.appoint(person, by=secretary, now=moment, role=role, community_id=community.id)
        place.people[key] = person
    return place
