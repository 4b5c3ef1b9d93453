"""Parts of the issue's page."""

from typing import Any

from portal.fragments import live, own
from portal.issues.models import Issue


@live("actions/_actions", kind="issue", part="actions", on=[])
def listed(issue_id: int) -> dict[str, Any]:
    """All of the issue."""
    return {}


@own("actions/_mine", model=Issue, part="my-actions")
def mine(issue: Issue, viewer: Any) -> dict[str, Any] | None:
    """The viewer's own."""
    return None
