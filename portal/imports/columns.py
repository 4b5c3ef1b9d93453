"""Column maps: which column of a file says what about a report, written down as TOML (see maps/)."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flask_babel import gettext as _

from portal.imports.trouble import Unusable
from portal.issues.lifecycle import State
from portal.issues.models import Category

REACHED = (State.REPORTED, State.ACCEPTED, State.ACTING, State.RESOLVED, State.CLOSED)
"""How far an imported report can have come; what was withdrawn has a column of its own."""
ONE = ("key", "body", "outcome", "supports", "created", "closed", "withdrawn")
MANY = ("title", "place", "details")
TERMS = ("name", "delimiter", "timezone", "times", "withdrawn_because", "status", "category")


@dataclass(frozen=True)
class Choice:
    """A column whose words stand for words of ours; `otherwise` where there is none or it is not listed."""

    column: str | None = None
    words: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Columns:
    """What a file's columns mean."""

    name: str  # stands before the key in an issue's source: nyc-311:64345465
    key: str
    title: Sequence[str]
    created: str
    timezone: ZoneInfo
    times: Sequence[str] = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d")
    delimiter: str = ","
    body: str | None = None
    details: Sequence[str] = ()
    place: Sequence[str] = ()
    outcome: str | None = None
    supports: str | None = None
    closed: str | None = None
    withdrawn: str | None = None
    withdrawn_because: str = ""
    status: Choice = Choice()
    category: Choice = Choice()

    def named(self) -> Iterator[str]:
        """Every column that the map names."""
        for one in ONE:
            if column := getattr(self, one):
                yield column
        for many in MANY:
            yield from getattr(self, many)
        yield from (choice.column for choice in (self.status, self.category) if choice.column)

    def fits(self, header: Iterable[str]) -> bool:
        """Whether a file with this header has every column that the map names."""
        return set(self.named()) <= set(header)


def known() -> Iterator[Columns]:
    """The maps that come with the portal."""
    for file in sorted(files("portal.imports").joinpath("maps").iterdir(), key=lambda file: file.name):
        if file.name.endswith(".toml"):
            yield parse(file.read_text("utf-8"), file.name)


def load(path: Path) -> Columns:
    """The map in a file; Unusable, with what is wrong, where it is none."""
    try:
        return parse(path.read_text("utf-8"), path.name)
    except UnicodeDecodeError as error:
        raise Unusable(_("%(file)s is not UTF-8 text.", file=path.name)) from error


def parse(text: str, file: str) -> Columns:
    """Read a map."""

    def wrong(what: str) -> Unusable:
        return Unusable(_("The column map %(file)s cannot be used: %(what)s", file=file, what=what))

    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise wrong(str(error)) from error
    if unknown := sorted(table.keys() - {*ONE, *MANY, *TERMS}):
        raise wrong(_("it does not know %(words)s.", words=", ".join(unknown)))
    if missing := [word for word in ("name", "key", "title", "created") if not table.get(word)]:
        raise wrong(_("it does not say %(words)s.", words=", ".join(missing)))
    texts = [table.get(word, "") for word in (*ONE, "name", "delimiter", "timezone", "withdrawn_because")]
    lists = [table.get(word, []) for word in (*MANY, "times")]
    if not all(isinstance(t, str) for t in texts) or not all(
        isinstance(row, list) and all(isinstance(t, str) for t in row) for row in lists
    ):
        raise wrong(_("title, place, details and times are lists of words, all else is one word."))
    if len(table.get("delimiter", ",")) != 1:
        raise wrong(_("the delimiter is one character."))
    try:
        zone = ZoneInfo(table.pop("timezone", "Asia/Shanghai"))
        status = _choice(table.pop("status", {}), {state.value: state for state in REACHED})
        category = _choice(table.pop("category", {}), {each.value: each for each in Category})
    except (ZoneInfoNotFoundError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise wrong(_("it does not know %(words)s.", words=error)) from error
    return Columns(**table, timezone=zone, status=status, category=category)


def _choice(table: Mapping[str, str], ours: Mapping[str, Any]) -> Choice:
    words = {theirs: ours[word] for theirs, word in table.items() if theirs != "column"}
    return Choice(table.get("column"), words)
