"""What permissions are about: one thing of each kind, in each of the states that matter."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from portal.clock import now
from portal.db import session
from portal.issues import verbs
from portal.issues.lifecycle import State
from portal.issues.models import Issue, Photo, Question
from portal.people.models import SignIn, Visitor
from portal.photos import Picture, store
from tests.cast import Cast
from tests.states import in_state

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
    question = _asked(cast, issue)
    photo = session.query(Photo).filter_by(issue_id=issue.id).one()
    return {"issue": issue, "question": question, "photo": photo, "community": cast.willow}


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
        case "community":
            yield "willow", cast.willow
            yield "harbour", cast.harbour
        case "issue" | "photo":
            for state in State:
                yield state.value, in_state(cast, state)
        case "question":
            question = _asked(cast, in_state(cast, State.REPORTED))
            yield "open", question
            answered = _asked(cast, in_state(cast, State.REPORTED))
            verbs.answer(answered, by=cast.resident, now=now(), text="二层。")
            yield "answered", answered
        case "sign_in":
            yield "the resident's", SignIn(person_id=cast.resident.id)
        case _:
            raise LookupError(f"tests/scenes.py does not say how a {kind} looks")
