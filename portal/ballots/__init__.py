"""Ballots 表决: a question put to a frozen roll."""

from flask import Blueprint

bp = Blueprint("ballots", __name__)
