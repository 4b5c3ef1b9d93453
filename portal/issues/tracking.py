"""Tracking codes: how a reporter without an account finds the way back to the report."""

from flask import session
from sqlalchemy import select

from portal.db import session as rows
from portal.issues.models import Issue
from portal.issues.verbs import code_hash

KEPT = 20
"""Reports that one browser remembers."""


def find(code: str) -> Issue | None:
    """The issue behind a code, or None."""
    return rows.scalar(select(Issue).where(Issue.tracking_hash == code_hash(code)))


def remember(issue_id: int) -> None:
    """Keep in this browser's signed cookie that it holds the code of the issue."""
    kept = [i for i in session.get("tracked", []) if i != issue_id]
    session["tracked"] = [issue_id, *kept][:KEPT]
    session.permanent = True
