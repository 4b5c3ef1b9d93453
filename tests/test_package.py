"""The built wheel is whole: installed alone in an empty environment, it works from any folder."""

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("package")]

ROOT = Path(__file__).parent.parent

FIND = """
from portal import paths
for file in ("templates/layout.html", "static/vendor/htmx.min.js", "migrations/env.py"):
    folder, _, name = file.partition("/")
    assert (paths.data_folder(folder) / name).is_file(), file
assert (paths.PACKAGE / "translations/zh/LC_MESSAGES/messages.mo").is_file()
print(paths.PACKAGE)
"""


def run(*command: str | Path, at: Path) -> str:
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("PORTAL", "PYTHON"))
    }
    done = subprocess.run(command, cwd=at, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    # Both, as a release does: the wheel is made from the source archive, so that one has to be whole too.
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT, at=folder)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The scripts folder of an environment that has the wheel, and borrows what it depends on."""
    folder = tmp_path_factory.mktemp("environment")
    run(sys.executable, "-m", "venv", folder / "venv", at=folder)
    python = folder / "venv/bin/python"
    run(python, "-m", "pip", "install", "--no-deps", "--no-index", "--quiet", wheel, at=folder)
    site = run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", at=folder).strip()
    # A .pth file adds the folder, but none of its own .pth files: the project's tree stays out.
    Path(site, "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return folder / "venv/bin"


def test_holds_the_package_and_what_lies_beside_it(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names}
    assert tops == {"portal", f"{wheel.name.split('-py3')[0]}.dist-info"}
    assert not [name for name in names if "__pycache__" in name or name.endswith(".pyc")]


def test_finds_its_files_inside_itself(installed: Path, tmp_path: Path) -> None:
    assert str(installed.parent) in run(installed / "python", "-c", FIND, at=tmp_path)


def test_makes_a_portal_from_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    assert "init" in run(installed / "portal", "--help", at=tmp_path)
    run(installed / "portal", "init", at=tmp_path)
    assert (tmp_path / "instance/portal.db").is_file()
