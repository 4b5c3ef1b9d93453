"""What sample things say, in the reader's language."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from portal.i18n import lang


@cache
def table() -> dict[str, Any]:
    """The sample texts as they are written down."""
    return tomllib.loads(files("portal.gallery").joinpath("samples.toml").read_text("utf-8"))


def pick(chinese: str, english: str) -> str:
    """One of two, by the reader's language."""
    return english if lang() == "en" else chinese


def said(group: str, key: str) -> str:
    """A sample text by its group and name."""
    chinese, english = table()[group][key]
    return pick(chinese, english)
