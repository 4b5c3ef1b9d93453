"""What is told to people by mail: an outbox in the database, so that nothing is lost while SMTP is down."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base


class Mail(Base):
    """One mail to one person; `key` says what it is about, so that nobody is told the same thing twice."""

    __tablename__ = "mails"
    __table_args__ = (sa.Index("ix_mails_sent_at_next_try_at", "sent_at", "next_try_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(80), unique=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    subject: Mapped[str] = mapped_column(sa.String(200))
    body: Mapped[str] = mapped_column(sa.Text)
    created_at: Mapped[datetime]
    next_try_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]


class Cursor(Base):
    """How far a job has read the journal."""

    __tablename__ = "cursors"

    name: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    event_id: Mapped[int]
