"""What is open to whom, written out; `python -m tests.snapshots` writes it anew, and the diff tells."""

import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from flask import Flask

from portal.access import TABLE, Can, allowed
from portal.clock import now
from tests.cast import Cast, recall
from tests.fresh import fresh_app
from tests.scenes import actors, columns

ROUTES = Path(__file__).parent / "routes.txt"
ACCESS = Path(__file__).parent / "access.txt"

ABOUT = {
    Can.SEE_ISSUE: "issue",
    Can.SEE_CONTACT: "issue",
    Can.SEE_QUESTIONS: "issue",
    Can.REPORT_FOR_RESIDENT: "community",
    Can.INVITE_SECRETARY: "community",
}
"""What a permission is about where the addresses do not tell, or tell of several kinds."""


def stamped(app: Flask) -> Iterable[tuple[str, Any]]:
    """Every endpoint and its view, but for the static files."""
    return sorted((name, view) for name, view in app.view_functions.items() if name != "static")


def kind_of(view: Any) -> str:
    """The kind of thing that the address of a view names."""
    return view.model.kind if view.model else "portal"


def routes(app: Flask) -> str:
    """Each endpoint with its methods, address, permission and the kind of thing it is about."""
    rows = []
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.endpoint):
        view: Any = app.view_functions[rule.endpoint]
        if rule.endpoint != "static":
            methods = ",".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
            rows.append((rule.endpoint, methods, rule.rule, view.permission.value, kind_of(view)))
    widths = [max(len(row[i]) for row in rows) for i in range(5)]
    return "".join(
        "  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)).rstrip() + "\n" for row in rows
    )


def access(app: Flask, cast: Cast) -> str:
    """Each permission by person and by state of the thing it is about."""
    kinds = {view.permission: kind_of(view) for _, view in stamped(app)} | ABOUT
    scenes: dict[str, list[tuple[str, Any]]] = {}
    blocks = []
    for permission in TABLE:
        kind = kinds.get(permission)
        if kind is None:
            blocks.append(f"{permission} is not asked for anywhere\n")
            continue
        if kind not in scenes:
            scenes[kind] = list(columns(cast, kind))
        blocks.append(f"{permission} ({kind})\n" + _table(permission, scenes[kind], cast))
    return "\n".join(blocks)


def _table(permission: Can, scene: list[tuple[str, Any]], cast: Cast) -> str:
    at = now()
    issues = [thing.issue for _, thing in scene if getattr(thing, "issue", None)]
    lines = ["    " + " " * 14 + "  ".join(name for name, _ in scene)]
    for name, person in actors(cast, *issues).items():
        marks = [
            ("yes" if allowed(permission, person, thing, at) else "-").ljust(len(n)) for n, thing in scene
        ]
        lines.append(f"    {name:<14}{'  '.join(marks)}")
    return "".join(line.rstrip() + "\n" for line in lines)


def main() -> None:
    """Write both files."""
    with tempfile.TemporaryDirectory() as folder:
        app = fresh_app(Path(folder))
        with app.app_context():
            ROUTES.write_text(routes(app), encoding="utf-8")
            ACCESS.write_text(access(app, recall()), encoding="utf-8")


if __name__ == "__main__":
    main()
