"""The gallery looks as it was last agreed on; `python -m tests.browser.gallery` agrees to a new look."""

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser import gallery
from tests.browser.gallery import ALL, by_way, kept, look, pages, spread, take, trouble
from tests.servers import Server

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]

MOST = 2 * 1024 * 1024
PHONE = ALL[0]

CHANGES = {
    "another colour of the buttons": ".gallery button.primary { background: #2b5d8a !important }",
    "buttons with 8 px more around them": ".gallery button.quiet { padding-inline: 1.6rem !important }",
    "8 px between two lines": ".gallery-sample:nth-of-type(2) .row { padding-top: 8px }",
    "an icon that is gone": ".gallery-sample:nth-of-type(3) .button .icon { visibility: hidden }",
    "the colour of an outline": ".gallery button.danger { border-color: #0f6a63 !important }",
    "a smaller radius": ".gallery button { border-radius: 0 !important }",
}
NO_CHANGES = {
    "letters smoothed from another place": ".gallery { translate: 0.25px 0.25px }",
    "a shade that nobody sees": "body { background: #faf8f2 !important }",
}


@pytest.fixture
def server(serve) -> Server:
    """The portal with its gallery."""
    return serve(PORTAL_GALLERY="1")


@pytest.mark.parametrize("way", ALL, ids=str)
def test_every_page_looks_like_its_picture(browser, server, way):
    found = [trouble(name, way, seen) for name, seen in look(browser, server.url, way, by_way()[way])]
    assert not [line for line in found if line], "\n".join(line for line in found if line)


def dress(page, css: str) -> None:
    page.evaluate(
        "css => { const more = new CSSStyleSheet(); more.replaceSync(css);"
        " document.adoptedStyleSheets = [...document.adoptedStyleSheets, more]; }",
        css,
    )


def changed(browser, server, css: str) -> tuple[float, int]:
    """How far the gallery's buttons look different with more style: in the worst square, in height."""
    with browser.new_context(**PHONE.context) as context:
        page = context.new_page()
        before = take(page, f"{server.url}/gallery/buttons", PHONE)
        dress(page, css)
        after = gallery.reduced(page.screenshot(full_page=True))
    return spread(gallery.in_few_colours(before), after)[0], abs(after.height - before.height)


@pytest.mark.parametrize("css", CHANGES.values(), ids=CHANGES)
def test_a_change_of_the_design_is_noticed(browser, server, css):
    worst, taller = changed(browser, server, css)
    assert worst > gallery.SPREAD or taller > gallery.ROWS


@pytest.mark.parametrize("css", NO_CHANGES.values(), ids=NO_CHANGES)
def test_what_nobody_sees_is_not(browser, server, css):
    worst, taller = changed(browser, server, css)
    assert worst <= gallery.SPREAD
    assert taller <= gallery.ROWS


def test_the_difference_is_drawn(browser, server, tmp_path, monkeypatch):
    monkeypatch.setattr(gallery, "RESULTS", tmp_path)
    said = trouble("buttons", PHONE, Image.new("RGB", (195, 400), "#faf7f1"))
    assert said
    assert (tmp_path / kept("buttons", PHONE).with_suffix(".png").name).is_file()
    assert "no picture of it yet" in (trouble("nothing", PHONE, Image.new("RGB", (1, 1))) or "")


def test_the_pictures_are_all_there_small_and_no_others():
    there = {kept(page, way) for page, ways in pages().items() for way in ways}
    assert set(gallery.PICTURES.glob("*.webp")) == there
    assert sum(path.stat().st_size for path in there) < MOST


@pytest.mark.parametrize("language", ["zh", "en"])
def test_large_letters_leave_every_layout_whole(server, enter, language):
    """Nothing sticks out: at twice the size on a phone, nor in large text on the narrowest one."""
    walker = enter(server, language=language, reduced_motion="reduce")
    found = []
    for name in pages():
        walker.visit(f"/gallery/{name}")
        for size, width in (("200%", 390), ("137.5%", 320)):
            dress(walker.page, f"html {{ font-size: {size} !important }}")
            walker.page.set_viewport_size({"width": width, "height": 844})
            wide = walker.page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                found.append(f"{name}: {wide} px wide at {width}")
    assert not found, "\n".join(found)


def test_a_dialog_opens_over_the_page_and_gives_the_focus_back(server, enter):
    walker = enter(server)
    walker.visit("/gallery/buttons")
    dialog = walker.page.locator("#gallery-dialog")
    opener = walker.page.locator("[data-dialog=gallery-dialog]")
    for close in ("Escape", ".dialog-close", "button[data-dialog-close]"):
        opener.click()
        expect(dialog).to_be_visible()
        assert dialog.evaluate("dialog => dialog.matches(':modal')")
        if close == "Escape":
            walker.page.keyboard.press(close)
        else:
            dialog.locator(close).click()
        expect(dialog).to_be_hidden()
        expect(opener).to_be_focused()
    opener.click()
    walker.page.mouse.click(5, 5)
    expect(dialog).to_be_hidden()


def test_without_javascript_a_dialog_is_a_part_of_the_page(server, enter):
    walker = enter(server, script=False)
    walker.visit("/gallery/buttons")
    dialog = walker.page.locator("#gallery-dialog")
    expect(dialog).to_be_hidden()
    walker.page.locator("[data-dialog=gallery-dialog]").click()
    expect(dialog).to_be_visible()
    dialog.locator(".dialog-close").click()
    expect(dialog).to_be_hidden()
