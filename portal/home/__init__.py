"""The public front page."""

from flask import Blueprint

bp = Blueprint("home", __name__)
