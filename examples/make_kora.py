"""Makes the example of the forms from four municipalities: synthetic records, no randomness, no real person.

Run it as `python examples/make_kora.py`; it writes the CSV files in `examples/kora/`. How many citizens and
forms there are is what the published evaluation says; who answered what on which day is made up by rule.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import count
from pathlib import Path

FOLDER = Path(__file__).parent / "kora"
SYNTHETIC = "# Syntetiske eksempeldata uden rigtige personer. Synthetic example data, no real persons."

FIRST = date(2010, 8, 1)
MUNICIPALITIES = (("Brøndby", 142), ("Holstebro", 213), ("Hvidovre", 160), ("Næstved", 195))
CITIZENS, FOLLOWED_UP, INVALID = 710, 400, 30
ANSWERS = (1, 1, 2, 2, 2, 2, 3, 3, 4, 5)
CHANGES = (1, 1, 0, 1, -1)
HOME = [name for name, citizens in MUNICIPALITIES for _each in range(citizens)]

Form = tuple[object, str, str, str, object]
"""Day, citizen, kind of form, municipality, self-rated health."""


def write(name: str, heading: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write one file: the line that says what it is, the heading, the rows."""
    with (FOLDER / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        file.write(SYNTHETIC + "\n")
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(heading)
        writer.writerows(rows)


def code(j: int) -> str:
    return f"KORA-{j + 1:03}"


def first_day(j: int) -> date:
    """The day of a citizen's first baseline form."""
    return FIRST + timedelta(days=37 * j % 1200)


def valid_forms() -> Iterator[Form]:
    """Every citizen's baseline form, the follow-up of some, and two or three activity forms."""
    for j in range(CITIZENS):
        day, answer = first_day(j), ANSWERS[j % 10]
        yield day, code(j), "baseline", HOME[j], answer
        k = j * FOLLOWED_UP // CITIZENS
        if (j + 1) * FOLLOWED_UP // CITIZENS > k:
            later = min(5, max(1, answer + CHANGES[k % 5]))
            yield day + timedelta(days=180), code(j), "baseline", HOME[j], later
        for days in (14, 60, 120)[: 3 if j < 40 else 2]:
            yield day + timedelta(days=days), code(j), "activity", HOME[j], ""


def invalid_forms() -> Iterator[Form]:
    """Thirty forms with one fault each, the faults in turn."""
    for number in range(INVALID):
        j = 20 * number
        day, home, answer = first_day(j) + timedelta(days=1), HOME[j], ANSWERS[j % 10]
        yield (
            (day, code(CITIZENS + number), "baseline", home, answer),  # a citizen who is not registered
            (day, code(j), "baseline", "Ukendt Kommune", answer),
            ("31-02-2012" if number % 2 else "2031-02-01", code(j), "baseline", home, answer),
            (day, code(j), "samtaleskema", home, answer),
            (day, code(j), "baseline", home, 7),
            (day, code(j), "baseline", home, ""),
            (first_day(j), code(j), "baseline", home, answer),  # sent in before
        )[number % 7]


def main() -> None:
    """Write every file."""
    FOLDER.mkdir(exist_ok=True)
    write(
        "citizens",
        ("citizen", "registered_on", "municipality"),
        ((code(j), first_day(j), HOME[j]) for j in range(CITIZENS)),
    )
    numbers = count(1)
    write(
        "forms",
        ("source_id", "date", "citizen", "form", "municipality", "self_rated_health"),
        ((f"SKEMA-{next(numbers):04}", *form) for form in (*valid_forms(), *invalid_forms())),
    )


if __name__ == "__main__":
    main()
