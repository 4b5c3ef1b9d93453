"""Search that finds Chinese words of one or two characters, on any database.

Neither SQLite's nor PostgreSQL's own tokenizers find them (measured; see docs/decisions/search.md), so
text is cut here: a run of Han characters gives every single character and every pair, Latin letters and
digits give lower-cased words.
"""

import re
import unicodedata
from itertools import pairwise

HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
RUN = re.compile(rf"([{HAN}]+)|([^\W_{HAN}]+)")
LONGEST = 40
"""Characters kept of one word: what is longer is not looked for whole."""


def words(text: str) -> set[str]:
    """Every token under which the text can be found."""
    found: set[str] = set()
    for han, other in RUN.findall(unicodedata.normalize("NFKC", text)):
        if han:
            found.update(han)
            found.update(a + b for a, b in pairwise(han))
        else:
            found.add(other.casefold()[:LONGEST])
    return found


def wanted(query: str) -> set[str]:
    """The tokens that a text must all have to match: pairs, a single character only where it stands alone."""
    found: set[str] = set()
    for han, other in RUN.findall(unicodedata.normalize("NFKC", query)):
        if han:
            found.update((a + b for a, b in pairwise(han)) if len(han) > 1 else han)
        else:
            found.add(other.casefold()[:LONGEST])
    return found
