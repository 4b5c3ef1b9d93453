"""People: accounts, sign-in, and the roles that they hold for a term."""

from flask import Blueprint

bp = Blueprint("people", __name__)
