"""What is typed all day: one write, help, completion, a small report, a long list, several at once."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path

from examples.benchmarks.measure import ENVIRONMENT, Figure, find_peer, outreach, print_table, timed

_CSV = """import csv, sqlite3, sys
rows = sqlite3.connect("outreach.db").execute(
    "SELECT contact.id, date, citizen.citizen, site.site, contact.kind, worker.worker, minutes, reached"
    " FROM contact JOIN citizen ON citizen.id = contact.citizen JOIN site ON site.id = contact.site"
    " JOIN worker ON worker.id = contact.worker ORDER BY contact.id LIMIT 10000")
csv.writer(sys.stdout).writerows(rows)"""
_WRITER = """import sys
from outreach_cli import open_register
for number in range(int(sys.argv[2])):
    with open_register("outreach.db") as register, register.change("contact") as change:
        change.contact(f"B{number % 500:05}", on="2024-01-01", site="Sted Ø1", minutes=int(sys.argv[1]))"""
_BARE = """import sqlite3, click
@click.command()
@click.argument("citizen")
@click.option("--site")
@click.option("--on")
def contact(citizen, site, on):
    with sqlite3.connect("bare.db") as register:
        register.execute("CREATE TABLE IF NOT EXISTS contact (citizen, site, date)")
        register.execute("INSERT INTO contact VALUES (?, ?, ?)", (citizen, site, on))
    click.echo("Logged")
contact()"""
"""A click program that writes down what it is told into a table of three columns, unread and unchecked."""
_COMPLETING = {
    "_OUTREACH_COMPLETE": "bash_complete",
    "COMP_WORDS": "outreach\ncontact\nB0001",
    "COMP_CWORD": "2",
}
"""What the shell asks when the tab key is pressed after `outreach contact B0001`."""
_CONTACT = ("B00001", "--site", "Sted Ø1", "--on", "2024-01-01")
_ENTRY = ("--from", "2024-01-01 10:00", "--to", "2024-01-01 10:30", "conversation", "+site")


def run(folder: Path, pairs: int) -> None:
    """Measure and print; `folder` holds a register with 10,000 contacts."""
    base = "python -c 'import sqlite3'"
    asked = {
        "one contact": outreach("contact", *_CONTACT),
        "click and sqlite3 alone, one row": [sys.executable, "-c", _BARE, *_CONTACT],
        "Watson, one entry, no others": [find_peer("watson"), "add", *_ENTRY],
        "--help": outreach("--help"),
        "--version": outreach("--version"),
        "a completion": outreach(),
        "outreach alone": outreach(),
        "a report": outreach("report", "conversations"),
        "a list of 10,000 in a pipe": outreach("list", "contact"),
        "csv.writer, the same rows": [sys.executable, "-c", _CSV],
    }
    figures = {base: Figure(), **{name: Figure() for name in asked}}
    for _turn in range(pairs):
        timed([sys.executable, "-c", "import sqlite3"], figures[base], folder=folder)
        for name, words in asked.items():
            more = _COMPLETING if name == "a completion" else {"WATSON_DIR": str(folder / "watson")}
            timed(words, figures[name], folder=folder, more=more)
        shutil.rmtree(folder / "watson")
    print_table(f"The day's work, medians of {pairs}", "× import sqlite3", figures[base], figures)


def run_together(folder: Path, writers: int, each: int) -> None:
    """Several programs that write single contacts at once, beside one that writes as many."""
    before = _contacts(folder)
    seconds = []
    for programs, number in ((1, writers * each), (writers, each)):
        began = time.perf_counter()
        running = [
            subprocess.Popen(
                [sys.executable, "-c", _WRITER, str(place), str(number)], cwd=folder, env=ENVIRONMENT
            )
            for place in range(programs)
        ]
        refused = [program for program in running if program.wait()]
        seconds.append(time.perf_counter() - began)
        assert not refused, "a writer was refused"
    written = _contacts(folder) - before
    print(
        f"\n{writers} × {each} contacts at once: {seconds[0] / seconds[1]:.2f} of the rate of one program"
        f" that writes {writers * each}; {2 * writers * each - written} lost"
    )


def _contacts(folder: Path) -> int:
    counted = ["sqlite3", "outreach.db", "SELECT count(*) FROM contact"]
    return int(subprocess.run(counted, cwd=folder, capture_output=True, check=True).stdout)
