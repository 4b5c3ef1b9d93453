"""The public list of issues: what a reader looks for stands in the address, so that it can be sent on."""

from collections import Counter
from typing import Any, NamedTuple

from flask import make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.access import Can, allows, me, row_number
from portal.communities import queries as communities
from portal.communities.models import Community
from portal.fields import tidy
from portal.i18n import named
from portal.issues import bp, queries
from portal.issues.lifecycle import State
from portal.issues.models import Category
from portal.issues.words import CATEGORIES, GROUPS, STATES


class Chosen(NamedTuple):
    """A filter that is set: what it says, and the address without it."""

    name: str
    label: Any
    without: str


class Wanted(NamedTuple):
    """What the reader looks for; whatever the address says that nobody can look for is left out."""

    text: str
    community: Community | None
    category: str
    group: str

    @classmethod
    def read(cls) -> "Wanted":
        """From the address."""
        category, group = request.args.get("category", ""), request.args.get("state", "")
        return cls(
            (tidy(request.args.get("q")) or "")[:100],
            communities.by_slug(request.args.get("community", "")),
            category if category in set(Category) else "",
            group if group in GROUPS else "",
        )

    @property
    def narrowed(self) -> dict[str, Any]:
        """What every state is looked through for."""
        place = self.community.id if self.community else None
        return {"community_id": place, "category": self.category or None, "text": self.text}

    @property
    def states(self) -> list[State]:
        """In which states."""
        return list(GROUPS[self.group][1]) if self.group else queries.PUBLIC

    def address(self, **changed: Any) -> str:
        """The list with something changed; what is empty is not in it."""
        place = self.community.slug if self.community else ""
        args = {"q": self.text, "community": place, "state": self.group, "category": self.category}
        return url_for("issues.index", **{name: value for name, value in (args | changed).items() if value})

    @property
    def chosen(self) -> list[Chosen]:
        """The filters that are set, each with the way to take it off."""
        labels = {
            "q": f"“{self.text}”" if self.text else "",
            "community": named(self.community) if self.community else "",
            "state": GROUPS[self.group][0] if self.group else "",
            "category": CATEGORIES[Category(self.category)] if self.category else "",
        }
        return [Chosen(name, label, self.address(**{name: ""})) for name, label in labels.items() if label]

    def tabs(self, counts: Counter[State]) -> list[tuple[str, Any, int, str, bool]]:
        """Where those found stand, as one chooses it: name, label, how many, address, whether chosen."""
        rows = [("", _("All"), counts.total(), self.address(state=""), not self.group)]
        for name, (label, states) in GROUPS.items():
            count = sum(counts[state] for state in states)
            if count or self.group == name:
                rows.append((name, label, count, self.address(state=name), self.group == name))
        return rows


@bp.get("/issues")
@allows(Can.VISIT)
def index() -> ResponseReturnValue:
    """All public issues, filtered by what is in the address."""
    wanted, before = Wanted.read(), request.args.get("before", type=row_number)
    found = queries.listing(states=wanted.states, before=before, **wanted.narrowed)
    counts = queries.counted(**wanted.narrowed)
    rows = found[: queries.PAGE]
    page = render_template(
        "issues/index.html", wanted=wanted, rows=rows, more=len(found) > len(rows), before=before,
        tabs=wanted.tabs(counts), count=sum(counts[state] for state in wanted.states),
        supported=queries.supported_among(me().id, [row.id for row in rows]),
        states=STATES, categories=CATEGORIES,
        communities=[(place.slug, named(place)) for place in communities.everyone()],
    )  # fmt: skip
    answer = make_response(page)
    answer.headers["HX-Push-Url"] = wanted.address()  # without the fields that were left empty
    return answer
