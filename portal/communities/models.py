"""Subdistricts 街道 and their communities 社区, each with its youth council."""

from datetime import datetime
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base


class Subdistrict(Base):
    """A subdistrict: the upper committee whose supervisors read all its communities."""

    __tablename__ = "subdistricts"
    kind: ClassVar[str] = "subdistrict"
    chain_id: ClassVar[None] = None
    community_id: ClassVar[None] = None

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(sa.String(60), unique=True)
    name: Mapped[str] = mapped_column(sa.String(60))
    name_en: Mapped[str] = mapped_column(sa.String(80))
    created_at: Mapped[datetime]


class Community(Base):
    """A community: residents, a residents' committee, and beside it a youth council."""

    __tablename__ = "communities"
    kind: ClassVar[str] = "community"
    url_key: ClassVar[str] = "slug"
    chain_id: ClassVar[None] = None

    id: Mapped[int] = mapped_column(primary_key=True)
    subdistrict_id: Mapped[int] = mapped_column(sa.ForeignKey("subdistricts.id"), index=True)
    slug: Mapped[str] = mapped_column(sa.String(60), unique=True)
    name: Mapped[str] = mapped_column(sa.String(60))
    name_en: Mapped[str] = mapped_column(sa.String(80))
    created_at: Mapped[datetime]

    subdistrict: Mapped[Subdistrict] = relationship(lazy="joined")

    @property
    def community_id(self) -> int:
        """A community is its own place."""
        return self.id

    @property
    def community(self) -> "Community":
        """A community is its own place."""
        return self
