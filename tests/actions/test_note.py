"""Progress notes: events of the journal, with their photos."""

from io import BytesIO

import pytest
from PIL import Image

from portal.db import session
from portal.issues.models import Photo
from portal.journal import Event, Verb
from tests.actions.given import EVERYBODY, an_item

TEXT = {"text": "灯泡买到了，周六换。"}


def a_photo():
    out = BytesIO()
    Image.new("RGB", (40, 30), "green").save(out, "JPEG")
    out.seek(0)
    return out, "灯.jpg"


@pytest.mark.parametrize("htmx", [False, True])
def test_the_owner_tells_how_it_is_going(cast, browse, htmx):
    action = an_item(cast)
    browser = browse(cast.member, htmx=htmx)
    browser.get(f"/actions/{action.id}")
    answer = browser.post(f"/actions/{action.id}/notes", TEXT)
    assert answer.status_code == (200 if htmx else 303)
    event = session.query(Event).filter_by(verb=Verb.NOTE).one()
    assert (event.thing, event.issue_id) == (f"action:{action.id}", action.issue_id)
    assert event.data == {"title": "换灯泡", **TEXT}
    if htmx:
        assert TEXT["text"] in answer.text


def test_everybody_who_sees_the_issue_reads_it_there_and_on_the_items_page(cast, browse):
    action = an_item(cast)
    browse(cast.member).post(f"/actions/{action.id}/notes", TEXT)
    for path in (f"/issues/{action.issue_id}", f"/actions/{action.id}"):
        assert TEXT["text"] in browse(cast.visitor).get(path).text


def test_its_photos_belong_to_the_event(cast, browse):
    action = an_item(cast)
    answer = browse(cast.member).post(f"/actions/{action.id}/notes", {**TEXT, "photos": [a_photo()]})
    assert answer.status_code == 303
    photo = session.query(Photo).one()
    assert session.get(Event, photo.event_id).verb is Verb.NOTE
    assert f"/photos/{photo.id}" in browse(cast.visitor).get(f"/actions/{action.id}").text


@pytest.mark.parametrize("htmx", [False, True])
def test_what_is_no_photo_is_refused_with_the_text_kept(cast, browse, htmx):
    action = an_item(cast)
    wrong = {**TEXT, "photos": [(BytesIO(b"%PDF"), "a.jpg")]}
    answer = browse(cast.member, htmx=htmx).post(f"/actions/{action.id}/notes", wrong)
    assert answer.status_code == 422
    assert TEXT["text"] in answer.text
    assert session.query(Event).filter_by(verb=Verb.NOTE).count() == 0


def test_an_empty_note_is_none(cast, browse):
    action = an_item(cast)
    assert browse(cast.member).post(f"/actions/{action.id}/notes", {"text": " "}).status_code == 422


@pytest.mark.parametrize("who", [who for who in EVERYBODY if who not in ("member", "secretary")])
def test_nobody_but_the_owner_and_the_office_notes(cast, browse, who):
    action = an_item(cast)
    assert browse(getattr(cast, who)).post(f"/actions/{action.id}/notes", TEXT).status_code == 403
