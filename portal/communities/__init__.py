"""Communities 社区 and the subdistrict 街道 they belong to."""

from flask import Blueprint

bp = Blueprint("communities", __name__)
