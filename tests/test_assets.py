"""One style sheet and one script for all pages; a first visit stays small."""

import re
from pathlib import Path

import brotli
import pytest

from portal.assets import BUNDLES

LINKED = re.compile(r'(?:href|src)="(/static/[^"#]+)')
MOST_BYTES = 60 * 1024
MOST_REQUESTS = 8


@pytest.mark.parametrize("name", BUNDLES)
def test_a_bundle_is_the_same_plain_and_compressed(browse, name):
    plain = browse().get(f"/static/{name}")
    pressed = browse().get(f"/static/{name}", headers={"Accept-Encoding": "br"})
    assert pressed.headers["Content-Encoding"] == "br"
    assert "Accept-Encoding" in pressed.headers["Vary"]
    assert brotli.decompress(pressed.data) == plain.data


def test_every_part_is_in_its_bundle(app, browse):
    sheet = browse().get("/static/portal.css").text
    script = browse().get("/static/portal.js").text
    for path in (*(p for p in BUNDLES["portal.css"] if "*" not in p), "css/home.css", "css/ui/forms.css"):
        rule = next(
            line.strip()
            for line in Path(app.static_folder, path).read_text("utf-8").splitlines()
            if "}" in line
        )
        assert rule in sheet
    assert script.index("hx-sse") < script.index("data-focus")


def test_notes_and_indents_stay_at_home(browse):
    sheet, script = browse().get("/static/portal.css").text, browse().get("/static/portal.js").text
    assert "/*" not in sheet
    assert not re.search(r"^\s", sheet, re.MULTILINE)
    assert not re.search(r"^\s*//", script, re.MULTILINE)


def test_no_script_holds_a_text_over_several_lines(app):
    for path in Path(app.static_folder, "js").glob("*.js"):  # an indent in it would be lost
        assert all(line.count("`") % 2 == 0 for line in path.read_text("utf-8").splitlines()), path.name


def test_a_first_visit_is_small_and_the_next_takes_the_page_alone(browse):
    visitor = browse()
    packed = {"Accept-Encoding": "br, gzip"}
    page = visitor.client.get("/", headers=packed, buffered=True)
    assert page.headers["Content-Encoding"] in ("br", "gzip")
    files = set(LINKED.findall(brotli.decompress(page.data).decode()))
    answers = {file: visitor.client.get(file, headers=packed, buffered=True) for file in files}
    assert len(files) + 1 + 1 <= MOST_REQUESTS  # the page itself, and its stream
    assert len(page.data) + sum(len(a.data) for a in answers.values()) <= MOST_BYTES
    for file, answer in answers.items():
        assert "immutable" in answer.headers["Cache-Control"], file
