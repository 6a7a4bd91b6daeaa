"""Makes the example of Aalborg's two tables: synthetic records, no randomness, no real person.

Run it as `python examples/make_aalborg.py`; it writes the CSV files in `examples/aalborg/`. The counts per
unit are those of the municipality's published evaluation; who met whom on which day is made up by rule.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path

FOLDER = Path(__file__).parent / "aalborg"
SYNTHETIC = "# Syntetiske eksempeldata uden rigtige personer. Synthetic example data, no real persons."

FIRST, LAST = date(2018, 1, 1), date(2019, 2, 28)
HOLIDAYS = {date(2018, 3, 29), date(2018, 5, 10), date(2018, 6, 5), date(2018, 12, 25), date(2018, 12, 26)}
HOLIDAYS |= {date(2019, 1, 1)}
TUESDAY, WEDNESDAY, THURSDAY = 1, 2, 3

# Unit, the weekdays on which its conversations are held, citizens, conversations, referrals.
UNITS = (
    ("Sygedagpengehuset", (TUESDAY,), 32, 60, 21),
    ("Job- og Aktivhuset", (WEDNESDAY,), 55, 63, 90),
    ("Virksomhedscenteret", (THURSDAY,), 56, 71, 44),
    ("Uddannelseshuset", (TUESDAY, THURSDAY), 36, 172, 11),
)
OFFERS = ("Aalborg Sundhedscenter", "Egen læge", "Selvtræning")
CONVERSATIONS = "Sundhedssamtaler"
FLEX = "Åben og Rolig Flex"
KINDS = ("Klargørende samtaleforløb", "Støttende samtaleforløb")
COURSES_BY_UNIT = (("Sygedagpengehuset", 27), ("Job- og Aktivhuset", 27), ("Virksomhedscenteret", 26))
STATUSES = (("completed", 31), ("active", 14), ("dropped_out", 9), ("not_starting_group", 25))


# The case's way through the bodies, as the committee's paper has it.
PROJECT = "Fremskudte sundhedsmedarbejdere i jobcentret"
MILESTONES = (
    ("SUN Forvaltningsledelse", date(2020, 3, 17)),
    ("FB Forvaltningsledelse", date(2020, 4, 29)),
    ("Sundheds- og Kulturudvalget", date(2020, 6, 10)),
    ("Beskæftigelsesudvalget", date(2020, 6, 23)),
)


def write(name: str, heading: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write one file: the line that says what it is, the heading, the rows."""
    with (FOLDER / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        file.write(SYNTHETIC + "\n")
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(heading)
        writer.writerows(rows)


def days_on(weekdays: Sequence[int]) -> list[date]:
    """The days of the period on those weekdays, holidays excepted."""
    every = (FIRST + timedelta(days=number) for number in range((LAST - FIRST).days + 1))
    return [day for day in every if day.weekday() in weekdays and day not in HOLIDAYS]


def conversations() -> list[tuple[str, date, str]]:
    """Each conversation as citizen, day and unit, unit by unit."""
    held, base = [], 1
    for unit, weekdays, citizens, count, _referrals in UNITS:
        days = days_on(weekdays)
        for k in range(count):
            day = days[-1] if k == count - 1 else days[k * len(days) // count]
            held.append((f"AAL-{base + k % citizens:03}", day, unit))
        base += citizens
    return held


def referrals(held: Sequence[tuple[str, date, str]]) -> list[tuple[date, str, str, str]]:
    """Each referral as day, citizen, offer and unit; it hangs on a conversation."""
    made = []
    for unit, _weekdays, _citizens, _count, count in UNITS:
        here = [each for each in held if each[2] == unit]
        for k in range(count):
            citizen, day, _unit = here[k % len(here)]
            made.append((day, citizen, OFFERS[k % len(OFFERS)], unit))
    return made


def main() -> None:
    """Write every file."""
    FOLDER.mkdir(exist_ok=True)
    held = conversations()
    first_met: dict[str, tuple[date, str]] = {}
    for citizen, day, unit in held:
        first_met[citizen] = min(first_met.get(citizen, (day, unit)), (day, unit))
    units = [unit for unit, count in COURSES_BY_UNIT for _each in range(count)]
    courses = [(f"ARF-{i + 1:03}", FIRST + timedelta(days=5 * i), unit) for i, unit in enumerate(units)]
    statuses = [status for status, count in STATUSES for _each in range(count)]

    write(
        "sites", ("site", "municipality", "kind"), ((unit, "Aalborg", "jobcenter") for unit, *_rest in UNITS)
    )
    programmes = [(CONVERSATIONS, "open", ""), (FLEX, "course", "")]
    write(
        "programmes", ("programme", "kind", "parent"), programmes + [(kind, "course", FLEX) for kind in KINDS]
    )
    write("offers", ("offer",), ((offer,) for offer in OFFERS))
    write("projects", ("project", "owner", "municipality"), [(PROJECT, "Aalborg Kommune", "Aalborg")])
    write("milestones", ("project", "body", "date"), ((PROJECT, *each) for each in MILESTONES))
    citizens = [(citizen, *first_met[citizen]) for citizen in sorted(first_met)]
    write("citizens", ("citizen", "registered_on", "site"), citizens + courses)
    write(
        "contacts",
        ("source_id", "date", "citizen", "site", "kind", "programme"),
        (
            (f"SAM-{number:03}", day, citizen, unit, "conversation", CONVERSATIONS)
            for number, (citizen, day, unit) in enumerate(held, 1)
        ),
    )
    write(
        "referrals",
        ("source_id", "date", "citizen", "offer", "site", "programme"),
        (
            (f"HEN-{number:03}", day, citizen, offer, unit, CONVERSATIONS)
            for number, (day, citizen, offer, unit) in enumerate(referrals(held), 1)
        ),
    )
    write(
        "enrolments",
        ("source_id", "citizen", "programme", "site", "started_on"),
        (
            (f"FOR-{i + 1:03}", citizen, KINDS[i % 2], unit, day)
            for i, (citizen, day, unit) in enumerate(courses)
        ),
    )
    write(
        "statuses",
        ("source_id", "date", "citizen", "programme", "status"),
        (
            (f"STA-{i + 1:03}", courses[i][1] + timedelta(days=28), courses[i][0], KINDS[i % 2], status)
            for i, status in enumerate(statuses)
        ),
    )


if __name__ == "__main__":
    main()
