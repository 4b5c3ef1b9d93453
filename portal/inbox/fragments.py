"""The count in the header."""

from typing import Any

from portal.clock import now
from portal.db import session
from portal.fragments import live
from portal.inbox import queries
from portal.inbox.audience import CONCERNS, audience
from portal.people.models import Person


@live("inbox/_count", kind="person", part="needs", on=CONCERNS, keys=audience)
def count(person_id: int) -> dict[str, Any] | None:
    """How many things need this person; its phase tells the page of them that it is behind."""
    person = session.get(Person, person_id)
    if person is None:
        return None
    counts = queries.counts(queries.standing(person, now()))
    return {"count": sum(counts.values()), "phase": "-".join(str(n) for n in counts.values())}
