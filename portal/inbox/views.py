"""Needs you: the first screen of a signed-in person."""

from flask import render_template
from flask.typing import ResponseReturnValue

from portal.access import Can, allows, me
from portal.clock import now
from portal.inbox import answers, bp, queries, words
from portal.inbox.words import GROUPS


@bp.get("/inbox")
@allows(Can.SEE_NEEDS)
def index() -> ResponseReturnValue:
    """Everything that waits for the person, each answered where it stands; what is overdue comes first."""
    person = me()
    who = queries.standing(person, now())
    counts, late = queries.counts(who), queries.late(who)
    waiting = sorted((name for name in counts if counts[name]), key=lambda name: not late.get(name))
    quiet = [group for name, group in GROUPS.items() if not counts[name] and group.concerns(person, who)]
    held = [m for m in person.memberships if m.runs_at(who.at)]
    overseen = [m.subdistrict_id for m in held if m.subdistrict_id]
    return render_template(
        "inbox/index.html", who=who, groups=GROUPS, counts=counts, late=sum(late.values()), quiet=quiet,
        needs=queries.needs(who, waiting), total=sum(counts.values()), **answers.inputs(who),
        several=len({m.community_id for m in held}) > 1, ahead=None if waiting else words.ahead(who),
        overseen=queries.overseen(overseen, who) if overseen else [],
    )  # fmt: skip
