"""The council wall 议事大屏: what the room looks at while the council meets."""

from flask import Blueprint

bp = Blueprint("wall", __name__)
