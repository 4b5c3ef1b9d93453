"""What pages say of themselves where they are passed on, and the QR code that leads back from paper."""

from typing import Any

from flask import Response, abort, request
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal import cards, links
from portal.access import Can, allows
from portal.clock import now
from portal.communities import queries as communities
from portal.home import bp
from portal.i18n import lang, named
from portal.issues.lifecycle import SPINE
from portal.issues.words import STEPS

MOTTO = _l("What is raised here gets an answer here.")
INVITATION = _l(
    "Tell us what is wrong in your neighbourhood. The youth council talks it over in the open, decides, "
    "sees to it, and asks you whether it is really solved."
)

OPEN_PAGES: dict[str, Any] = {
    "home.index": INVITATION,
    "home.latest": _l(
        "What happened with the issues of all communities, line by line, as the journal has it."
    ),
    "issues.index": _l("What residents have asked for, and what came of it."),
    "issues.report": INVITATION,
    "issues.new": INVITATION,
    "communities.index": INVITATION,
    "communities.show": _l("What residents have asked for, and what came of it."),
    "figures.index": _l(
        "What was asked, decided and done, counted from the journal as it stands at this moment."
    ),
}
"""Pages that are the same for everybody, and what they say of themselves; others say nothing of their own."""


@bp.app_template_global()
def share_of_page(title: str) -> cards.Share:
    """What the asked page says of itself: its own title only where everybody may read it."""
    picture = links.address("home.card", lang=lang())
    if request.endpoint in OPEN_PAGES:
        url = links.address(request.endpoint, **(request.view_args or {}))
        return cards.Share(title, str(OPEN_PAGES[request.endpoint]), url, picture)
    return cards.Share(_("Youth Council"), str(MOTTO), links.address("home.index"), picture)


@bp.get("/card.png")
@allows(Can.VISIT)
def card() -> ResponseReturnValue:
    """The portal's own card."""
    around = communities.subdistricts()
    with force_locale(cards.language()):
        about = cards.Card(
            name=_("Youth Council"),
            place=named(around[0]) if len(around) == 1 else "",
            title=str(MOTTO),
            text=str(INVITATION),
            steps=tuple((str(STEPS[state]), "done") for state in SPINE),
        )
        return cards.sent(about, cards.draw_card, public=True)


@bp.get("/qr.svg")
@allows(Can.VISIT)
def qr() -> ResponseReturnValue:
    """The way back to a page of ours, for paper; of none whose address would open something."""
    page = request.args.get("page", "")
    if not links.is_open(page):
        abort(404)
    answer = Response(links.qr_file(links.whole(page)), mimetype="image/svg+xml")
    answer.headers["Cache-Control"] = "public, max-age=86400"
    return answer


bp.add_app_template_global(links.whole, "whole_address")
bp.add_app_template_global(now, "printed_at")


@bp.app_template_global()
def way_back() -> str | None:
    """The asked page's own path and query, for its QR code on paper; None where that must not be printed."""
    here = request.full_path.rstrip("?") if request.query_string else request.path
    return here if links.is_open(here) else None
