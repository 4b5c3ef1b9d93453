"""Issues 议题: the spine from a resident's report to a rated result."""

from flask import Blueprint

bp = Blueprint("issues", __name__)
