"""The spine as a table: which verb leads an issue from which states to which."""

from enum import StrEnum

from portal.journal import Verb
from portal.lifecycle import Move, moves


class State(StrEnum):
    """Where an issue stands."""

    REPORTED = "reported"
    ACCEPTED = "accepted"
    DELIBERATING = "deliberating"
    VOTING = "voting"
    ADOPTED = "adopted"
    REJECTED = "rejected"
    ACTING = "acting"
    RESOLVED = "resolved"
    CLOSED = "closed"
    DECLINED = "declined"
    REFERRED = "referred"
    MERGED = "merged"
    REOPENED = "reopened"

    @property
    def is_untriaged(self) -> bool:
        """Waits for the secretary's first answer."""
        return self is State.REPORTED

    @property
    def is_public(self) -> bool:
        """Shown to everybody: accepted, not declined, and not gone on under another issue's name."""
        return self not in (State.REPORTED, State.DECLINED, State.MERGED)

    @property
    def is_open(self) -> bool:
        """Somebody still has to move."""
        return self in OPEN

    @property
    def is_discussable(self) -> bool:
        """The council may talk about it."""
        return self in DISCUSSABLE

    @property
    def is_deliberating(self) -> bool:
        """On the council's agenda and not yet put to the vote."""
        return self is State.DELIBERATING

    @property
    def is_deciding(self) -> bool:
        """The council talks about it or votes on it: nothing on its page matters more."""
        return self in (State.DELIBERATING, State.VOTING)

    @property
    def is_acting(self) -> bool:
        """Action items are being worked on."""
        return self is State.ACTING

    @property
    def is_elsewhere(self) -> bool:
        """An outside body has it."""
        return self is State.REFERRED

    @property
    def is_explained(self) -> bool:
        """The reason for which it stands here was owed and is shown."""
        return self in (State.DECLINED, State.REOPENED, State.DELIBERATING)

    @property
    def is_decided(self) -> bool:
        """The council has decided, one way or the other."""
        return self in (State.ADOPTED, State.REJECTED)

    @property
    def is_settled(self) -> bool:
        """Handled 办结: the residents are asked whether it is solved."""
        return self in (State.RESOLVED, State.CLOSED)


S = State
OPEN = frozenset(
    {S.REPORTED, S.ACCEPTED, S.DELIBERATING, S.VOTING, S.ADOPTED, S.ACTING, S.REFERRED, S.REOPENED}
)
DISCUSSABLE = frozenset({S.ACCEPTED, S.DELIBERATING, S.VOTING, S.ADOPTED, S.REJECTED, S.ACTING, S.REOPENED})

SPINE = (S.REPORTED, S.ACCEPTED, S.DELIBERATING, S.VOTING, S.ADOPTED, S.ACTING, S.RESOLVED, S.CLOSED)
"""The straight way from the first sentence to the end, as the stepper draws it."""

MOVES: dict[Verb, Move[State]] = {
    Verb.ACCEPT: moves({S.REPORTED}, S.ACCEPTED),
    Verb.DECLINE: moves({S.REPORTED, S.ACCEPTED}, S.DECLINED),
    Verb.REFER: moves({S.REPORTED, S.ACCEPTED, S.DELIBERATING, S.REOPENED}, S.REFERRED),
    Verb.MERGE: moves({S.REPORTED, S.ACCEPTED, S.REOPENED}, S.MERGED),
    Verb.PUT_ON_AGENDA: moves({S.ACCEPTED, S.REFERRED, S.REOPENED}, S.DELIBERATING),
    Verb.OPEN_BALLOT: moves({S.DELIBERATING}, S.VOTING),
    Verb.RETURN_TO_DELIBERATION: moves({S.VOTING, S.REJECTED}, S.DELIBERATING),
    Verb.DECIDE: moves({S.VOTING}, S.ADOPTED, S.REJECTED),
    Verb.START_ACTING: moves({S.ACCEPTED, S.ADOPTED, S.REFERRED, S.REOPENED}, S.ACTING),
    Verb.RESOLVE: moves({S.ACTING, S.REFERRED}, S.RESOLVED),
    Verb.CLOSE: moves({S.RESOLVED, S.REJECTED}, S.CLOSED),
    Verb.REOPEN: moves({S.RESOLVED, S.CLOSED, S.DECLINED}, S.REOPENED),
}
