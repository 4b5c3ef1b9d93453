"""Action items 行动项: who does what by when."""

from flask import Blueprint

bp = Blueprint("actions", __name__)
