"""What the inbox remembers between two rounds of its jobs."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base


class Cursor(Base):
    """How far a job has read the journal."""

    __tablename__ = "cursors"

    name: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    event_id: Mapped[int]
