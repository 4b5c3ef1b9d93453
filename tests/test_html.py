"""Every page as each persona gets it, in both languages: known to these tests, and valid HTML to the W3C."""

import json
import os
import re
import shutil
import subprocess
from collections import defaultdict
from pathlib import Path

import pytest

from tests.pages import LANGUAGES, NO_PAGES, PERSONAS, ask_for, every_page, furnish, getters

VNU = Path(__file__).parent.parent / "node_modules/vnu-jar/build/dist/vnu.jar"
HOW = "No Java here. On Debian: apt-get install default-jre-headless"
SIGNED = re.compile(r"[\w-]{8,}\.[\w-]{4,}\.[\w-]{16,}")


@pytest.fixture
def java() -> str:
    """The Java of this machine; without one the test is skipped, unless that is forbidden."""
    found = shutil.which("java")
    if found is None and os.environ.get("PORTAL_REQUIRE_JAVA") == "1":
        pytest.fail(HOW)
    return found or pytest.skip(HOW)


def test_every_address_is_looked_at_or_named_as_no_page(app, cast):
    """A new address is in tests/pages.py: by what fills its argument, or in NO_PAGES with a reason."""
    town = furnish(cast, app.config["UPLOADS"], states=())
    unknown = []
    for rule in getters(app):
        try:
            town.values(rule.endpoint, rule.arguments)
        except (KeyError, ValueError):
            if rule.endpoint not in NO_PAGES:
                unknown.append(rule.rule)
    assert not unknown
    gone = {*NO_PAGES, *town.by_endpoint, *town.kept} - {rule.endpoint for rule in getters(app)}
    assert not gone


@pytest.mark.timeout(900)
def test_every_page_is_valid_html(app, cast, browse, java, tmp_path):
    """W3C's own validator finds no error; pages that differ in nothing but signatures are read once."""
    town = furnish(cast, app.config["UPLOADS"])
    kept: dict[str, str] = {}
    opened = defaultdict(set)
    for persona in PERSONAS:
        browser = browse(getattr(cast, persona))
        for page in every_page(app, town, persona):
            for language in LANGUAGES:
                answer = ask_for(browser, page, language)
                if answer.status_code == 200:
                    assert answer.mimetype == "text/html", f"{page.endpoint} is no page: name it in NO_PAGES"
                    opened[page.endpoint].add(persona)
                    kept.setdefault(SIGNED.sub("signed", answer.text), f"{persona}-{language} {page.path}")
    unseen = {page.endpoint for page in every_page(app, town)} - set(opened)
    assert not unseen

    names = {}
    for number, (text, name) in enumerate(kept.items()):
        file = tmp_path / f"{number}.html"
        file.write_text(text, encoding="utf-8")
        names[f"file:{file}"] = name
    command = [
        java,
        "-Xss4m",
        "-jar",
        VNU,
        "--format",
        "json",
        "--errors-only",
        "--exit-zero-always",
        tmp_path,
    ]
    said = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stderr)["messages"]
    wrong = defaultdict(list)
    for message in said:
        wrong[f"{message['message']}\n    {message.get('extract', '').strip()}"].append(names[message["url"]])
    found = [f"{what}\n    on {len(where)} pages, first {where[0]}" for what, where in wrong.items()]
    assert not found, "\n".join(found)
