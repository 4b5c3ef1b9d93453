"""The kinds of field that the forms of all features are made of."""

import re
import unicodedata
from typing import Any

from flask_babel import gettext as _
from wtforms import MultipleFileField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from portal import photos

# Control characters, halves of characters, code points that are none, and marks that nobody sees but that
# turn a line round or hide in a name; joiners stay, for without them a family is three faces.
CONTROLS = (
    r"\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff"
)
NONE = r"\ufdd0-\ufdef" + "".join(
    chr(plane | last) for plane in range(0, 0x110000, 0x10000) for last in (0xFFFE, 0xFFFF)
)
UNSEEN = re.compile(f"[{CONTROLS}{NONE}]")


def tidy_lines(text: str | None) -> str | None:
    """Text as it was typed, line by line, without the blanks around it and without unseen characters."""
    return None if text is None else UNSEEN.sub("", re.sub(r"\r\n?", "\n", text)).strip()


def tidy(text: str | None) -> str | None:
    """One line, each gap in it a single blank."""
    return None if text is None else " ".join((tidy_lines(text) or "").split())


def plain_phone(text: str | None) -> str | None:
    """A phone number as its digits alone, without the country's own code: 13800138000."""
    if not text or not text.strip():
        return None
    written = unicodedata.normalize("NFKC", text).strip()
    digits = re.sub(r"[\s().-]", "", written)
    return re.sub(r"^(\+86|0086|86(?=1\d{10}$))", "", digits).removeprefix("+")


def text(label: Any, most: int, *, least: int = 1, required: bool = True, message: Any = None) -> StringField:
    """One line of text."""
    checks: list[Any] = [DataRequired(message) if required else Optional(), Length(least, most)]
    return StringField(label, filters=[tidy], validators=checks)


def long_text(label: Any, most: int = 4000, *, required: bool = True, message: Any = None) -> TextAreaField:
    """Several lines of text."""
    checks: list[Any] = [*([DataRequired(message)] if required else []), Length(max=most)]
    return TextAreaField(label, filters=[tidy_lines], validators=checks)


class PhoneField(StringField):
    """A phone number: 5 to 15 digits."""

    def __init__(self, label: Any, **kw: Any) -> None:
        super().__init__(label, filters=[tidy, plain_phone], **kw)

    def pre_validate(self, form: Any) -> None:
        """Refuse what nobody could dial."""
        if self.data and not re.fullmatch(r"[0-9]{5,15}", self.data):
            raise ValidationError(_("Please enter a phone number, digits only."))


class PhotosField(MultipleFileField):
    """Up to four pictures, cleaned before the form is read (see portal/photos.py)."""

    def pre_validate(self, form: Any) -> None:
        """Say what was wrong with the pictures, here where they were chosen."""
        if trouble := photos.problem():
            raise ValidationError(trouble)
