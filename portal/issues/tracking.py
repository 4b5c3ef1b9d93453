"""Tracking codes: how a reporter without an account finds the way back to the report."""

from datetime import datetime, timedelta

from flask import session
from sqlalchemy import select

from portal.db import session as rows
from portal.issues.models import Issue
from portal.issues.verbs import code_hash

KEPT = 20
"""Reports that one browser remembers."""
SHOWN_FOR = timedelta(minutes=30)
"""How long after a code was shown it can be had as a picture."""


def find(code: str) -> Issue | None:
    """The issue behind a code, or None."""
    return rows.scalar(select(Issue).where(Issue.tracking_hash == code_hash(code)))


def remember(issue_id: int) -> None:
    """Keep in this browser's signed cookie that it holds the code of the issue."""
    kept = [i for i in session.get("tracked", []) if i != issue_id]
    session["tracked"] = [issue_id, *kept][:KEPT]
    session.permanent = True


def show(code: str, at: datetime) -> None:
    """Note in this browser's signed cookie that the code is on its screen, for the picture to keep."""
    session["shown_code"] = (code, int(at.timestamp()))


def just_shown(at: datetime) -> str | None:
    """The code that this browser was shown a moment ago; later it is forgotten."""
    code, since = session.get("shown_code") or (None, 0)
    if code and at.timestamp() - since > SHOWN_FOR.total_seconds():
        session.pop("shown_code")
        return None
    return code
