"""The journal 台账: one event per change, in the same transaction, never altered afterwards.

A timeline, a tally that moves, a mail, a feed, a monthly figure: everything that anyone is told is
read from here. Personal data of residents is never written here: an event names people by their row.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, Protocol

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, session


class Verb(StrEnum):
    """Every word that the journal knows; each names its function, its event and its test file."""

    # people and communities
    FOUND = "found"
    ENROL = "enrol"
    INVITE = "invite"
    REVOKE_INVITATION = "revoke_invitation"
    ACCEPT_INVITATION = "accept_invitation"
    APPOINT = "appoint"
    END_TERM = "end_term"
    SIGN_IN = "sign_in"
    REVOKE_SIGN_IN = "revoke_sign_in"
    ASK_RESET = "ask_reset"
    CHANGE_PASSWORD = "change_password"  # noqa: S105
    CHANGE_PROFILE = "change_profile"
    # issues
    REPORT = "report"
    SUPPORT = "support"
    ACCEPT = "accept"
    DECLINE = "decline"
    REFER = "refer"
    MERGE = "merge"
    ASK = "ask"
    ANSWER = "answer"
    PUT_ON_AGENDA = "put_on_agenda"
    COMMENT = "comment"
    PROPOSE = "propose"
    RETURN_TO_DELIBERATION = "return_to_deliberation"
    DECIDE = "decide"
    START_ACTING = "start_acting"
    RESOLVE = "resolve"
    RATE = "rate"
    REOPEN = "reopen"
    CLOSE = "close"
    # ballots
    OPEN_BALLOT = "open_ballot"
    CAST = "cast"
    CLOSE_BALLOT = "close_ballot"
    # action items
    ASSIGN = "assign"
    START = "start"
    BLOCK = "block"
    FINISH = "finish"
    NOTE = "note"
    RESCHEDULE = "reschedule"


class Role(StrEnum):
    """In what capacity somebody acts; the offices come from memberships (see people)."""

    VISITOR = "visitor"
    RESIDENT = "resident"
    MEMBER = "member"
    CHAIR = "chair"
    SECRETARY = "secretary"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"
    CLOCK = "clock"

    @property
    def is_office(self) -> bool:
        """Office holders are shown by name; everybody else appears as 居民."""
        return self in OFFICES


OFFICES = frozenset({Role.MEMBER, Role.CHAIR, Role.SECRETARY, Role.SUPERVISOR, Role.ADMINISTRATOR})


class Channel(StrEnum):
    """By which way something reached the portal."""

    ONLINE = "online"
    DESK = "desk"  # on paper, by phone or in person: entered by a secretary
    IMPORT = "import"
    CLOCK = "clock"  # nobody did it: a time had come


class Actor(Protocol):
    """Who acts: a person, a visitor without an account, or an import (which has a `channel` of its own)."""

    @property
    def id(self) -> Any: ...

    def role_in(self, community_id: int | None, at: datetime) -> Role: ...


class Thing(Protocol):
    """What can be acted on and stands in the journal."""

    kind: ClassVar[str]

    @property
    def id(self) -> Any: ...
    @property
    def chain_id(self) -> int | None: ...
    @property
    def community_id(self) -> Any: ...


class Event(Base):
    """One line of the journal: who did what to which thing, when, where, and what moved."""

    __tablename__ = "journal"
    __table_args__ = (
        sa.Index("ix_journal_issue_id_id", "issue_id", "id"),
        sa.Index("ix_journal_thing_id", "thing", "id"),
        sa.Index("ix_journal_community_id_at", "community_id", "at"),
        sa.Index("ix_journal_verb_at", "verb", "at"),
        sa.Index("ix_journal_at_id", "at", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    verb: Mapped[Verb]
    thing: Mapped[str] = mapped_column(sa.String(40))
    issue_id: Mapped[int | None] = mapped_column(sa.ForeignKey("issues.id"))
    community_id: Mapped[int | None] = mapped_column(sa.ForeignKey("communities.id"))
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    by_role: Mapped[Role]
    for_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    channel: Mapped[Channel]
    state_from: Mapped[str | None] = mapped_column(sa.String(32))
    state_to: Mapped[str | None] = mapped_column(sa.String(32))
    data: Mapped[dict[str, Any]]

    @property
    def thing_id(self) -> int:
        """The row of the thing, whose kind `thing` names before the colon."""
        return int(self.thing.partition(":")[2])


def ref(thing: Thing) -> str:
    """The thing's name in the journal, such as "issue:12": an address to read, never a key to join on."""
    return f"{thing.kind}:{thing.id}"


def record(
    verb: Verb,
    thing: Thing,
    *,
    by: Actor | None,
    at: datetime,
    moved: tuple[StrEnum, StrEnum] | None = None,
    for_id: int | None = None,
    channel: Channel | None = None,
    **data: Any,
) -> Event:
    """Write one event into the session; `by=None` says that nobody acted, a time had come."""
    if thing.id is None:
        session.flush()  # a new thing gets its row, and so its name
    event = Event(
        at=at,
        verb=verb,
        thing=ref(thing),
        issue_id=thing.chain_id,
        community_id=thing.community_id,
        by_id=by.id if by else None,
        by_role=by.role_in(thing.community_id, at) if by else Role.CLOCK,
        for_id=for_id,
        channel=channel or (getattr(by, "channel", Channel.ONLINE) if by else Channel.CLOCK),
        state_from=moved[0] if moved else None,
        state_to=moved[1] if moved else None,
        data=data,
    )
    session.add(event)
    session.flush()
    return event


def latest_id() -> int:
    """The number of the newest event: what a page rendered now has seen."""
    return session.scalar(sa.select(sa.func.max(Event.id))) or 0


REFUSE = "the journal is append-only"
ON_SQLITE = "CREATE TRIGGER journal_no_{0} BEFORE {0} ON journal BEGIN SELECT RAISE(ABORT, '{1}'); END"
ON_POSTGRESQL = """
CREATE FUNCTION journal_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{0}'; END $$;
CREATE TRIGGER journal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON journal
FOR EACH STATEMENT EXECUTE FUNCTION journal_append_only()
"""
APPEND_ONLY = {
    "sqlite": [ON_SQLITE.format(what, REFUSE) for what in ("update", "delete")],
    "postgresql": ON_POSTGRESQL.format(REFUSE).strip().split(";\n"),
}
"""Statements by which each database itself refuses to change what was written (run by the migration)."""
