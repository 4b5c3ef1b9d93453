"""Figures: what the journal adds up to."""

from flask import Blueprint

bp = Blueprint("figures", __name__)
