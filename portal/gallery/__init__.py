"""All furniture and all fragments in every state, side by side; for development and tests only."""

from flask import Blueprint

bp = Blueprint("gallery", __name__)
