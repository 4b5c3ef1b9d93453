"""Make .venv and static/vendor match the lock files; where they already do, do nothing, and quickly."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036  an older python3 must come as far as this line
    sys.exit(
        "The portal needs Python 3.11 or later; python3 here is {}.{}. 需要 Python 3.11 或更高版本。\n"
        "Install a newer one (Debian 12 and Ubuntu 24.04 have it) and put it first on the PATH.".format(
            *sys.version_info
        )
    )

import fcntl
import hashlib
import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMPS = VENV / "set-up.json"
FRONT_END = ("package-lock.json", "tools/icons.txt", "tools/front_end.py")


class Part(NamedTuple):
    """Something set-up makes: stale when its stamp does not begin with its key, or a file it made is gone."""

    name: str
    key: str
    made: Iterable[Path]
    make: Callable[[], None]

    def is_stale(self) -> bool:
        return not known_stamps().get(self.name, "").startswith(self.key) or not all(
            path.exists() for path in self.made
        )


def main(kind: str) -> None:
    """Bring each part up to date in turn; of two starts at once the second waits for the first."""
    parts = parts_for(kind)
    if not any(part.is_stale() for part in parts):
        return
    with open(ROOT / "pyproject.toml") as door:
        try:
            fcntl.flock(door, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Waiting for another start that is setting up", "等待另一处正在进行的安装")
            fcntl.flock(door, fcntl.LOCK_EX)
        for part in parts:
            if part.is_stale():
                part.make()
                STAMPS.write_text(json.dumps(known_stamps() | {part.name: part.key}, indent=1))


def parts_for(kind: str) -> list[Part]:
    """Name the parts in the order in which they build on each other."""
    # The key of development begins with the key of running, because it installs that and more.
    locks = ["run.txt", "setup.txt"] + (["dev.txt"] if kind == "dev" else [])
    package_key = digest((ROOT / "requirements").glob("*.txt")) + " " + " ".join(locks)
    catalogues = sorted((ROOT / "portal/translations").glob("*/LC_MESSAGES/*.po"))
    compiled = [po.with_suffix(".mo") for po in catalogues]
    return [
        Part("environment", "{}.{} in {}".format(*sys.version_info[:2], ROOT), [PYTHON], make_environment),
        Part("packages", package_key, [], lambda: install_packages(locks)),
        Part("command", digest([ROOT / "pyproject.toml"]), [VENV / "bin/portal"], install_command),
        Part(
            "front end",
            digest(ROOT / name for name in FRONT_END),
            [ROOT / "static/vendor/htmx.min.js", ROOT / "node_modules/axe-core/axe.min.js"],
            fetch_front_end,
        ),
        Part("translations", digest(catalogues), compiled, lambda: compile_translations(catalogues)),
    ]


def make_environment() -> None:
    say("Making the Python environment in .venv", "建立 Python 环境")
    if not (find_spec("venv") and find_spec("ensurepip")):
        sys.exit(
            "This Python comes without venv and ensurepip. 缺少 venv 模块。\n"
            "On Debian and Ubuntu: apt-get install python3-venv"
        )
    shutil.rmtree(VENV, ignore_errors=True)
    run("Python could not make .venv", sys.executable, "-m", "venv", str(VENV))


def install_packages(locks: list[str]) -> None:
    wanted: set[str] = set()
    options = []
    for lock in locks:
        path = ROOT / "requirements" / lock
        wanted |= set(re.findall(r"^([\w.-]+)==", path.read_text("utf-8"), re.MULTILINE))
        options += ["--requirement", str(path)]
    say(f"Installing {len(wanted)} Python packages", "安装 Python 软件包")
    pip("install", "--no-deps", "--require-hashes", *options, steps=len(wanted))


def install_command() -> None:
    pip("install", "--no-deps", "--no-index", "--no-build-isolation", "--editable", str(ROOT))


def fetch_front_end() -> None:
    say("Fetching the front-end files", "获取前端文件")
    run("The front-end files could not be fetched", str(PYTHON), str(ROOT / "tools/front_end.py"))


def compile_translations(catalogues: list[Path]) -> None:
    say("Compiling the translations", "编译翻译")
    for po in catalogues:
        files = ["--input-file", str(po), "--output-file", str(po.with_suffix(".mo"))]
        locale = ["--locale", po.parent.parent.name]
        command = [str(PYTHON), "-m", "babel.messages.frontend", "compile"]
        run(f"{po.relative_to(ROOT)} could not be compiled", *command, *files, *locale)


def pip(*options: str, steps: int = 0) -> None:
    quiet = ["--disable-pip-version-check", "--no-input", "--progress-bar", "off"]
    run("pip could not install", str(PYTHON), "-m", "pip", *options, *quiet, steps=steps)


def run(fault: str, *command: str, steps: int = 0) -> None:
    """Run a command quietly, counting the packages it collects; where it fails, show all that it said."""
    said = []
    count = 0
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    ) as child:
        for line in child.stdout or ():
            said.append(line)
            if steps and "(from -r " in line:
                count += 1
                progress(f"  {count}/{steps} {Path(line.split(' (from')[0].split()[-1]).name}")
            elif steps and line.startswith("Installing collected"):
                progress("  unpacking …")
    progress("")
    if child.returncode:
        sys.exit("".join(said) + f"\n{fault}; what it said is above. 安装未完成。")


def progress(text: str) -> None:
    """Show how far it is, on one line of a terminal; a log has enough with the headings."""
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)


def say(english: str, chinese: str) -> None:
    print(f"· {english} {chinese}", file=sys.stderr, flush=True)


def known_stamps() -> dict[str, str]:
    try:
        return json.loads(STAMPS.read_text())
    except (OSError, ValueError):
        return {}


def digest(paths: Iterable[Path]) -> str:
    """Hash the names and contents of files."""
    total = hashlib.sha256()
    for path in sorted(paths):
        total.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes() + b"\0")
    return total.hexdigest()


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except KeyboardInterrupt:
        sys.exit("\nStopped; the next start goes on from here. 已停止。")
