"""The token of a page: which topics its stream may have, and up to where the page itself is.

The page signs it after its own permission check, so that the stream needs neither database nor session.
"""

from collections.abc import Sequence
from typing import NamedTuple

from itsdangerous import BadData, SignatureExpired, URLSafeTimedSerializer

LIFETIME = 2 * 60 * 60
"""Seconds for which a page may open its stream, and for which the stream may last."""


class Ticket(NamedTuple):
    """What a token says: the topics, the last journal event the page has, when it ends (Unix time)."""

    topics: tuple[str, ...]
    since: int
    until: float


class Forged(Exception):
    """The token was not signed here."""


class Expired(Exception):
    """The token was signed here, too long ago."""


def sign(secret: str, topics: Sequence[str], since: int) -> str:
    """Let whoever has the page watch these topics from the journal's event `since` on."""
    return str(_serializer(secret).dumps([list(topics), since]))


def read(secret: str, token: str) -> Ticket:
    """What the token says; raises Expired or Forged."""
    try:
        (topics, since), at = _serializer(secret).loads(token, max_age=LIFETIME, return_timestamp=True)
    except SignatureExpired:
        raise Expired from None
    except BadData:
        raise Forged from None
    return Ticket(tuple(topics), since, at.timestamp() + LIFETIME)


def _serializer(secret: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret, salt="portal.live")
