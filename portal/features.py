"""The features, in the order of their layers; each new folder is named here once."""

from collections.abc import Iterator
from importlib import import_module

from flask import Blueprint

FEATURES = {
    "people": ("guard", "views", "account", "personas", "invitations", "resets", "terms"),
    "communities": ("views", "people", "administration"),
    "issues": ("fragments", "listing", "views", "reports", "desk", "triage", "cards"),
    "ballots": ("fragments", "views", "jobs", "shared"),
    "actions": ("fragments", "views", "board"),
    "inbox": ("fragments", "views", "jobs"),
    "figures": ("fragments", "views"),
    "wall": ("fragments", "views"),
    "home": ("fragments", "views", "cards"),
}
OF_DEVELOPMENT = {"gallery": ("views",)}
"""What no real portal has: only where the setting GALLERY is on."""


def blueprints(*, development: bool = False) -> Iterator[Blueprint]:
    """Import every feature's doors and give its blueprint."""
    for name, parts in (FEATURES | OF_DEVELOPMENT if development else FEATURES).items():
        for part in parts:
            import_module(f"portal.{name}.{part}")
        blueprint: Blueprint = import_module(f"portal.{name}").bp
        yield blueprint
