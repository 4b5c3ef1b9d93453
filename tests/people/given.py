"""What the tests of people start from."""

from functools import cache

from portal.db import session
from portal.people import passwords
from portal.people.models import Person

PASSWORD = "vier rote drachen"


@cache
def digest() -> str:
    """The digest of PASSWORD; slow on purpose, so made once."""
    return passwords.digest(PASSWORD)


def with_password(person: Person, *, phone: str | None = None) -> Person:
    """Somebody who can sign in."""
    person.password_hash = digest()
    person.phone = phone or person.phone
    session.commit()
    return person
