"""Makes the example of the nine projects at drop-in centres, as the public description of them has it.

Run it as `python examples/make_vaeresteder.py`; it writes the CSV files in `examples/vaeresteder/`. Owners,
municipalities, titles and days are those of the description; no person is named. Where it does not say what a
project aims at, the aim is left empty.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

FOLDER = Path(__file__).parent / "vaeresteder"
SOURCE = (
    "# Fra Socialstyrelsens offentlige beskrivelse „Aktivitetstilbud på væresteder“; ingen personer."
    " From the public description of the projects; no persons."
)

HEALTH, EMPLOYMENT = "health", "employment"

# Project, owner, municipality, aim, status, the day it ended.
PROJECTS = (
    (
        "Misbrug, sociale forhold, sundhed og arbejdsmarked",
        *("Fredericia Kommune", "Fredericia", EMPLOYMENT, "", ""),
    ),
    ("Medspilleren", "Fredericia Idrætsdaghøjskole", "Fredericia", HEALTH, "", ""),
    (
        "Sammenhæng i livet, livet i en anden sammenhæng",
        *("Middelfart Kommune", "Middelfart", "", "", ""),
    ),
    (
        "Sundhed for udsatte i Helsingør Kommune",
        *("Helsingør Kommune", "Helsingør", HEALTH, "embedded", ""),
    ),
    (
        "Sundhedsfremmende tilbud til socialt udsatte borgere med risiko for KOL",
        *("Kalundborg Kommune", "Kalundborg", HEALTH, "ended", "2011-06-30"),
    ),
    ("Udsatsen", "Københavns Kommune", "København", "", "", ""),
    ("Sundhed og trivsel for socialt udsatte", "Roskilde Kommune", "Roskilde", HEALTH, "", ""),
    ("Det opsøgende tandplejeteam på være- og bosteder", "Aarhus Kommune", "Aarhus", HEALTH, "", ""),
    ("Arbejdskonsulenter på væresteder", "Aarhus Kommune", "Aarhus", EMPLOYMENT, "", ""),
)

# For each project in turn, what it delivered.
DELIVERABLES = (
    ("Slutevaluering for projekt Misbrug, sociale forhold, sundhed og arbejdsmarked",),
    ("Evalueringsrapport for projekt Medspilleren",),
    (
        "Evalueringsrapport for projekt Sammenhæng i livet, livet i en anden sammenhæng",
        "Metodeskrift fra projekt Sammenhæng i livet, livet i en anden sammenhæng",
    ),
    ("Slutevaluering for projekt Sundhed for udsatte i Helsingør Kommune",),
    (
        (
            "Evalueringsrapport for projekt Sundhedsfremmende tilbud til socialt udsatte borgere"
            " med risiko for KOL"
        ),
    ),
    (
        "Erfaringsopsamling og evaluering af Udsatsen",
        "Metode- og inspirationskatalog fra projekt Udsatsen",
    ),
    (
        "Slutrapport for projekt Sundhed og trivsel for socialt udsatte",
        "Værktøjssamling fra projekt Sundhed og trivsel for socialt udsatte",
    ),
    (
        "Statusrapport fra projekt Det opsøgende tandplejeteam på være- og bosteder",
        "Slutevaluering for projekt Det opsøgende tandplejeteam på være- og bosteder",
    ),
    ("Slutevaluering for projekt Arbejdskonsulenter på væresteder",),
)


def write(name: str, heading: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write one file: the line that says what it is, the heading, the rows."""
    with (FOLDER / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        file.write(SOURCE + "\n")
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(heading)
        writer.writerows(rows)


def main() -> None:
    """Write every file."""
    FOLDER.mkdir(exist_ok=True)
    write("projects", ("project", "owner", "municipality", "aim", "status", "ended_on"), PROJECTS)
    write(
        "deliverables",
        ("project", "title", "kind"),
        (
            (project[0], title, "pdf")
            for project, titles in zip(PROJECTS, DELIVERABLES, strict=True)
            for title in titles
        ),
    )


if __name__ == "__main__":
    main()
