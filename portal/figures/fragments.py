"""The figures that other pages show: month by month, the last year, and all communities at a glance."""

from typing import Any

from portal.clock import now
from portal.communities import queries as communities
from portal.figures import queries, words
from portal.fragments import live
from portal.i18n import today
from portal.journal import Event, Verb

Inputs = dict[str, Any]

EVERYWHERE = 0
"""The key of the whole subdistrict; any other key is a community's."""
COUNTED = (Verb.REPORT, Verb.DECIDE, Verb.RESOLVE, Verb.REOPEN, Verb.RATE, Verb.CLOSE)


def around(event: Event) -> list[int]:
    """The community where it happened, and the whole."""
    return [EVERYWHERE, event.community_id] if event.issue_id and event.community_id else []


@live("figures/_months", kind="place", part="months", on=COUNTED, keys=around)
def months(place: int) -> Inputs:
    """Asked and done, month by month up to the present one."""
    found = queries.asked_and_done(today(now()), place or None)
    return {
        "months": words.months(found),
        "asked": sum(asked for _on, asked, _done in found),
        "done": sum(done for _on, _asked, done in found),
    }


@live("figures/_year", kind="place", part="year", on=COUNTED, keys=around)
def year(place: int) -> Inputs:
    """What the twelve months up to the present one add up to."""
    at = now()
    each = queries.of_each(at, since=queries.a_year_before(at))
    figures = each.get(place, queries.Figures()) if place else sum(each.values(), queries.Figures())
    return {"year": figures, "number": words.number, "share": words.share}


@live("figures/_places", kind="place", part="places", on=COUNTED, keys=lambda event: around(event)[:1])
def places(_everywhere: int) -> Inputs:
    """All communities, each with what is open and what was done."""
    each = queries.of_each(now())
    return {"places": [(place, each.get(place.id) or queries.Figures()) for place in communities.everyone()]}
