"""`portal person add`: how the first administrator comes in."""

import re

import pytest
from click.testing import CliRunner

from portal import cli
from portal.clock import now
from portal.db import session
from portal.journal import Event, Role, Verb
from portal.people.models import Person
from tests.people.given import PASSWORD

NEW = ["秦岭", "--phone", "13900001111"]


@pytest.fixture
def run(app, monkeypatch):
    """Run the command on the test's own portal."""
    monkeypatch.setattr(cli, "make_app", lambda: app)
    session.commit()

    def command(*words):
        result = CliRunner().invoke(cli.main, ["person", "add", *words])
        session.expire_all()
        return result

    return command


def test_an_administrator_is_made_and_chooses_a_password_by_the_printed_link(cast, browse, run):
    result = run("秦岭", "--email", "Qin@example.org", "--administrator")
    assert result.exit_code == 0, result.output
    link = re.search(r"http://localhost:8000(/reset/[\w-]+)", result.output).group(1)
    browser = browse()
    assert browser.post(link, {"password": PASSWORD}).status_code == 303
    assert browser.post("/sign-in", {"login": "qin@example.org", "password": PASSWORD}).status_code == 303
    assert browser.get("/administration").status_code == 200
    event = session.query(Event).filter_by(verb=Verb.ENROL).order_by(Event.id.desc()).first()
    assert (event.by_role, event.data) == (Role.CLOCK, {"is_administrator": True})


def test_roles_are_given_on_the_way(cast, run):
    words = ["--community", "willow", "--role", "secretary", "--supervises", "clearwater"]
    assert run("秦岭", "--phone", "139 0000 1111", *words).exit_code == 0
    person = session.query(Person).filter_by(phone="13900001111").one()
    assert person.holds(Role.SECRETARY, cast.willow.id, now())
    assert person.supervises(cast.subdistrict.id, now())
    assert not person.is_administrator


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["秦岭"], "A phone number or an e-mail address is needed"),
        (["秦岭", "--email", "member@example.org"], "Somebody has an account with this already."),
        ([*NEW, "--community", "nowhere"], "There is no community 'nowhere'; there is: willow, harbour."),
        ([*NEW, "--supervises", "nowhere"], "There is no subdistrict 'nowhere'; there is: clearwater."),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_and_nobody_is_added(cast, run, words, said):
    people = session.query(Person).count()
    result = run(*words)
    assert result.exit_code == 1
    assert said in result.output
    assert session.query(Person).count() == people
