"""What stands in the header of every page: where one can go, and as whom."""

from typing import Any, NamedTuple

from flask import Flask, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from portal import fragments
from portal.access import me
from portal.clock import now
from portal.i18n import lang, named
from portal.journal import Role


class Place(NamedTuple):
    """One entry of the navigation."""

    url: str
    label: str
    icon: str
    current: bool
    count_html: Markup | None = None


class Home(NamedTuple):
    """One of the communities that a person belongs to."""

    name: str
    url: str
    current: bool


def places() -> list[Place]:
    """Where whoever is asking can go from here: at most five places, those of their office first."""

    def place(endpoint: str, label: str, icon: str, count: Markup | None = None, **values: Any) -> Place:
        url = url_for(endpoint, **values)
        return Place(url, label, icon, request.path == url, count)

    issues = place("issues.index", _("Issues"), "message-circle")
    report = place("issues.report", _("Report"), "circle-plus")
    figures = place("figures.index", _("Figures"), "scale")
    person = me()
    if not person.is_authenticated:
        return [place("home.index", _("Home"), "house"), issues, report, figures]
    needs = place("inbox.index", _("Needs you"), "inbox", fragments.on_page("inbox/_count", person.id))
    rows = [needs, issues]
    if office := _office(Role.SECRETARY):
        rows.append(place("issues.triage", _("Triage"), "list-todo", community_slug=office.slug))
    else:
        rows.append(report)
    if council := _office(Role.SECRETARY, Role.CHAIR, Role.MEMBER):
        rows.append(place("actions.board", _("Board"), "gavel", community_slug=council.slug))
    return [*rows, figures]


def _office(*roles: Role) -> Any:
    """The community whose page is open, or else the first, of those where the person holds such a role."""
    at, here = now(), (request.view_args or {}).get("community_slug")
    held = [m.community for m in me().memberships if m.community_id and m.role in roles and m.runs_at(at)]
    return next((c for c in held if c.slug == here), held[0] if held else None)


def homes() -> list[Home]:
    """The communities in which the person holds a role now, for switching between them."""
    return [Home(named(c), url, request.path.startswith(url)) for c, url in _communities()]


def _communities() -> list[tuple[Any, str]]:
    person = me()
    if not person.is_authenticated:
        return []
    at = now()
    mine = {m.community_id: m.community for m in person.memberships if m.community_id and m.runs_at(at)}
    return [(c, url_for("communities.show", community_slug=c.slug)) for c in mine.values()]


def _context() -> dict[str, Any]:
    return {
        "me": me(),
        "lang": lang(),
        "home_url": url_for("home.index"),
        "display_url": url_for("home.display"),
        "sign_in_url": url_for("people.sign_in"),
        "sign_out_url": url_for("people.sign_out"),
        "account_url": url_for("people.account"),
    }


def init_app(app: Flask) -> None:
    """Give every page its header; the rows are asked for only where a page is really drawn."""
    app.context_processor(_context)
    app.jinja_env.globals.update(places=places, homes=homes)
