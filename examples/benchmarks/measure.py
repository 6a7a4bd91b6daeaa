"""Running a program and noting its time and its peak memory."""

from __future__ import annotations

import os
import platform
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import distribution
from pathlib import Path
from statistics import median

PROGRAM = Path(sys.executable).with_name("outreach")


@dataclass
class Figure:
    """What several runs of one thing took: seconds by the clock, seconds of work, and megabytes."""

    seconds: list[float] = field(default_factory=list)
    worked: list[float] = field(default_factory=list)
    megabytes: list[float] = field(default_factory=list)

    def add_sum(self, *parts: Figure) -> None:
        """Add what several programs took one after the other."""
        self.seconds.append(sum(part.time for part in parts))
        self.worked.append(sum(part.work for part in parts))
        self.megabytes.append(max(part.peak for part in parts))

    @property
    def time(self) -> float:
        return median(self.seconds)

    @property
    def work(self) -> float:
        return median(self.worked)

    @property
    def peak(self) -> float:
        return max(self.megabytes)


ENVIRONMENT = {**os.environ, "OUTREACH_TODAY": "2024-06-30"}


def timed(
    words: Sequence[str], figure: Figure, *, folder: Path, more: Mapping[str, str] | None = None
) -> None:
    """Run a program in a folder, with `more` in its environment; it must succeed."""
    began = time.perf_counter()
    surroundings = {**ENVIRONMENT, **(more or {})}
    process = subprocess.Popen(words, cwd=folder, env=surroundings, stdout=subprocess.DEVNULL)
    _pid, status, usage = os.wait4(process.pid, 0)
    figure.seconds.append(time.perf_counter() - began)
    figure.worked.append(usage.ru_utime + usage.ru_stime)
    figure.megabytes.append(usage.ru_maxrss / 1024)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(words)} failed with {process.returncode}")


def outreach(*words: str) -> list[str]:
    return [str(PROGRAM), "--quiet", *words]


def find_peer(name: str) -> str:
    """A program that the extra `benchmarks` brings."""
    return str(Path(sys.executable).with_name(name))


def print_table(title: str, unit: str, base: Figure, figures: Mapping[str, Figure]) -> None:
    """The figures as a Markdown table, each as a ratio to `base`."""
    print(f"\n### {title}\n\n| | seconds | {unit} | work {unit} | peak MB |\n|---|---|---|---|---|")
    for name, figure in figures.items():
        clock, work = figure.time / base.time, figure.work / base.work
        print(f"| {name} | {figure.time:.2f} | {clock:.2f} | {work:.2f} | {figure.peak:.0f} |")


def print_machine(say: Callable[[str], None] = print) -> None:
    """What the figures were measured on.

    Ends the program in an editable install: there Python itself reads what a command needs, before it begins.
    """
    if '"editable": true' in (distribution("outreach-cli").read_text("direct_url.json") or ""):
        raise SystemExit("measure what users have: python3 -m venv V && V/bin/pip install '.[benchmarks]'")
    say(
        f"{os.cpu_count()} cores, {platform.system()} {platform.machine()},"
        f" Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    )
