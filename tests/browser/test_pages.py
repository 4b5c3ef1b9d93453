"""Every page as each persona sees it: nothing is blocked, in anybody's way, or too wide."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.issues.lifecycle import State
from tests.browse import Browser
from tests.browser.walker import Walker
from tests.pages import PERSONAS, SAME_FOR_ALL, Page, ask_for, every_page, furnish

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

AXE = Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"
COLOURS = ["color-contrast", "link-in-text-block"]
"""The only rules of axe that look at colours: no other can find more in the dark than in the light."""
REPEATED = ["landmark-unique"]
"""In the gallery the same part stands many times on a page, with the same name."""

STATES = (State.ADOPTED, State.CLOSED, State.MERGED)
"""Besides those that the town has anyway; each part in every state stands in the gallery."""
NARROW, PHONE = 320, 390

CHANGING = re.compile(r"[\w-]{8,}\.[\w-]{4,}\.[\w-]{16,}|(?<=<time)[^>]*|\b(?:seen|since)=\d+")
CURRENT = re.compile(r' aria-current="page"')
HEADER = re.compile(r"<header class.*?</header>", re.DOTALL)

STILL = """{
  const still = new CSSStyleSheet();
  still.replaceSync("*, ::before, ::after { transition: none !important; animation: none !important }");
  document.adoptedStyleSheets = [still];
}"""
"""From light to dark at once: what is half way there has no right colour."""
OPEN = "within => document.querySelectorAll(`${within} details`).forEach(details => details.open = true)"
LOOK = """async ({only, off}) => {
  const rules = {"target-size": {enabled: true}};
  for (const rule of off ?? []) rules[rule] = {enabled: false};
  const chosen = only ? {runOnly: {type: "rule", values: only}} : {rules};
  const {violations} = await axe.run({resultTypes: ["violations"], ...chosen});
  return violations.map(({id, impact, nodes}) =>
    `${impact} ${id}: ${nodes.slice(0, 3).map(({html}) => html)}`);
}"""
TOO_WIDE = """([width, text]) => {
  document.documentElement.dataset.text = text;
  const wide = document.documentElement.scrollWidth;
  return wide > width ? [`${wide} px wide in a window of ${width} px, ${text} text`] : [];
}"""


def parts(text: str, name: str) -> list[str]:
    """The header and the rest of a page, as they are for everybody who sees the same."""
    text = CHANGING.sub("", text).replace(name, "…").replace(f">{name[:1]}<", ">…<")
    headers = [CURRENT.sub("", header) for header in HEADER.findall(text)]
    return [*headers, HEADER.sub("", text)]


@pytest.mark.timeout(900)
@pytest.mark.parametrize(("language", "width"), [("zh", PHONE), ("en", 1280)], ids=["phone", "desk-english"])
def test_every_page_is_open_to_everybody(app, cast, serve, enter, language, width):
    """axe finds no barrier, light or dark, and nothing scrolls sideways, in ordinary or in large text.

    What another persona was shown the very same is looked at once: the header and the rest, each by itself.
    """
    town = furnish(cast, app.config["UPLOADS"], states=STATES)
    server = serve(PORTAL_STREAMS="0", PORTAL_GALLERY="1")
    seen: set[str] = set()
    found: list[str] = []
    for persona in PERSONAS:
        person = getattr(cast, persona)
        reader = Browser(app, person, audits=False)
        walker = enter(server, person, width=width, language=language, reduced_motion="reduce")
        walker.page.add_init_script(AXE.read_text() + STILL)
        for page in every_page(app, town, persona):
            if not page.endpoint.startswith(SAME_FOR_ALL):
                answer = ask_for(reader, page, language)
                if answer.status_code != 200 or seen.issuperset(
                    shown := parts(answer.text, person.name or "?")
                ):
                    continue
                seen.update(shown)
            found += [f"{persona}, {page.path}: {what}" for what in look_over(walker, page, width)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("persona", ["visitor", "secretary"])
def test_the_menus_are_open_to_everybody(cast, serve, enter, persona):
    walker = enter(serve(PORTAL_STREAMS="0"), getattr(cast, persona), reduced_motion="reduce")
    walker.page.add_init_script(AXE.read_text() + STILL)
    walker.visit("/")
    found = []
    for menu in walker.page.locator("header details > summary").all():
        menu.click()
        for scheme in ("light", "dark"):
            walker.page.emulate_media(color_scheme=scheme)
            found += walker.page.evaluate(LOOK, {})
        found += walker.page.evaluate(TOO_WIDE, [PHONE, "large"])
        walker.page.keyboard.press("Escape")
    assert not found, "\n".join(found)


def look_over(walker: Walker, page: Page, width: int) -> Iterator[str]:
    """What is wrong with a page, everything in it unfolded."""
    walker.visit(page.path, **page.kept)
    browser = walker.page
    browser.evaluate(OPEN, "main")
    yield from browser.evaluate(LOOK, {"off": REPEATED if page.endpoint.startswith(SAME_FOR_ALL) else []})
    browser.emulate_media(color_scheme="dark")
    yield from browser.evaluate(LOOK, {"only": COLOURS})
    for size in (NARROW, PHONE):
        browser.set_viewport_size({"width": size, "height": 640})
        for text in ("large", "normal"):
            yield from browser.evaluate(TOO_WIDE, [size, text])
    browser.set_viewport_size({"width": width, "height": 844})
    browser.emulate_media(color_scheme="light")
