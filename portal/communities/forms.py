"""What an administrator fills in about subdistricts and communities."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import DataRequired, Length, Regexp, ValidationError

from portal.fields import tidy

SLUG = Regexp(
    r"^[a-z][a-z0-9-]{1,39}$", message=_l("Small letters a to z, digits and dashes, beginning with a letter.")
)


class FoundForm(FlaskForm):
    """The names of a new place; `taken` are the short names that are in use."""

    name = StringField(
        _l("Name in Chinese"),
        filters=[tidy],
        validators=[DataRequired(_l("Please give a name.")), Length(max=60)],
    )
    name_en = StringField(
        _l("Name in English"),
        filters=[tidy],
        validators=[DataRequired(_l("Please give a name.")), Length(max=80)],
    )
    slug = StringField(
        _l("Short name in addresses"),
        filters=[tidy],
        validators=[DataRequired(_l("Please give a short name.")), SLUG],
    )

    def __init__(self, taken: set[str], **kw: Any) -> None:
        super().__init__(**kw)
        self.taken = taken

    def validate_slug(self, field: Any) -> None:
        """Two places cannot have one address."""
        if field.data in self.taken:
            raise ValidationError(_("This short name is in use."))
