"""A state has one word, one colour and one icon, wherever it is shown."""

import re
from pathlib import Path

import pytest
from flask_babel import force_locale

from portal.actions.words import STATES as ACTIONS
from portal.ballots.words import CHOICES, RESULTS
from portal.issues.words import STATES as ISSUES

ROOT = Path(__file__).parents[2]
TABLES = {"issues": ISSUES, "actions": ACTIONS, "results": RESULTS, "choices": CHOICES}
ICONS = set((ROOT / "tools/icons.txt").read_text(encoding="utf-8").split())
CSS = (ROOT / "static/css/ui/states.css").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", TABLES)
def test_each_state_has_its_own_word_and_an_icon_and_a_colour_that_are_there(app, name):
    looks = list(TABLES[name].values())
    for language in ("zh", "en"):
        with app.test_request_context("/"), force_locale(language):
            words = [str(look.label) for look in looks]
        assert len(set(words)) == len(words)
    for look in looks:
        assert look.icon in ICONS
        assert look.tone == "neutral" or f".chip.{look.tone}" in CSS


def test_no_page_says_a_state_in_its_own_way(app):
    """What is in a table is shown by `state(look)`, or with the table's own tone and icon."""
    with app.test_request_context("/"), force_locale("en"):
        known = {str(look.label) for table in TABLES.values() for look in table.values()}
    for path in (ROOT / "templates").rglob("*.html"):
        said = re.findall(r"chip\(_\(\"([^\"]+)\"\)", path.read_text(encoding="utf-8"))
        assert not known & set(said), path
