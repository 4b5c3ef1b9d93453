"""Parts of the issue's page."""

from typing import Any

from portal.fragments import live, own
from portal.issues.models import Issue


@live("ballots/_ballots", kind="issue", part="ballots", on=[])
def listed(issue_id: int) -> dict[str, Any]:
    """All of the issue."""
    return {}


@own("ballots/_mine", model=Issue, part="my-ballots")
def mine(issue: Issue, viewer: Any) -> dict[str, Any] | None:
    """The viewer's own."""
    return None
