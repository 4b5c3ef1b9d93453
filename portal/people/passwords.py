"""Passwords: kept as argon2id digests only, slow to guess and never two hundred at once."""

import threading
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from pypinyin import lazy_pinyin

LEAST, MOST = 8, 128
"""Characters of a password: as many as NIST SP 800-63B asks for, and no book."""

ROUNDS, KIBIBYTES, LANES = 3, 65536, 4  # RFC 9106, section 4, the option for little memory
HASHER = PasswordHasher(time_cost=ROUNDS, memory_cost=KIBIBYTES, parallelism=LANES)
NOBODY = f"$argon2id$v=19$m={KIBIBYTES},t={ROUNDS},p={LANES}$bm9ib2R5IGhhcyB0aGlzIQ$" + "A" * 43
"""Verified where there is no account, so that the time an answer takes does not tell."""

# 64 MB and a third of a second of two cores each: a crowd at the door must not take the whole machine.
_turns = threading.BoundedSemaphore(2)

FIRST_TRIED = """
password passw0rd p@ssw0rd password1 password123 12345678 123456789 1234567890 0123456789 87654321
987654321 9876543210 11223344 12341234 123123123 147258369 qwertyui qwertyuiop qwerty123 asdfghjk
asdfghjkl zxcvbnm1 1q2w3e4r 1qaz2wsx q1w2e3r4 abcd1234 abc12345 abcdefgh a1234567 a12345678
a123456789 aa123456 aa12345678 qq123456 woaini1314 woaini520 woaini123 5201314520 iloveyou iloveyou1
admin123 admin888 administrator welcome1 letmein1 sunshine football baseball superman computer
internet trustno1 88888888 66668888 changeme default1 nihao123 wodemima mima1234 asd12345
"""
COMMON = frozenset(FIRST_TRIED.split())


def digest(password: str) -> str:
    """What the database keeps of a password."""
    with _turns:
        return HASHER.hash(_plain(password))


def matches(kept: str | None, password: str) -> bool:
    """Whether it is the password; takes as long where none was ever set."""
    with _turns:
        try:
            return HASHER.verify(kept or NOBODY, _plain(password))
        except (Argon2Error, InvalidHashError):
            return False


def is_obvious(password: str, *known: str | None) -> bool:
    """Whether it is among the first that anybody would try: common, monotonous, or known of the person."""
    word = _bare(password)
    return word in COMMON or len(set(word)) < 3 or word in {_bare(fact) for fact in _facts(known)}


def _facts(known: tuple[str | None, ...]) -> list[str]:
    facts = [fact for fact in known if fact]
    names = ["".join(lazy_pinyin(fact)) for fact in facts]
    parts = [fact.partition("@")[0] for fact in facts if "@" in fact]
    return [more for fact in [*facts, *names, *parts] for more in (fact, fact * 2, fact[::-1], f"{fact}123")]


def _plain(password: str) -> str:
    return unicodedata.normalize("NFKC", password)


def _bare(password: str) -> str:
    return "".join(_plain(password).lower().split())
