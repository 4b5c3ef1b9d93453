"""The demo's door: one press and one is somebody made up. Outside the demo there is no such door."""

from typing import Any, NamedTuple

from flask import abort, current_app, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from portal.access import Can, allows
from portal.answers import done
from portal.clock import now
from portal.journal import Role
from portal.people import bp, doors, queries
from portal.people.models import Person

PERSONAS = ("resident", "member", "chair", "secretary", "supervisor")


def address_of(persona: str) -> str:
    """The address by which the demo's data mark a persona."""
    return f"{persona}@demo.example"


class Part(NamedTuple):
    """Somebody whom one can be, with what they are and where."""

    persona: str
    name: str
    role: Role
    place: Any


def everybody() -> list[Part]:
    """Whom one can be in the demo; outside of it, nobody."""
    if not current_app.config["DEMO"]:
        return []
    found = queries.by_emails(map(address_of, PERSONAS))
    people = [(persona, found.get(address_of(persona))) for persona in PERSONAS]
    return [Part(persona, p.name, Role(persona), _place(p)) for persona, p in people if p]


def _place(person: Person) -> Any:
    first = next(iter(person.memberships), None)
    return first and (first.community or first.subdistrict)


@allows(Can.SIGN_IN)
def play() -> ResponseReturnValue:
    """Sign in as a persona."""
    persona = request.form.get("persona", "")
    person = queries.by_login(address_of(persona)) if persona in PERSONAS else None
    if person is None:
        abort(404)
    doors.enter(person, now())
    return done(to=doors.wanted(url_for("inbox.index")), lead=True)


@bp.record
def hang_door(state: BlueprintSetupState) -> None:
    """Only a demo gets the door."""
    if state.app.config["DEMO"]:
        state.add_url_rule("/sign-in/demo", "play", play, methods=["POST"])
