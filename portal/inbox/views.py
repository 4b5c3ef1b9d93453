"""Needs you: the first screen of a signed-in person."""

from flask import render_template
from flask.typing import ResponseReturnValue

from portal.access import Can, allows, me
from portal.clock import now
from portal.inbox import bp, queries
from portal.inbox.words import GROUPS


@bp.get("/inbox")
@allows(Can.SEE_NEEDS)
def index() -> ResponseReturnValue:
    """Everything that waits for the person, each with the way to where it is done."""
    person = me()
    who = queries.standing(person, now())
    counts = queries.counts(who)
    needs = queries.needs(who, [name for name, count in counts.items() if count])
    quiet = [group for name, group in GROUPS.items() if not counts[name] and group.concerns(person, who)]
    places = {m.community_id for m in person.memberships if m.runs_at(who.at)}
    return render_template(
        "inbox/index.html", who=who, groups=GROUPS, counts=counts, needs=needs, quiet=quiet,
        total=sum(counts.values()), several=len(places) > 1,
    )  # fmt: skip
