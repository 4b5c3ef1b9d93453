"""The council's board 看板: action items by state, or by owner and state, filtered by the address."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from flask import render_template, request
from flask.typing import ResponseReturnValue

from portal.access import Can, allows, can, me
from portal.actions import bp, forms, queries
from portal.actions.lifecycle import MOVES, State
from portal.actions.words import STATES
from portal.clock import now
from portal.communities.models import Community
from portal.i18n import today
from portal.issues.words import Look

DONE_OPEN = 5
"""So many finished items stand in a column; earlier ones are folded away."""


class Wish(NamedTuple):
    """What of the board somebody wants to see, as its address says."""

    owner: int | None = None
    mine: bool = False
    overdue: bool = False
    text: str = ""
    by_owner: bool = False

    @property
    def is_filter(self) -> bool:
        """Whether something is left out."""
        return bool(self.owner or self.mine or self.overdue or self.text)

    def address(self, **other: Any) -> dict[str, str]:
        """The same as the arguments of an address; `other` changes some."""
        wish = self._replace(**other)
        wanted = {
            "owner": "mine" if wish.mine else str(wish.owner or ""),
            "due": "overdue" if wish.overdue else "",
            "q": wish.text,
            "by": "owner" if wish.by_owner else "",
        }
        return {name: value for name, value in wanted.items() if value}

    def takes(self, row: Any, viewer_id: int, on: date) -> bool:
        """Whether an item is among what is wanted."""
        words = " ".join((row.title, row.owner, row.issue.title, row.blocked_reason or "")).casefold()
        return (
            (not self.mine or row.owner_id == viewer_id)
            and (not self.owner or row.owner_id == self.owner)
            and (not self.overdue or is_late(row, on))
            and all(word in words for word in self.text.casefold().split())
        )


class Card(NamedTuple):
    """An item as it stands on the board."""

    item: Any
    late: bool
    days: int  # until it is due; below nothing when it is late
    to: Mapping[str, str]  # what whoever is asking may do with it: the verb, and to which column it leads


class Column(NamedTuple):
    """The items of one state."""

    state: State
    look: Look
    cards: Sequence[Card]


class Lane(NamedTuple):
    """One owner's columns; nobody's own where all stand together."""

    key: str
    owner: str | None
    columns: Sequence[Column]
    open: int
    late: int


def is_late(row: Any, on: date) -> bool:
    """Whether the item should have been done by now."""
    return not row.state.is_done and row.due_on < on


@bp.get("/communities/<community_slug>/board")
@allows(Can.SEE_BOARD, Community)
def board(community: Community) -> ResponseReturnValue:
    """Who does what by when."""
    at, viewer_id = now(), me().id
    on, rows = today(at), queries.board(community.id, at)
    owners = {row.owner_id: row.owner for row in sorted(rows, key=lambda row: row.sort_name)}
    wish = wished(owners)
    cards = [card(row, on) for row in rows if wish.takes(row, viewer_id, on)]
    return render_template(
        "actions/board.html",
        community=community,
        wish=wish,
        owners=owners,
        lanes=by_owner(cards, owners) if wish.by_owner else [lane("all", None, cards)],
        shown=len(cards),
        all=len(rows),
        mine=sum(not row.state.is_done and row.owner_id == viewer_id for row in rows),
        overdue=sum(is_late(row, on) for row in rows),
        block_form=forms.BlockForm(formdata=None),
        done_open=DONE_OPEN,
    )


def wished(owners: Iterable[int]) -> Wish:
    """What the address asks for; an owner of nothing is nobody's filter."""
    given = request.args
    owner = given.get("owner", type=int)
    return Wish(
        owner=owner if owner in set(owners) else None,
        mine=given.get("owner") == "mine",
        overdue=given.get("due") == "overdue",
        text=given.get("q", "").strip(),
        by_owner=given.get("by") == "owner",
    )


def card(row: Any, on: date) -> Card:
    """An item, with the moves that are open to whoever is asking."""
    works = can(Can.WORK_ON_ACTION, row)
    to = {verb.value: line.to[0].value for verb, line in MOVES.items() if works and row.state in line.frm}
    return Card(row, is_late(row, on), (row.due_on - on).days, to)


def lane(key: str, owner: str | None, cards: Sequence[Card]) -> Lane:
    """Cards in their columns: what is due first comes first, what was done last comes first."""
    done = sorted((c for c in cards if c.item.state.is_done), key=lambda c: c.item.done_at, reverse=True)
    rest = [c for c in cards if not c.item.state.is_done]
    columns = [
        Column(state, look, done if state.is_done else [c for c in rest if c.item.state is state])
        for state, look in STATES.items()
    ]
    return Lane(key, owner, columns, len(rest), sum(c.late for c in rest))


def by_owner(cards: Sequence[Card], owners: Mapping[int, str]) -> list[Lane]:
    """A lane for everybody who has something there, by pinyin; who has nothing left to do comes last."""
    lanes = [lane(str(id), name, [c for c in cards if c.item.owner_id == id]) for id, name in owners.items()]
    found = [one for one in lanes if any(column.cards for column in one.columns)]
    return sorted(found, key=lambda one: not one.open)
