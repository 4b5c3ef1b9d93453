"""Puts what lies beside the package into the wheel, and refuses to build one that lacks it."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

BESIDE = ("templates", "static", "migrations")


class BuildHook(BuildHookInterface[Any]):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        # An editable install reads the folders where they are.
        if version == "editable":
            return
        root = Path(self.root)
        if not (root / "static/vendor/htmx.min.js").is_file():
            raise SystemExit("static/vendor is empty: run bin/portal --help once, which fills it.")
        for catalogue in root.glob("portal/translations/*/LC_MESSAGES/*.po"):
            if not catalogue.with_suffix(".mo").is_file():
                raise SystemExit(f"{catalogue} is not compiled: run bin/portal --help once.")
        if self.target_name == "wheel":
            for folder in BESIDE:
                build_data["force_include"][str(root / folder)] = f"portal/_data/{folder}"
