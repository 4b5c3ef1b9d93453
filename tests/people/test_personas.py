"""The demo's door: one press and one is somebody made up."""

import pytest

from portal import create_app
from portal.db import db, session
from portal.people.personas import PERSONAS, address_of
from tests.browse import Browser
from tests.cast import recall


@pytest.fixture
def demo(app):
    """The same portal on the same database, as a demo."""
    settings = {
        key: app.config[key] for key in ("INSTANCE", "SQLALCHEMY_DATABASE_URI", "SECRET_KEY", "UPLOADS")
    }
    other = create_app({**settings, "TESTING": True, "DEMO": True, "RATELIMIT_ENABLED": False})
    with other.app_context():
        cast = recall()
        for persona in PERSONAS:
            getattr(cast, persona).email = address_of(persona)
        session.commit()
        yield other
        session.remove()
        db.engine.dispose()


@pytest.mark.parametrize("persona", PERSONAS)
@pytest.mark.parametrize("htmx", [False, True])
def test_in_the_demo_one_press_makes_one_a_persona(demo, persona, htmx):
    browser = Browser(demo, htmx=htmx)
    answer = browser.post("/sign-in/demo", {"persona": persona})
    assert answer.headers["HX-Redirect" if htmx else "Location"] == "/inbox"
    assert address_of(persona) in browser.get("/account").text


def test_the_demo_s_page_names_them_and_their_roles(demo):
    page = Browser(demo).get("/sign-in?lang=en").text
    assert "王秀兰" in page
    for role in ("Resident", "Council member", "Chair", "Secretary", "Supervisor"):
        assert role in page


@pytest.mark.parametrize("persona", ["administrator", "", "member@demo.example"])
def test_nobody_else_is_played(demo, persona):
    assert Browser(demo).post("/sign-in/demo", {"persona": persona}).status_code == 404


def test_outside_the_demo_there_is_no_such_door(app, cast, browse):
    for persona in PERSONAS:
        getattr(cast, persona).email = address_of(persona)
    assert app.config["DEMO"] is False
    assert "/sign-in/demo" not in {rule.rule for rule in app.url_map.iter_rules()}
    assert "people.play" not in app.view_functions
    assert browse().post("/sign-in/demo", {"persona": "secretary"}).status_code == 404
    assert "/sign-in/demo" not in browse().get("/sign-in").text


def test_the_door_hangs_on_the_setting_alone(app, tmp_path):
    settings = {"INSTANCE": tmp_path, "SECRET_KEY": "for tests only", "RATELIMIT_ENABLED": False,
                "SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path / 'portal.db'}"}  # fmt: skip
    for is_demo in (False, True):
        made = create_app({**settings, "DEMO": is_demo})
        assert ("/sign-in/demo" in {rule.rule for rule in made.url_map.iter_rules()}) is is_demo
