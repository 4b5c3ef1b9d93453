"""The count in the header."""

from typing import Any

from portal.fragments import live


@live("inbox/_count", kind="person", part="needs", on=[])
def count(person_id: int) -> dict[str, Any]:
    """How many things need this person."""
    return {"count": 0}
