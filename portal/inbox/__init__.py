"""Needs you 待办, and what people are told by mail."""

from flask import Blueprint

bp = Blueprint("inbox", __name__)
