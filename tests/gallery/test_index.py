"""The gallery has everything, shows the same every day, keeps nothing, and no real portal has it."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from portal import create_app
from portal.clock import standing_still
from portal.communities.models import Community
from portal.config import settings as read
from portal.db import session
from portal.features import blueprints
from portal.fragments import LIVE, OWN
from portal.gallery.town import NOW
from portal.gallery.views import SECTIONS
from portal.journal import latest_id
from tests.fresh import settings

list(blueprints())  # whose fragments are then known by name
UI = Path(__file__).parents[2] / "templates/ui"
MACRO = re.compile(r"{%-? macro ([a-z]\w*)\(")


def main(page):
    """What stands between header and footer."""
    return page.text[page.text.index("<main") : page.text.index("</main>")]


def macros():
    """Every macro of the furniture, as file.macro."""
    return {
        f"{path.stem}.{name}"
        for path in UI.glob("*.html")
        for name in MACRO.findall(path.read_text(encoding="utf-8"))
    }


def test_it_leads_to_every_page(browse):
    index = browse().get("/gallery").text
    for address in [*SECTIONS, *(f"parts/{name}" for name in (*LIVE, *OWN))]:
        assert f'href="/gallery/{address}"' in index


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_macro_of_the_furniture_is_shown(browse, language):
    """A new macro gets its sample in templates/gallery/."""
    pages = [browse().get(f"/gallery/{section}?lang={language}").text for section in SECTIONS]
    shown = {name for page in pages for name in re.findall(r'data-macro="([^"]+)"', page)}
    assert macros() - shown == set()
    assert shown - macros() == set()


def test_every_macro_says_what_it_is():
    for path in UI.glob("*.html"):
        text = path.read_text(encoding="utf-8")
        for name in MACRO.findall(text):
            assert f"{name}(" in "".join(re.findall(r"{#.*?#}", text, re.DOTALL)), f"{path.name}: {name}"


@pytest.mark.parametrize("name", sorted({*LIVE, *OWN}))
def test_every_fragment_is_shown_in_both_languages(browse, name):
    """A kind of thing that is new gets its scenes in portal/gallery/scenes.py."""
    browser = browse()
    for language in ("zh", "en"):
        page = browser.get(f"/gallery/parts/{name}?lang={language}")
        assert page.text.count(f'data-part="{name}"') >= 1
        assert 'id="live"' not in page.text  # samples are not alive


def test_an_own_part_is_shown_to_each_who_gets_something_else(browse):
    notes = re.findall(r'gallery-note">([^<]+)', browse().get("/gallery/parts/ballots/_mine?lang=en").text)
    assert any("the chair" in note for note in notes)
    assert any("a council member" in note for note in notes)


def test_it_shows_the_same_every_day(browse):
    for address in ("parts/issues/_state", "parts/inbox/_count", "states"):
        seen = []
        for days in (0, 40):
            with standing_still(NOW + timedelta(days=days)):
                seen.append(main(browse().get(f"/gallery/{address}")))
        assert seen[0] == seen[1]


def test_it_keeps_nothing_and_changes_nobody(cast, browse):
    browser = browse(cast.member)
    before, communities = latest_id(), session.query(Community).count()
    session.rollback()
    page = browser.get("/gallery/parts/ballots/_mine")
    assert cast.member.name in page.text[: page.text.index("<main")]
    assert latest_id() == before
    assert session.query(Community).count() == communities


def test_what_is_not_there_is_not_found(browse):
    assert browse().get("/gallery/nothing").status_code == 404
    assert browse().get("/gallery/parts/issues/_nothing").status_code == 404


def test_no_real_portal_has_it(tmp_path):
    real = create_app({**settings(tmp_path), "GALLERY": False})
    addresses = [rule.rule for rule in real.url_map.iter_rules()]
    assert "/" in addresses
    assert [address for address in addresses if "gallery" in address] == []


def test_it_is_off_unless_asked_for(tmp_path):
    assert read({"PORTAL_INSTANCE": str(tmp_path)})["GALLERY"] is False
    assert read({"PORTAL_INSTANCE": str(tmp_path), "PORTAL_GALLERY": "0"})["GALLERY"] is False
    assert read({"PORTAL_INSTANCE": str(tmp_path), "PORTAL_GALLERY": "1"})["GALLERY"] is True
