"""A page's token: good for its topics and its time, and only if it was signed here."""

import time

import pytest

from portal.live import tokens

SECRET = "a secret of the tests"


def test_a_token_says_what_was_signed() -> None:
    before = time.time()
    ticket = tokens.read(SECRET, tokens.sign(SECRET, ["issues/_thread:12@zh", "b:1@zh"], 41))
    assert ticket.topics == ("issues/_thread:12@zh", "b:1@zh")
    assert ticket.since == 41
    assert int(before) <= ticket.until - tokens.LIFETIME <= time.time()


def test_many_topics_make_a_short_token() -> None:
    topics = [f"issues/_row:{n}@zh" for n in range(50)]
    assert len(tokens.sign(SECRET, topics, 1_000_000)) < 400


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "é", "." * 2000])
def test_what_was_not_signed_is_forged(token: str) -> None:
    with pytest.raises(tokens.Forged):
        tokens.read(SECRET, token)


def test_a_token_of_another_secret_is_forged() -> None:
    with pytest.raises(tokens.Forged):
        tokens.read(SECRET, tokens.sign("another", ["x:1@zh"], 1))


def test_an_altered_token_is_forged() -> None:
    token = tokens.sign(SECRET, ["x:1@zh"], 1)
    with pytest.raises(tokens.Forged):
        tokens.read(SECRET, ("A" if token[0] != "A" else "B") + token[1:])


def test_an_old_token_is_expired(monkeypatch: pytest.MonkeyPatch) -> None:
    token = tokens.sign(SECRET, ["x:1@zh"], 1)
    monkeypatch.setattr(tokens, "LIFETIME", -1)
    with pytest.raises(tokens.Expired):
        tokens.read(SECRET, token)
