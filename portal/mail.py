"""What is told to people by mail: an outbox in the database, so that nothing is lost while SMTP is down.

Whoever has something to tell writes it here, in the same transaction; a job sends it (see inbox).
"""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, session

UNNAMED = "http://localhost:8000"
"""Where the portal is when nobody said (see PORTAL_BASE_URL)."""


class Way(StrEnum):
    """How a mail reached its person."""

    SMTP = "smtp"
    FOLDER = "folder"  # while no mail server is named
    PAGE = "page"  # there is no address: it is told on the pages alone


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
    way: Mapped[Way | None]


def post(person_id: int, *, key: str, subject: str, body: str, now: datetime) -> bool:
    """Put a mail to the person into the outbox, once for each key; whether it is new."""
    if session.scalar(sa.select(Mail.id).where(Mail.key == key)) is not None:
        return False
    session.add(
        Mail(key=key, person_id=person_id, subject=subject, body=body, created_at=now, next_try_at=now)
    )
    session.flush()
    return True


def address(path: str) -> str:
    """How a mail names a page: never by the request's host, which a stranger could have made up."""
    return (current_app.config["BASE_URL"] or UNNAMED) + path
