"""An import of many contacts beside the sqlite3 shell's `.import` and `sqlite-utils insert`."""

from __future__ import annotations

import shutil
import sys
from datetime import date, timedelta
from pathlib import Path

from examples.benchmarks.measure import Figure, find_peer, outreach, print_table, timed

SITES, WORKERS, DAYS, OFFERS = 12, 40, 1_460, 8
CONTACTS_EACH = 20
"""So many a citizen has on average, where that makes no more citizens than the next."""
MOST_CITIZENS = 50_000
"""As many as a municipality's project could have met in all its years, however many contacts it holds."""


def make_files(folder: Path, rows: int) -> None:
    """The contacts as Danish Excel saves them, and a register with the names that they refer to."""
    people = min(rows // CONTACTS_EACH, MOST_CITIZENS)
    days = [(date(2018, 1, 1) + timedelta(day)).strftime("%d-%m-%Y") for day in range(DAYS)]
    kinds = ("Samtale", "Besøg", "Telefon")
    with (folder / "contacts.csv").open("w", encoding="cp1252", newline="\r\n") as file:
        file.write("source_id;Dato;Borgernøgle;Enhed;Kontakttype;Medarbejder;Minutter;Truffet\n")
        for number in range(rows):
            mixed = number * 2_654_435_761 % 4_294_967_296
            file.write(
                f"K{number:08};{days[mixed % DAYS]};B{mixed // 7 % people:05};Sted Ø{mixed // 11 % SITES};"
                f"{kinds[mixed // 13 % 3]};Medarbejder {mixed // 17 % WORKERS};{mixed // 19 % 90};"
                f"{'nej' if mixed // 23 % 10 == 0 else 'ja'}\n"
            )
    with (
        (folder / "contacts.csv").open(encoding="cp1252") as lines,
        (folder / "contacts-utf8.csv").open("w") as whole,
        (folder / "without-ids.csv").open("w") as bare,
    ):
        for line in lines:
            whole.write(line)
            bare.write(line.split(";", 1)[1])
    _make_referrals(folder, rows // 5, people)
    from outreach_cli.api import create_register

    with create_register(folder / "empty.db") as register, register.change("names") as change:
        for number in range(SITES):
            change.add("site", f"Sted Ø{number}")
        for number in range(WORKERS):
            change.add("worker", f"Medarbejder {number}")
        for number in range(OFFERS):
            change.add("offer", f"Tilbud {number}")
        citizens = (
            {"citizen": f"B{number:05}", "registered_on": "2018-01-01", "birth_year": 1940 + number % 65}
            for number in range(people)
        )
        change.import_rows("citizen", citizens)


def _make_referrals(folder: Path, rows: int, people: int) -> None:
    """Referrals, of which one in four each is open, started, completed or was never taken up."""
    with (folder / "referrals.csv").open("w") as file:
        file.write("source_id,date,citizen,offer,started_on,outcome,outcome_date\n")
        for number in range(rows):
            mixed = number * 2_654_435_761 % 4_294_967_296
            day = date(2018, 1, 1) + timedelta(mixed % DAYS)
            start, end = (day + timedelta(mixed // 29 % 60 + more) for more in (0, 60))
            outcome = ("", "started", "completed", "no_show")[mixed // 31 % 4]
            began = start if outcome in ("started", "completed") else ""
            file.write(
                f"R{number:08},{day},B{mixed // 7 % people:05},Tilbud {mixed // 11 % OFFERS},"
                f"{began},{outcome},{end if outcome in ('completed', 'no_show') else began}\n"
            )


def run(folder: Path, rows: int, pairs: int) -> None:
    """Measure and print; `folder` holds what `make_files` makes."""
    names = ("sqlite3 .import", "outreach import", "the same again", "without ids", "without ids, again")
    utils, csvsql, file = find_peer("sqlite-utils"), find_peer("csvsql"), "contacts-utf8.csv"
    peers = {
        "sqlite-utils insert": [utils, "insert", "peer.db", "contacts", file, "--csv", "--delimiter", ";"],
        "csvsql --insert": [csvsql, "--db", "sqlite:///peer.db", "--insert", "-d", ";", "-I", file],
    }
    figures = {name: Figure() for name in (*names, *peers)}
    for turn in range(pairs):
        shell = ["sqlite3", "peer.db", ".mode csv", ".separator ;", ".import contacts-utf8.csv contacts"]
        timed(shell, figures["sqlite3 .import"], folder=folder)
        (folder / "peer.db").unlink()
        for first, again, file in (
            ("outreach import", "the same again", "contacts.csv"),
            ("without ids", "without ids, again", "without-ids.csv"),
        ):
            shutil.copy(folder / "empty.db", folder / "outreach.db")
            words = outreach("import", "contacts", file)
            timed(words, figures[first], folder=folder)
            timed(words, figures[again], folder=folder)
        if turn == 0:
            for name, words in peers.items():
                timed(words, figures[name], folder=folder)
                (folder / "peer.db").unlink()
    print_table(f"{rows:,} contacts, medians of {pairs}", "× .import", figures["sqlite3 .import"], figures)


if __name__ == "__main__":
    make_files(Path(sys.argv[1]), int(sys.argv[2]))
