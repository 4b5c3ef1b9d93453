"""What people fill in about action items."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, SelectField
from wtforms.validators import InputRequired, ValidationError

from portal.fields import PhotosField, long_text, text


def due_date() -> DateField:
    """Until when."""
    return DateField(_l("Due by"), validators=[InputRequired(_l("Please choose a day."))])


class DueForm(FlaskForm):
    """Until when."""

    due_on = due_date()

    def __init__(self, *args: Any, today: date, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.today = today

    def validate_due_on(self, field: Any) -> None:
        """Nobody can be asked to finish something yesterday."""
        if field.data and field.data < self.today:
            raise ValidationError(_("Please choose today or a later day."))


class AssignForm(DueForm):
    """Who does what by when."""

    title = text(_l("What is to be done?"), 120, message=_l("Please say what is to be done."))
    owner = SelectField(
        _l("Who does it?"),
        coerce=lambda value: int(value) if value else None,
        validators=[InputRequired(_l("Please choose somebody."))],
    )
    due_on = due_date()  # again, so that it comes last here: errors are told in the order of the fields

    def __init__(self, *args: Any, owners: Iterable[tuple[int, Any]], **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.owner.choices = [("", _("Please choose")), *owners]


class BlockForm(FlaskForm):
    """What holds it up."""

    reason = long_text(_l("What holds it up?"), 1000, message=_l("Please say what holds it up."))


class NoteForm(FlaskForm):
    """How it is going."""

    text = long_text(_l("How is it going?"), 2000, message=_l("Please write a sentence about it."))
    photos = PhotosField(_l("Photos"))
