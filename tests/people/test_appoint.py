"""Giving somebody a role for a term."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import select

from portal.clock import now
from portal.db import session
from portal.journal import Event, Role, Verb
from portal.people import verbs
from portal.people.models import Membership, Person

SOMEBODY = {"name": "吴桐", "phone": "13800005678"}


def appointed():
    """The newest appointment: its event, the term, and whose it is."""
    event = session.scalars(select(Event).where(Event.verb == Verb.APPOINT).order_by(Event.id.desc())).first()
    term = session.get(Membership, event.thing_id)
    return event, term, session.get(Person, term.person_id)


def test_the_administrator_appoints_a_supervisor(cast, browse, htmx):
    address = f"/subdistricts/{cast.subdistrict.id}/supervisors"
    assert browse(cast.administrator, htmx=htmx).post(address, SOMEBODY).done
    event, term, person = appointed()
    assert (person.name, term.role, term.subdistrict_id) == ("吴桐", Role.SUPERVISOR, cast.subdistrict.id)
    assert (event.by_id, event.for_id, event.data["role"]) == (cast.administrator.id, person.id, "supervisor")
    assert person.supervises(cast.subdistrict.id, now())


def test_the_secretary_appoints_whom_they_enrol(cast, browse, htmx):
    form = {**SOMEBODY, "role": "member"}
    assert browse(cast.secretary, htmx=htmx).post("/communities/willow/people", form).done
    event, term, person = appointed()
    assert (term.role, term.community_id) == (Role.MEMBER, cast.willow.id)
    assert (event.by_id, event.community_id, event.for_id) == (cast.secretary.id, cast.willow.id, person.id)


def test_a_secretary_makes_no_secretaries(cast, browse, htmx):
    form = {**SOMEBODY, "role": "secretary"}
    answer = browse(cast.secretary, htmx=htmx).post("/communities/willow/people", form)
    assert answer.status_code == 422
    assert session.scalar(select(Person.id).where(Person.name == "吴桐")) is None


def test_a_role_begins_and_ends_with_its_term(cast):
    begins = now() + timedelta(days=1)
    ends = begins + timedelta(days=30)
    verbs.appoint(
        cast.resident,
        by=cast.secretary,
        now=begins,
        role=Role.MEMBER,
        community_id=cast.willow.id,
        ends_at=ends,
    )
    moment = timedelta(microseconds=1)
    held = {
        at: cast.resident.holds(Role.MEMBER, cast.willow.id, at)
        for at in (begins - moment, begins, ends - moment, ends)
    }
    assert list(held.values()) == [False, True, True, False]


@pytest.mark.parametrize("places", [{}, {"community_id": 1, "subdistrict_id": 1}])
def test_a_role_has_one_place(cast, places):
    with pytest.raises(sa.exc.IntegrityError, match="one_place"):
        verbs.appoint(cast.resident, by=cast.administrator, now=now(), role=Role.MEMBER, **places)
    session.rollback()
