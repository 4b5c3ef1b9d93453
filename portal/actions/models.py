"""Action items 行动项: who does what by when, so that a decision becomes a result."""

from datetime import date, datetime
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.actions.lifecycle import State
from portal.db import Base
from portal.issues.models import Issue, PartOfIssue
from portal.people.models import Person


class Action(PartOfIssue, Base):
    """One thing that somebody has taken on; its progress notes are in the journal."""

    __tablename__ = "actions"
    __table_args__ = (sa.Index("ix_actions_owner_id_state", "owner_id", "state"),)
    kind: ClassVar[str] = "action"

    id: Mapped[int] = mapped_column(primary_key=True)
    issue_id: Mapped[int] = mapped_column(sa.ForeignKey("issues.id"), index=True)
    title: Mapped[str] = mapped_column(sa.String(120))
    owner_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    due_on: Mapped[date]
    state: Mapped[State]
    blocked_reason: Mapped[str | None] = mapped_column(sa.Text)
    created_at: Mapped[datetime]
    moved_at: Mapped[datetime]
    done_at: Mapped[datetime | None]

    issue: Mapped[Issue] = relationship(lazy="joined")
    owner: Mapped[Person] = relationship(lazy="joined")

    def is_overdue(self, today: date) -> bool:
        """Whether the due date has passed and it is not done (`today` in the portal's time zone)."""
        return not self.state.is_done and self.due_on < today
