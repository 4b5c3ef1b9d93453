"""What can be wrong with what is to be imported, in the operator's words."""


class Unusable(Exception):
    """The file as a whole cannot be used; nothing of it was taken in."""


class Refused(Exception):
    """One row cannot be taken in; the others can."""
