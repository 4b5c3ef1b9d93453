"""Every fragment of the registry as it looks in every scene: each look once."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from flask import g
from markupsafe import Markup

from portal import fragments
from portal.access import me
from portal.clock import standing_still
from portal.db import session
from portal.fragments import LIVE, OWN
from portal.gallery.samples import said
from portal.gallery.scenes import VIEWERS, scenes
from portal.gallery.town import NOW, Town

# Numbers of rows differ from sample to sample; what is left tells whether two look the same.
NUMBERS = re.compile(r"\b[\w-]+=\"[^\"]*\"|#\d+")


class Shown(NamedTuple):
    """One look of a fragment: of what, to whom (of an own part), and the fragment itself."""

    scene: str
    viewers: list[str]
    html: Markup


@contextmanager
def never_kept() -> Iterator[Town]:
    """A town at the gallery's moment, undone at the end."""
    viewer = me()
    with standing_still(NOW):
        g.now = NOW
        try:
            yield Town()
        finally:
            session.rollback()
            g.pop("now")
            g._login_user = viewer


def looks(name: str) -> list[Shown]:
    """Every look of a live fragment or own part."""
    with never_kept() as town:
        return _live(name, town) if name in LIVE else _own(name, town)


def _live(name: str, town: Town) -> list[Shown]:
    found: dict[str, Shown] = {}
    for scene, build in scenes(LIVE[name].kind).items():
        html = fragments.render_live(name, build(town).id)
        if html is not None:
            found.setdefault(NUMBERS.sub("", html), Shown(said("scene", scene), [], html))
    return list(found.values())


def _own(name: str, town: Town) -> list[Shown]:
    found: dict[str, Shown] = {}
    for scene, build in scenes(OWN[name].model.kind).items():
        thing, is_shown = build(town), False
        for viewer in VIEWERS:
            html = _as(town[viewer], name, thing)
            look = NUMBERS.sub("", html)
            if not re.search(r"\w", re.sub(r"<[^>]*>", "", look)):  # nothing for this viewer
                continue
            if look in found:
                if found[look].scene == said("scene", scene):
                    found[look].viewers.append(said("viewer", viewer))
                continue
            if is_shown:  # another thing for another look, for its ids stand on the page already
                thing = build(town)
                html = _as(town[viewer], name, thing)
            found[look], is_shown = Shown(said("scene", scene), [said("viewer", viewer)], html), True
    return list(found.values())


def _as(viewer: Any, name: str, thing: Any) -> Markup:
    g._login_user = viewer  # where Flask-Login keeps who is asking
    return fragments.render_own(name, thing)
