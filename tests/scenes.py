"""What permissions are about: one thing of each kind, in each of the states that matter."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import select

from portal.actions.models import Action
from portal.ballots.models import Ballot
from portal.clock import now
from portal.db import session
from portal.issues import verbs
from portal.issues.lifecycle import State
from portal.issues.models import Issue, Photo, Question
from portal.journal import Role
from portal.people import verbs as people
from portal.people.models import Invitation, Membership, Person, SignIn, Visitor
from portal.photos import Picture, store
from tests.cast import Cast
from tests.states import finish_vote, in_state

PICTURE = Picture("0f" * 32, 8, 8, b"large", b"small")

Column = tuple[str, Any]


def actors(cast: Cast, *issues: Issue) -> dict[str, Any]:
    """Everybody, and the reporter who has no account but holds the codes of these issues."""
    everybody = {name: getattr(cast, name) for name in cast.ACTORS}
    return {**everybody, "code_holder": Visitor(frozenset(issue.id for issue in issues))}


def scene(cast: Cast, state: State, uploads: Path | None = None) -> dict[str, Any]:
    """An issue in the state and what belongs to it, each under its kind."""
    if uploads:
        store(PICTURE, uploads)
    issue = in_state(cast, state, pictures=[PICTURE])
    things = {"issue": issue, "question": _asked(cast, issue)}
    for model in (Photo, Ballot, Action):
        if thing := session.scalar(select(model).where(model.issue_id == issue.id)):
            things[model.kind] = thing
    return things


def place(cast: Cast) -> dict[str, Any]:
    """A community and what belongs to it and to its people, each under its kind."""
    people.invite(cast.willow.id, by=cast.secretary, now=now(), role=Role.MEMBER, name="吴桐")
    people.sign_in(cast.resident, now=now(), device="phone")
    session.commit()
    return {
        "community": cast.willow,
        "subdistrict": cast.subdistrict,
        "membership": _term(cast.resident),
        "invitation": session.scalars(select(Invitation)).one(),
        "sign_in": session.scalars(select(SignIn)).one(),
    }


def voted(cast: Cast) -> Issue:
    """An issue whose vote is over and not yet decided."""
    issue = in_state(cast, State.VOTING)
    finish_vote(cast, issue, now())
    session.commit()
    return issue


def _term(person: Person) -> Membership:
    return session.scalars(select(Membership).where(Membership.person_id == person.id)).one()


def _asked(cast: Cast, issue: Issue) -> Question:
    event = verbs.ask(issue, by=cast.secretary, now=now(), text="是哪一层？")
    session.commit()
    question = session.get(Question, event.thing_id)
    assert question
    return question


def columns(cast: Cast, kind: str) -> Iterator[Column]:
    """Under which circumstances a kind of thing is looked at: what they are called, and the thing in them."""
    match kind:
        case "portal":
            yield "always", None
        case "subdistrict":
            yield "always", cast.subdistrict
        case "community":
            yield "willow", cast.willow
            yield "harbour", cast.harbour
        case "issue":
            for state in State:
                yield state.value, in_state(cast, state)
            yield "vote over", voted(cast)
        case "question":
            yield "open", _asked(cast, in_state(cast, State.REPORTED))
            answered = _asked(cast, in_state(cast, State.REPORTED))
            verbs.answer(answered, by=cast.resident, now=now(), text="二层。")
            yield "answered", answered
        case "ballot":
            for name, issue in (("open", in_state(cast, State.VOTING)), ("closed", voted(cast))):
                yield name, session.scalars(select(Ballot).where(Ballot.issue_id == issue.id)).one()
        case "action":
            for state in (State.ACTING, State.RESOLVED):
                issue = in_state(cast, state)
                yield (
                    f"issue {state}",
                    session.scalars(select(Action).where(Action.issue_id == issue.id)).one(),
                )
        case "membership":
            for name in ("resident", "secretary", "outsider"):
                yield f"the {name}'s", _term(getattr(cast, name))
            ended = _term(cast.neighbour)
            people.end_term(ended, by=cast.secretary, now=now())
            yield "ended", ended
        case "invitation":
            yield "willow", Invitation(community_id=cast.willow.id)
        case "sign_in":
            yield "the resident's", SignIn(person_id=cast.resident.id)
        case _:
            raise LookupError(f"tests/scenes.py does not say how a {kind} looks")
