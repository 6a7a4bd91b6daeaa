"""Reports over many contacts beside the best SQL by hand, through the sqlite3 shell on the same file.

The same SQL by DuckDB, which reads the same file, where `pip install .[benchmarks]` has been done.
"""

from __future__ import annotations

import sys
import tomllib
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

from examples.benchmarks.measure import Figure, outreach, print_table, timed

_HELD = "kind = 'conversation' AND reached = 1"
_PERIODS = {
    "all years": ([], "date <= '2024-06-30'"),
    "one year": (["--period", "2019"], "date BETWEEN '2019-01-01' AND '2019-12-31'"),
    "one month": (["--period", "2019-05"], "date BETWEEN '2019-05-01' AND '2019-05-31'"),
}
_DUCKDB = """import sys, duckdb, duckdb_extension_sqlite_scanner as extension
connection = duckdb.connect()
folder = f"{extension.__path__[0]}/extensions/v{duckdb.__version__}"
connection.execute(f"LOAD '{folder}/sqlite_scanner.duckdb_extension'")
connection.execute("ATTACH 'outreach.db' AS register (TYPE sqlite, READ_ONLY)")
connection.execute("USE register")
for statement in sys.argv[1].split(";")[:-1]:
    print(connection.execute(statement).fetchall())"""


def _by_hand(when: str, *rows: str, more: str = "") -> str:
    """What the report says, in as few statements: by row, in total, in several rows, left out."""
    counts, row = "count(*), count(DISTINCT citizen)", ", ".join(rows)
    return (
        f"SELECT {row}, {counts} FROM contact WHERE {_HELD} AND {when} GROUP BY {row};"
        f"SELECT {counts} FROM contact WHERE {_HELD} AND {when};"
        f"SELECT count(*) FROM (SELECT 1 FROM contact WHERE {_HELD} AND {when} GROUP BY citizen"
        f" HAVING {' OR '.join(f'min({each}) <> max({each})' for each in rows)});"
        "SELECT count(*) FILTER (WHERE reached = 0),"
        f" count(*) FILTER (WHERE reached = 1 AND kind <> 'conversation') FROM contact WHERE {when};"
        f"{more}"
    )


_NEWER = ("flow", "waiting", "dose", "time", "completeness")


def run_beside_each_other(folder: Path, contacts: int, pairs: int) -> None:
    """Measure reports beside a plain one, two periods beside one, and a document beside its parts.

    Reports that no statement by hand stands for; `folder` holds a register with the contacts.
    """
    year, base = ["--period", "2019"], "conversations"
    asked = {
        base: ["conversations", *year],
        "by age band": ["conversations", *year, "--by", "age"],
        "across months": ["conversations", *year, "--across", "month"],
        "against the year before": ["conversations", *year, "--against", "previous"],
        **{name: [name, *year] for name in _NEWER},
    }
    figures = {name: Figure() for name in asked}
    for _turn in range(pairs):
        for name, words in asked.items():
            timed(outreach("report", *words), figures[name], folder=folder)
    print_table(f"Reports on one year, {contacts:,} contacts", "× conversations", figures[base], figures)
    document = files("outreach_cli.reports.documents") / "builtin" / "all.toml"
    parts = [part["report"] for part in tomllib.loads(document.read_text(encoding="utf-8"))["part"]]
    base, whole = "each by itself", "report all"
    figures = {base: Figure(), whole: Figure()}
    for _turn in range(pairs):
        alone = {name: Figure() for name in parts}
        for name, figure in alone.items():
            timed(outreach("report", name, *year), figure, folder=folder)
        figures[base].add_sum(*alone.values())
        timed(outreach("report", "all", *year), figures[whole], folder=folder)
    said = f"A document of {len(parts)} reports on one year, {contacts:,} contacts"
    print_table(said, "× each by itself", figures[base], figures)


def run(folder: Path, contacts: int, pairs: int) -> None:
    """Measure and print; `folder` holds a register with the contacts."""
    asked = {
        f"conversations, {said}": (["conversations", *words], _by_hand(when, "site"))
        for said, (words, when) in _PERIODS.items()
    }
    month = "substr(date, 1, 7)"
    when = "date BETWEEN '2018-01-01' AND '2021-12-31'"
    new = (
        "WITH first AS MATERIALIZED (SELECT id AS citizen, (SELECT date FROM contact"
        " WHERE contact.citizen = citizen.id AND reached = 1 ORDER BY date LIMIT 1) AS day FROM citizen)"
        f" SELECT {month}, site, count(DISTINCT contact.citizen) FROM first CROSS JOIN contact"
        f" WHERE contact.citizen = first.citizen AND {_HELD}"
        f" AND date BETWEEN day AND substr(day, 1, 7) || '-31' GROUP BY {month}, site;"
    )
    words = ["monthly", "--from", "2018-01-01", "--to", "2021-12-31", "--by", "site"]
    asked["monthly by site, all years"] = (words, _by_hand(when, month, "site", more=new))
    for name, (words, sql) in asked.items():
        programs = {
            "sqlite3, by hand": ["sqlite3", "outreach.db", sql],
            "DuckDB, the same SQL": [sys.executable, "-c", _DUCKDB, sql],
            name: outreach("report", *words),
        }
        if not find_spec("duckdb_extension_sqlite_scanner"):
            del programs["DuckDB, the same SQL"]
        figures = {each: Figure() for each in programs}
        for _turn in range(pairs):
            for each, program in programs.items():
                timed(program, figures[each], folder=folder)
        print_table(f"{name}, {contacts:,} contacts", "× by hand", figures["sqlite3, by hand"], figures)
