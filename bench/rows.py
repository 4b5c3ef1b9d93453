"""The lines of the table: what is asked of which server, and what each round brought."""

import json
import math
import os
import statistics
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from tests.servers import Server


@dataclass(frozen=True)
class Ask:
    """One request of a browser."""

    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""

    def wire(self) -> str:
        """As it goes over the connection."""
        headers = {"Host": "127.0.0.1", **self.headers}
        if self.body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["Content-Length"] = str(len(self.body))
        lines = [f"{self.method} {self.path} HTTP/1.1", *(f"{k}: {v}" for k, v in headers.items())]
        return "\r\n".join([*lines, "", self.body])


@dataclass
class Row:
    """One line: its name, what it is in words, what each of the browsers asks for in turn."""

    name: str
    what: str
    server: Server
    browsers: list[Sequence[Ask]] = field(default_factory=list)
    queries: int = 0
    rounds: list[dict[str, float]] = field(default_factory=list)

    def measure(self, seconds: float) -> dict[str, float]:
        """Let all browsers ask for so many seconds, in a process of their own."""
        plan = {
            "port": self.server.port,
            "seconds": seconds,
            "requests": [[ask.wire() for ask in asks] for asks in self.browsers],
        }
        before = cpu_seconds(self.server.process.pid)
        load = subprocess.run(
            [sys.executable, "-m", "bench.load"], input=json.dumps(plan), stdout=subprocess.PIPE, text=True
        )
        if load.returncode:
            raise click.ClickException(f"{self.what}: could not be measured")
        found: dict[str, float] = json.loads(load.stdout)
        used = cpu_seconds(self.server.process.pid) - before
        return {**found, "cpu_ms": 1000 * used / found["done"]}

    def figures(self, bare: "Row") -> dict[str, Any]:
        """The line as it is written down; its ratio says how many bare pages one of these costs."""
        rounds = zip(bare.rounds, self.rounds, strict=True)
        ratios = sorted(one["per_second"] / mine["per_second"] for one, mine in rounds)
        medians = {
            of: statistics.median(found[of] for found in self.rounds)
            for of in ("per_second", "ms", "p99_ms", "cpu_ms")
        }
        return {
            "name": self.name,
            "what": self.what,
            "ratio": round(statistics.median(ratios), 2),
            "lowest": round(ratios[0], 2),
            "highest": round(ratios[-1], 2),
            **{of: None if math.isnan(value) else round(value, 3) for of, value in medians.items()},
            "queries": self.queries,
        }


def cpu_seconds(pid: int) -> float:
    """How long a process has computed so far; not a number where the system does not tell."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return math.nan
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


COLUMNS = (
    ("per second", "per_second", ".0f"),
    ("ms", "ms", ".1f"),
    ("p99 ms", "p99_ms", ".1f"),
    ("CPU ms", "cpu_ms", ".2f"),
    ("queries", "queries", "d"),
    ("× bare", "ratio", ".1f"),
)


def table(lines: Sequence[Mapping[str, Any]]) -> str:
    """The lines for people to read."""
    wide = max(len(line["what"]) for line in lines)

    def shown(line: Mapping[str, Any], key: str, form: str) -> str:
        return f"{'-' if line[key] is None else format(line[key], form):>12}"

    head = " " * wide + "".join(f"{title:>12}" for title, _, _ in COLUMNS) + "   lowest to highest"
    body = (
        line["what"].ljust(wide)
        + "".join(shown(line, key, form) for _, key, form in COLUMNS)
        + f"   {line['lowest']:.1f} to {line['highest']:.1f}"
        for line in lines
    )
    return "\n".join([head, *body])
