"""Whatever is typed into a form of people or places is answered in words, and never breaks a page."""

import json
from pathlib import Path

import pytest

from portal.people import passwords

HOSTILE = Path(__file__).parents[3] / "shared" / "data" / "hostile" / "blns.json"
ODD = [
    "\x00",
    "\ufffe",
    "\x1b[31m",
    "<script>alert(1)</script>",
    "{{ 7 * 7 }}",
    "\u202eabc",
    "'; --",
    "𠮷" * 300,
]


def strings() -> list[str]:
    if not HOSTILE.exists():
        pytest.skip("the hostile strings are not here")
    return [text for text in json.loads(HOSTILE.read_text(encoding="utf-8")) if text][::12]


def through_every_field(cast, browse, texts):
    visitor, member, secretary, administrator = (
        browse(who, hostile=True) for who in (None, cast.member, cast.secretary, cast.administrator)
    )
    people, invitations = "/communities/willow/people", "/communities/willow/invitations"
    found = "/administration/subdistricts"
    for text in texts:
        yield secretary.get(people, query_string={"q": text, "after": text, "id": text})
    for i, text in enumerate(texts):
        yield visitor.post("/sign-in", {"login": text, "password": text, "next": text})
        yield visitor.post("/reset", {"login": text})
        yield secretary.post(invitations, {"name": text, "role": "member"})
        yield secretary.post(people, {"name": text, "phone": f"139{i:08d}", "role": "resident"})
        yield secretary.post(
            people, {"name": "x", "phone": text, "email": text, "role": text, "ends_on": text}
        )
        yield member.post("/account/profile", {"name": text, "email": "m@example.org", "locale": "zh"})
        yield member.post("/account/profile", {"name": "x", "email": text, "phone": text, "locale": text})
        yield administrator.post(found, {"name": text, "name_en": text, "slug": text if i % 2 else f"s{i}"})
    for browser, page in ((secretary, people), (member, "/account"), (administrator, "/administration")):
        yield browser.get(page)


@pytest.fixture
def quick(monkeypatch):
    """Passwords cost nothing here: it is not they that are tried."""
    monkeypatch.setattr(
        passwords, "HASHER", passwords.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    )


def test_a_few_odd_texts(cast, browse, quick):
    assert {answer.status_code for answer in through_every_field(cast, browse, ODD)} <= {200, 302, 303, 422}


@pytest.mark.real_data
@pytest.mark.slow
def test_one_in_twelve_of_the_naughty_strings(cast, browse, quick):
    assert {answer.status_code for answer in through_every_field(cast, browse, strings())} <= {
        200,
        302,
        303,
        422,
    }
