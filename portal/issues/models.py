"""Issues 议题 (a report 诉求 is an issue not yet on the agenda) and what people add to them."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.communities.models import Community
from portal.db import Base, session
from portal.issues.lifecycle import State
from portal.journal import Event, Verb
from portal.people.models import Person

TRIAGE_WITHIN = timedelta(days=3)
"""A report gets its first answer within three days; the secretary's inbox shows how long is left."""


class Category(StrEnum):
    """What a report is about."""

    SAFETY = "safety"
    LIFT = "lift"
    PARKING = "parking"
    CHARGING = "charging"
    HEATING = "heating"
    WASTE = "waste"
    NOISE = "noise"
    GREENERY = "greenery"
    REPAIRS = "repairs"
    ELDERLY = "elderly"
    CHILDREN = "children"
    CULTURE = "culture"
    OTHER = "other"


class Issue(Base):
    """A neighbourhood problem on its way from a resident's report to a rated result."""

    __tablename__ = "issues"
    __table_args__ = (
        sa.UniqueConstraint("community_id", "source"),
        sa.Index("ix_issues_community_id_state_reported_at", "community_id", "state", "reported_at"),
        sa.Index("ix_issues_community_id_reported_at", "community_id", "reported_at", "id"),
        sa.Index("ix_issues_reported_at_id", "reported_at", "id"),
    )
    kind: ClassVar[str] = "issue"

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(sa.ForeignKey("communities.id"))
    state: Mapped[State]
    category: Mapped[Category]
    title: Mapped[str] = mapped_column(sa.String(120))
    body: Mapped[str] = mapped_column(sa.Text)
    place: Mapped[str] = mapped_column(sa.String(120), default="")
    reporter_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"), index=True)
    tracking_hash: Mapped[str | None] = mapped_column(sa.String(64), unique=True)
    source: Mapped[str | None] = mapped_column(sa.String(80))  # where an imported report came from

    reported_at: Mapped[datetime]
    resolved_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    moved_at: Mapped[datetime]  # since when it has been in its state

    referred_to: Mapped[str | None] = mapped_column(sa.String(80))
    merged_into_id: Mapped[int | None] = mapped_column(sa.ForeignKey("issues.id"), index=True)
    reason: Mapped[str | None] = mapped_column(sa.Text)  # why declined, returned or reopened: the latest
    decision: Mapped[str | None] = mapped_column(sa.Text)
    outcome: Mapped[str | None] = mapped_column(sa.Text)  # the public closing statement
    round: Mapped[int] = mapped_column(
        default=1
    )  # counts up each time it is reopened; ratings belong to a round

    # kept by the verbs in the same transaction
    support_count: Mapped[int] = mapped_column(default=0)  # the supports here and those imported
    comment_count: Mapped[int] = mapped_column(default=0)
    imported_supports: Mapped[int] = mapped_column(default=0)  # said elsewhere: a number without persons

    community: Mapped[Community] = relationship(lazy="joined")
    reporter: Mapped[Person | None] = relationship(lazy="select")

    @property
    def chain_id(self) -> int:
        """An issue heads its own chain of history."""
        return self.id

    @property
    def issue(self) -> "Issue":
        """An issue heads its own chain of history."""
        return self

    @property
    def is_public(self) -> bool:
        """Whether everybody may see it; a merged one if it was public before, so that its links lead on."""
        if self.state is not State.MERGED:
            return self.state.is_public
        merged = sa.select(Event.state_from).where(Event.issue_id == self.id, Event.verb == Verb.MERGE)
        came_from = session.scalar(merged.order_by(Event.id.desc()).limit(1))
        return came_from is not None and State(came_from).is_public

    def is_supported_by(self, person_id: int) -> bool:
        """Whether the person has said "me too"."""
        return session.get(Support, (self.id, person_id)) is not None

    @property
    def triage_due_at(self) -> datetime:
        """When the first answer is owed."""
        return self.reported_at + TRIAGE_WITHIN


class PartOfIssue:
    """What belongs to an issue: same chain of history, same community, seen by whoever sees the issue."""

    issue_id: Mapped[int]
    issue: Mapped[Issue]

    @property
    def chain_id(self) -> int:
        """The issue whose history this belongs to."""
        return self.issue_id

    @property
    def community_id(self) -> int:
        """Where it takes place."""
        return self.issue.community_id

    @property
    def community(self) -> Community:
        """Where it takes place."""
        return self.issue.community


class Contact(Base):
    """How to reach a reporter; read by that community's secretary alone."""

    __tablename__ = "contacts"

    issue_id: Mapped[int] = mapped_column(sa.ForeignKey("issues.id"), primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(60), default="")
    phone: Mapped[str] = mapped_column(sa.String(20), default="")


class IssueWord(Base):
    """One search token of an issue's title and place (see portal/search.py)."""

    __tablename__ = "issue_words"
    __table_args__ = ({"sqlite_with_rowid": False},)

    word: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    issue_id: Mapped[int] = mapped_column(sa.ForeignKey("issues.id"), primary_key=True)


class Support(Base):
    """A resident's 附议: me too. Once each; the database holds that."""

    __tablename__ = "supports"

    issue_id: Mapped[int] = mapped_column(sa.ForeignKey("issues.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), primary_key=True, index=True)
    at: Mapped[datetime]


class Question(PartOfIssue, Base):
    """What the secretary asked the reporter, and the answer; read by these two."""

    __tablename__ = "questions"
    kind: ClassVar[str] = "question"

    id: Mapped[int] = mapped_column(primary_key=True)
    issue_id: Mapped[int] = mapped_column(sa.ForeignKey("issues.id"), index=True)
    text: Mapped[str] = mapped_column(sa.Text)
    asked_at: Mapped[datetime]
    answer: Mapped[str | None] = mapped_column(sa.Text)
    answered_at: Mapped[datetime | None]

    issue: Mapped[Issue] = relationship(lazy="joined")


class Comment(PartOfIssue, Base):
    """What a member said in the deliberation."""

    __tablename__ = "comments"
    kind: ClassVar[str] = "comment"

    id: Mapped[int] = mapped_column(primary_key=True)
    issue_id: Mapped[int] = mapped_column(sa.ForeignKey("issues.id"), index=True)
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    body: Mapped[str] = mapped_column(sa.Text)
    at: Mapped[datetime]

    issue: Mapped[Issue] = relationship(lazy="joined")


class Proposal(PartOfIssue, Base):
    """A way to solve the issue 方案, written by a member; cost in fen (1/100 yuan), exact."""

    __tablename__ = "proposals"
    kind: ClassVar[str] = "proposal"

    id: Mapped[int] = mapped_column(primary_key=True)
    issue_id: Mapped[int] = mapped_column(sa.ForeignKey("issues.id"), index=True)
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    title: Mapped[str] = mapped_column(sa.String(120))
    body: Mapped[str] = mapped_column(sa.Text)
    cost_fen: Mapped[int | None] = mapped_column(sa.BigInteger)
    at: Mapped[datetime]

    issue: Mapped[Issue] = relationship(lazy="joined")


class Rating(Base):
    """One resident's word on a resolved issue: is it solved, and how satisfied (1-5); one each per round."""

    __tablename__ = "ratings"
    __table_args__ = (
        sa.UniqueConstraint("issue_id", "round", "person_id"),
        # the reporter without an account has no person: one such rating per round
        sa.Index(
            "uq_ratings_reporter_without_account",
            "issue_id",
            "round",
            unique=True,
            sqlite_where=sa.text("person_id IS NULL"),
            postgresql_where=sa.text("person_id IS NULL"),
        ),
        sa.CheckConstraint("satisfaction BETWEEN 1 AND 5", name="satisfaction"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    issue_id: Mapped[int] = mapped_column(sa.ForeignKey("issues.id"))
    round: Mapped[int]
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"), index=True)
    is_solved: Mapped[bool]
    satisfaction: Mapped[int]
    at: Mapped[datetime]


class Photo(PartOfIssue, Base):
    """A picture that came with an event: a report, a progress note or a closing statement."""

    __tablename__ = "photos"
    kind: ClassVar[str] = "photo"

    id: Mapped[int] = mapped_column(primary_key=True)
    issue_id: Mapped[int] = mapped_column(sa.ForeignKey("issues.id"), index=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("journal.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(64))  # the SHA-256 of the stored picture, and its file name
    width: Mapped[int]
    height: Mapped[int]

    issue: Mapped[Issue] = relationship(lazy="joined")
