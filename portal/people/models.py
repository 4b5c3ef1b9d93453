"""People, the roles they hold for a term, and the doors by which they come in."""

from datetime import datetime, timedelta
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base
from portal.journal import Role

GRADED = (Role.SECRETARY, Role.CHAIR, Role.MEMBER, Role.SUPERVISOR, Role.RESIDENT)


class Visitor:
    """Somebody without an account; may hold the tracking codes of their own reports."""

    id = None
    name = ""
    locale = None
    is_authenticated = False
    is_active = False
    is_anonymous = True
    is_administrator = False
    subdistricts: frozenset[int] = frozenset()

    def __init__(self, tracked: frozenset[int] = frozenset()) -> None:
        self.tracked = tracked

    def get_id(self) -> None:
        """A visitor has no session to come back to."""

    def holds(self, role: Role, community_id: int | None, at: datetime) -> bool:
        """A visitor holds no role."""
        return False

    def supervises(self, subdistrict_id: int | None, at: datetime) -> bool:
        """A visitor supervises nothing."""
        return False

    def role_in(self, community_id: int | None, at: datetime) -> Role:
        """A visitor acts as a visitor."""
        return Role.VISITOR


class Person(Base):
    """Somebody with an account: a resident, an office holder, or both."""

    __tablename__ = "people"
    kind: ClassVar[str] = "person"
    chain_id: ClassVar[None] = None
    community_id: ClassVar[None] = None
    is_authenticated: ClassVar[bool] = True
    is_active: ClassVar[bool] = True
    is_anonymous: ClassVar[bool] = False

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(60))
    sort_name: Mapped[str] = mapped_column(sa.String(200), index=True)
    phone: Mapped[str | None] = mapped_column(sa.String(20), unique=True)
    email: Mapped[str | None] = mapped_column(sa.String(254), unique=True)
    password_hash: Mapped[str | None] = mapped_column(sa.String(200))
    locale: Mapped[str | None] = mapped_column(sa.String(8))
    is_administrator: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]

    memberships: Mapped[list["Membership"]] = relationship(back_populates="person", lazy="selectin")

    def __init__(self, *, name: str, **kw: object) -> None:
        super().__init__(name=name, sort_name=sort_name(name), **kw)

    # Set for the request (see guard): what the browser holds, and by which sign-in it came.
    tracked = frozenset[int]()
    token = ""
    sign_in_id = 0

    def get_id(self) -> str:
        """What the browser's cookie keeps: the secret of this sign-in, never the person's number."""
        return self.token

    def holds(self, role: Role, community_id: int | None, at: datetime) -> bool:
        """Whether the person has this role in the community at that time."""
        return any(
            m.role == role and m.community_id == community_id and m.runs_at(at) for m in self.memberships
        )

    def supervises(self, subdistrict_id: int | None, at: datetime) -> bool:
        """Whether the person oversees the subdistrict at that time."""
        return any(
            m.subdistrict_id == subdistrict_id and m.subdistrict_id and m.runs_at(at)
            for m in self.memberships
        )

    def role_in(self, community_id: int | None, at: datetime) -> Role:
        """The weightiest role in the community at that time; the journal keeps it beside the name."""
        held = {m.role for m in self.memberships if m.runs_at(at) and m.community_id in (community_id, None)}
        for role in GRADED:
            if role in held:
                return role
        return Role.ADMINISTRATOR if self.is_administrator else Role.RESIDENT

    def belongs_only_to(self, community_id: int | None, at: datetime) -> bool:
        """Whether every role that the person holds at that time is in this community, and no office work."""
        return not self.is_administrator and all(
            m.community_id == community_id and m.role != Role.SECRETARY
            for m in self.memberships
            if m.runs_at(at)
        )

    def communities_as(self, *roles: Role, at: datetime) -> list[int]:
        """The communities in which the person holds one of these roles at that time."""
        return [
            m.community_id for m in self.memberships if m.community_id and m.role in roles and m.runs_at(at)
        ]


class Membership(Base):
    """A role held for a term: in a community, or (a supervisor) over a subdistrict."""

    __tablename__ = "memberships"
    __table_args__ = (
        sa.CheckConstraint("(community_id IS NULL) <> (subdistrict_id IS NULL)", name="one_place"),
        sa.Index("ix_memberships_community_id_role", "community_id", "role"),
    )
    kind: ClassVar[str] = "membership"
    chain_id: ClassVar[None] = None

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    role: Mapped[Role]
    community_id: Mapped[int | None] = mapped_column(sa.ForeignKey("communities.id"))
    subdistrict_id: Mapped[int | None] = mapped_column(sa.ForeignKey("subdistricts.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(back_populates="memberships")
    community: Mapped["Community | None"] = relationship(lazy="joined")  # type: ignore[name-defined]  # noqa: F821
    subdistrict: Mapped["Subdistrict | None"] = relationship()  # type: ignore[name-defined]  # noqa: F821

    @property
    def last_moment(self) -> datetime | None:
        """The last moment that the term covers, whose day is the term's last; None without an end."""
        return self.ends_at - timedelta(microseconds=1) if self.ends_at else None

    def runs_at(self, at: datetime) -> bool:
        """Whether the term covers that moment."""
        return self.starts_at <= at and (self.ends_at is None or at < self.ends_at)


class SignIn(Base):
    """A browser in which a person is signed in; the cookie holds its secret, the row only a hash."""

    __tablename__ = "sign_ins"
    kind: ClassVar[str] = "sign_in"
    chain_id: ClassVar[None] = None
    community_id: ClassVar[None] = None

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    device: Mapped[str] = mapped_column(sa.String(60))
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(lazy="joined")


class Invitation(Base):
    """A link by which somebody takes up a role and makes an account; used once, within two weeks."""

    __tablename__ = "invitations"
    kind: ClassVar[str] = "invitation"
    chain_id: ClassVar[None] = None

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(sa.ForeignKey("communities.id"), index=True)
    role: Mapped[Role]
    name: Mapped[str] = mapped_column(sa.String(60))
    term_ends_at: Mapped[datetime | None]
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))

    community: Mapped["Community"] = relationship(lazy="joined")  # type: ignore[name-defined]  # noqa: F821

    @property
    def last_moment(self) -> datetime | None:
        """The last moment of the term on offer; None without an end."""
        return self.term_ends_at - timedelta(microseconds=1) if self.term_ends_at else None

    def is_open(self, at: datetime) -> bool:
        """Whether the link still works: not used, not taken back, not too old."""
        return self.used_at is None and at < self.expires_at


class PasswordReset(Base):
    """A link that lets a person choose a password; used once, within an hour, or two weeks by hand."""

    __tablename__ = "password_resets"
    kind: ClassVar[str] = "password_reset"
    chain_id: ClassVar[None] = None
    community_id: ClassVar[None] = None

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(lazy="joined")

    def is_open(self, at: datetime) -> bool:
        """Whether the link still works: not used, not too old."""
        return self.used_at is None and at < self.expires_at


def sort_name(name: str) -> str:
    """The pinyin by which a Chinese name is put in order: 张 before 赵."""
    from pypinyin import lazy_pinyin  # its dictionary takes a fifth of a second: not at every start

    return " ".join(lazy_pinyin(name)).lower()[:200]
