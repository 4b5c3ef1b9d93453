"""Where the folders beside the package are: inside it once it is built, else next to it in the project."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def data_folder(name: str) -> Path:
    """Find templates, static or migrations, in a wheel or in the project's own folder."""
    packed = PACKAGE / "_data" / name
    return packed if packed.is_dir() else PACKAGE.parent / name
