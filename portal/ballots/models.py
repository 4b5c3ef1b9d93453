"""Ballots 表决: a question put to a frozen roll, and one vote for each on it."""

from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, backref, mapped_column, relationship

from portal.ballots import rules
from portal.ballots.rules import Method
from portal.ballots.rules.base import Poll, Result, Rule, profile
from portal.db import Base, session
from portal.issues.models import Issue, PartOfIssue, Proposal


class Disclosure(StrEnum):
    """What is shown while the vote runs, and after."""

    NAMED = "named"  # who voted how is shown to everyone who sees the issue
    HIDDEN = "hidden"  # nothing but the turnout until close; then totals, never names


class Ballot(PartOfIssue, Base):
    """A question put to the vote, with the rule by which it is decided."""

    __tablename__ = "ballots"
    __table_args__ = (sa.Index("ix_ballots_closes_at", "closes_at"),)
    kind: ClassVar[str] = "ballot"

    id: Mapped[int] = mapped_column(primary_key=True)
    issue_id: Mapped[int] = mapped_column(sa.ForeignKey("issues.id"), index=True)
    proposal_id: Mapped[int | None] = mapped_column(sa.ForeignKey("proposals.id"))
    question: Mapped[str] = mapped_column(sa.String(200))
    method: Mapped[Method] = mapped_column(default=Method.YES_NO)
    rule: Mapped[dict[str, Any]]  # the method's own terms, frozen at opening (see rules/)
    disclosure: Mapped[Disclosure]
    opened_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]  # closed before its time by the chair, or the closing announced
    roll_size: Mapped[int]
    tally: Mapped[dict[str, Any]]  # votes per choice, kept by cast in the same transaction

    # An issue knows its ballots, for the permissions that ask whether one is open; oldest first.
    issue: Mapped[Issue] = relationship(lazy="joined", backref=backref("ballots", order_by=id))
    proposal: Mapped[Proposal | None] = relationship(lazy="joined")

    def is_open(self, at: datetime) -> bool:
        """Whether votes are taken at that moment."""
        return self.closed_at is None and self.opened_at <= at < self.closes_at

    @property
    def is_named(self) -> bool:
        """Whether everybody who sees the issue is shown who votes how."""
        return self.disclosure is Disclosure.NAMED

    def is_shown(self, at: datetime) -> bool:
        """Whether the votes given may be shown at that moment: hidden ones to nobody until the close."""
        return self.is_named or not self.is_open(at)

    @property
    def counting(self) -> Rule:
        """The rule with its terms, as frozen at the opening."""
        return rules.read(self.method, self.rule)

    @property
    def turnout(self) -> int:
        """How many have voted."""
        return int(sum(profile(self.tally).values()))

    def count(self) -> Result:
        """The result of the tally as it stands."""
        return self.counting.count(Poll(Fraction(self.roll_size), profile(self.tally)))

    def has_on_roll(self, person_id: int) -> bool:
        """Whether the person may vote here."""
        return session.get(RollEntry, (self.id, person_id)) is not None


class RollEntry(Base):
    """One voter on the roll 选民名册, frozen when the ballot opened."""

    __tablename__ = "roll"

    ballot_id: Mapped[int] = mapped_column(sa.ForeignKey("ballots.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), primary_key=True, index=True)


class Vote(Base):
    """What a voter chose; one for each on the roll, which the database holds."""

    __tablename__ = "votes"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["ballot_id", "person_id"], ["roll.ballot_id", "roll.person_id"], name="fk_votes_roll"
        ),
    )

    ballot_id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(primary_key=True, index=True)
    choice: Mapped[str] = mapped_column(sa.String(32))
    at: Mapped[datetime]
