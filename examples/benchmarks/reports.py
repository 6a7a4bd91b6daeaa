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


def _walk(when: str) -> str:
    """The condition so that SQLite walks through the table where the days are many and no index has the rest.

    The + says so to SQLite alone.
    """
    return when if when == _PERIODS["one month"][1] else f"+{when}"


def _by_hand(when: str, *rows: str, more: str = "") -> str:
    """What the report says, in as few statements: by row, in total, in several rows, left out, referrals."""
    counts, row = "count(*), count(DISTINCT citizen)", ", ".join(rows)
    return (
        f"SELECT {row}, {counts} FROM contact WHERE {_HELD} AND {when} GROUP BY {row};"
        f"SELECT {counts} FROM contact WHERE {_HELD} AND {when};"
        f"SELECT count(*) FROM (SELECT 1 FROM contact WHERE {_HELD} AND {when} GROUP BY citizen"
        f" HAVING {' OR '.join(f'min({each}) <> max({each})' for each in rows)});"
        "SELECT count(*) FILTER (WHERE reached = 0),"
        f" count(*) FILTER (WHERE reached = 1 AND kind <> 'conversation') FROM contact WHERE {when};"
        f"SELECT {row}, count(*) FROM referral WHERE {_walk(when)} GROUP BY {row};"
        f"SELECT count(*) FROM referral WHERE {when};{more}"
    )


_YEAR = "date BETWEEN '2019-01-01' AND '2019-12-31'"
_TOUCHING = "(SELECT date('2019-01-01', '-91 days'))"
"""SQL: the first day on which a meeting keeps a citizen active until the year."""
_JUST_BEFORE = f"date >= {_TOUCHING} AND date < '2019-01-01'"


def _write_alone(near: str, since: str, until: str) -> str:
    """SQL: the citizen has no meeting `near` the meeting `met`, or the case was closed between."""
    return " AND ".join(
        f"""NOT EXISTS (
        SELECT 1 FROM {kind} AS near
        WHERE near.citizen = met.citizen AND {reached} AND {near} AND NOT EXISTS (
            SELECT 1 FROM closing
            WHERE closing.citizen = met.citizen AND closed_on >= {since} AND closed_on < {until}
        )
    )"""
        for kind, reached in (("contact", "near.reached = 1"), ("other", "1"))
    )


_BEGINS = _write_alone(
    "near.date < met.date AND near.date >= date(met.date, '-91 days')", "near.date", "met.date"
)
_ENDS = _write_alone(
    "near.date > met.date AND near.date <= date(met.date, '+91 days')", "met.date", "near.date"
)


def _pick_meetings(when: str, which: str) -> str:
    """SQL: the days of those meetings, each once; a citizen's contacts of some days stand together."""
    return f"""
    SELECT met.citizen, met.date FROM citizen CROSS JOIN contact AS met ON met.citizen = citizen.id
    WHERE reached = 1 AND {when} AND {which}
    UNION SELECT citizen, date FROM other AS met WHERE {when} AND {which}
"""


_FLOW = f"""
WITH other AS MATERIALIZED (
    SELECT citizen, started_on AS date FROM enrolment
    UNION ALL SELECT citizen, date FROM attendance WHERE attended = 'yes'
    UNION ALL SELECT citizen_id, date FROM received_forms WHERE valid
),
begun AS ({_pick_meetings(_YEAR, _BEGINS)}),
ended AS ({_pick_meetings(f"date BETWEEN {_TOUCHING} AND '2019-12-31'", _ENDS)}),
over AS (
    SELECT date(date, '+91 days') AS silent_on, (
        SELECT min(closed_on) FROM closing WHERE closing.citizen = ended.citizen AND closed_on >= date
    ) AS closed_on
    FROM ended
),
stock AS (
    SELECT count(DISTINCT citizen) AS number FROM ({_pick_meetings(_JUST_BEFORE, "1")}) AS met
    WHERE NOT EXISTS (
        SELECT 1 FROM closing
        WHERE closing.citizen = met.citizen AND closed_on >= date AND closed_on < '2019-01-01'
    )
),
happened AS (
    SELECT substr(date, 1, 7) AS month, count(*) - sum(again) AS new, sum(again) AS returned,
        0 AS closed, 0 AS silent
    FROM (
        SELECT date, EXISTS (
            SELECT 1 FROM contact AS met
            WHERE met.citizen = begun.citizen AND reached = 1 AND met.date < begun.date
        ) OR EXISTS (
            SELECT 1 FROM other AS met WHERE met.citizen = begun.citizen AND met.date < begun.date
        ) AS again
        FROM begun
    )
    GROUP BY 1
    UNION ALL
    SELECT substr(coalesce(min(silent_on, closed_on), silent_on), 1, 7), 0, 0,
        count(*) FILTER (WHERE closed_on <= silent_on),
        count(*) FILTER (WHERE closed_on IS NULL OR closed_on > silent_on)
    FROM over
    WHERE coalesce(min(silent_on, closed_on), silent_on) BETWEEN '2019-01-01' AND '2019-12-31'
    GROUP BY 1
),
monthly AS MATERIALIZED (
    SELECT month, sum(new) AS new, sum(returned) AS returned, sum(closed) AS closed, sum(silent) AS silent,
        sum(new + returned - closed - silent) AS more
    FROM happened GROUP BY month
)
SELECT month, number + sum(more) OVER (ORDER BY month) - more, new, returned, closed, silent,
    number + sum(more) OVER (ORDER BY month)
FROM monthly, stock
UNION ALL
SELECT NULL, max(number), sum(new), sum(returned), sum(closed), sum(silent), max(number) + sum(more)
FROM monthly, stock;
"""
_DOSE = f"""
CREATE TEMP TABLE tallied AS
SELECT citizen, count(*) AS times FROM (
    SELECT citizen FROM contact WHERE reached = 1 AND {_YEAR}
    UNION ALL SELECT citizen FROM attendance WHERE attended = 'yes' AND {_YEAR}
) AS met GROUP BY citizen;
SELECT CASE WHEN times >= 10 THEN '10+' WHEN times >= 5 THEN '5-9' WHEN times >= 2 THEN '2-4' ELSE '1' END
    AS band, count(*), max(times) FROM tallied GROUP BY band;
SELECT avg(times) FROM (
    SELECT times, row_number() OVER (ORDER BY times) AS place, count(*) OVER () AS number FROM tallied
) AS ranked WHERE place IN ((number + 1) / 2, (number + 2) / 2);
"""
_TIME = (
    "SELECT kind, count(*), count(minutes), sum(minutes) FROM contact"
    f" WHERE reached = 1 AND {_walk(_YEAR)} GROUP BY kind;"
    f"SELECT count(*), count(minutes), sum(minutes) FROM contact WHERE reached = 1 AND {_walk(_YEAR)};"
    f"SELECT count(*), sum(minutes) FROM contact WHERE reached = 0 AND {_walk(_YEAR)};"
)
_REFERRED = f"""
WITH own AS MATERIALIZED (
    SELECT offer, date, julianday(started_on) - julianday(date) AS waited,
        coalesce(started_on <= '2019-12-31', 0) AS started,
        coalesce(outcome = 'no_show' AND outcome_date <= '2019-12-31', 0) AS lost
    FROM referral WHERE {_walk(_YEAR)}
),
ranked AS (
    SELECT offer, waited, row_number() OVER own AS place, count(*) OVER (PARTITION BY offer) AS number
    FROM own WHERE started WINDOW own AS (PARTITION BY offer ORDER BY waited)
)
SELECT offer, count(*), sum(started), count(*) FILTER (WHERE started AND waited <= 30),
    count(*) FILTER (WHERE NOT started AND NOT lost), sum(lost),
    count(*) FILTER (WHERE NOT started AND NOT lost AND date < '2019-10-02'),
    julianday('2019-12-31') - julianday(min(date) FILTER (WHERE NOT started AND NOT lost)),
    (SELECT avg(waited) FROM ranked WHERE ranked.offer = own.offer
        AND place IN ((number + 1) / 2, (number + 2) / 2))
FROM own GROUP BY offer
UNION ALL
SELECT NULL, count(*), sum(started), count(*) FILTER (WHERE started AND waited <= 30),
    count(*) FILTER (WHERE NOT started AND NOT lost), sum(lost),
    count(*) FILTER (WHERE NOT started AND NOT lost AND date < '2019-10-02'),
    julianday('2019-12-31') - julianday(min(date) FILTER (WHERE NOT started AND NOT lost)),
    (SELECT avg(waited) FROM (
        SELECT waited, row_number() OVER (ORDER BY waited) AS place, count(*) OVER () AS number
        FROM own WHERE started
    ) WHERE place IN ((number + 1) / 2, (number + 2) / 2))
FROM own;
"""
_AGE = "(2019 - (SELECT birth_year FROM citizen WHERE citizen.id = contact.citizen))"
_BANDS = (
    f"CASE WHEN {_AGE} < 18 THEN 0 WHEN {_AGE} < 25 THEN 18 WHEN {_AGE} < 30 THEN 25 WHEN {_AGE} < 40 THEN 30"
    f" WHEN {_AGE} < 50 THEN 40 WHEN {_AGE} < 60 THEN 50 WHEN {_AGE} < 70 THEN 60 ELSE 70 END"
)
_COUNTED = f"count(*), count(DISTINCT citizen) FROM contact WHERE {_HELD} AND {_YEAR}"
_BY_AGE = (
    f"SELECT {_BANDS}, {_COUNTED} GROUP BY {_BANDS}; SELECT {_COUNTED};"
    f"SELECT {_BANDS.replace('contact.', 'referral.')}, count(*) FROM referral WHERE {_walk(_YEAR)}"
    f" GROUP BY {_BANDS.replace('contact.', 'referral.')}; SELECT count(*) FROM referral WHERE {_YEAR};"
    f"SELECT count(*) FILTER (WHERE reached = 0),"
    f" count(*) FILTER (WHERE reached = 1 AND kind <> 'conversation') FROM contact WHERE {_YEAR};"
)
_PERSONS = f"count(DISTINCT citizen) FROM contact WHERE {_HELD} AND {_YEAR}"
_ACROSS = (
    f"SELECT site, substr(date, 1, 7), {_PERSONS} GROUP BY site, substr(date, 1, 7);"
    f"SELECT substr(date, 1, 7), {_PERSONS} GROUP BY substr(date, 1, 7);"
    f"SELECT site, {_PERSONS} GROUP BY site; SELECT {_PERSONS};"
    f"SELECT count(*) FROM (SELECT 1 FROM contact WHERE {_HELD} AND {_YEAR} GROUP BY citizen"
    " HAVING min(site) <> max(site));"
    f"SELECT count(*) FILTER (WHERE reached = 0),"
    f" count(*) FILTER (WHERE reached = 1 AND kind <> 'conversation') FROM contact WHERE {_YEAR};"
)
_NEWER = {
    "conversations by age band": (["conversations", "--by", "age"], _BY_AGE),
    "conversations across months": (["conversations", "--across", "month"], _ACROSS),
    "flow": (["flow"], _FLOW),
    "dose": (["dose"], _DOSE),
    "waiting": (["waiting"], _REFERRED),
    "time": (["time"], _TIME),
}
_ONLY_SQLITE = ("flow", "waiting")
"""Those whose SQL by hand uses functions of SQLite's."""


def run_beside_each_other(folder: Path, contacts: int, pairs: int) -> None:
    """Measure two periods beside one, and a document beside its parts, in a register with the contacts."""
    year, base = ["--period", "2019"], "conversations"
    asked = {
        base: ["conversations", *year],
        "against the year before": ["conversations", *year, "--against", "previous"],
        "completeness": ["completeness", *year],
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
    for name, (words, sql) in _NEWER.items():
        asked[f"{name}, one year"] = ([*words, "--period", "2019"], sql)
    for name, (words, sql) in asked.items():
        programs = {
            "sqlite3, by hand": ["sqlite3", "outreach.db", sql],
            "DuckDB, the same SQL": [sys.executable, "-c", _DUCKDB, sql.replace("+date", "date")],
            name: outreach("report", *words),
        }
        only_sqlite = name.removesuffix(", one year") in _ONLY_SQLITE
        if only_sqlite or not find_spec("duckdb_extension_sqlite_scanner"):
            del programs["DuckDB, the same SQL"]
        figures = {each: Figure() for each in programs}
        for _turn in range(pairs):
            for each, program in programs.items():
                timed(program, figures[each], folder=folder)
        print_table(f"{name}, {contacts:,} contacts", "× by hand", figures["sqlite3, by hand"], figures)
