"""A register in which some work has been done: two sites, two programmes, and citizens A-1 to A-6."""

from __future__ import annotations

from pathlib import Path

from outreach_cli.api import create_register


def make_worked(path: Path) -> None:
    """Make it at `path`; made-up citizens, in the months before March 2019."""
    with create_register(path, municipality="Aalborg") as register, register.change("worked") as change:
        for site in ("Sygedagpengehuset", "Job- og Aktivhuset"):
            change.add("site", site, municipality="Aalborg")
        for offer in ("Rygestop", "Motion på recept"):
            change.add("offer", offer)
        for programme in ("Åben og Rolig", "Livsstilscafé"):
            change.add("programme", programme)
        change.add("worker", "Medarbejder 1", role="sundhedsmedarbejder", site="Sygedagpengehuset")
        for number in range(1, 7):
            site = "Sygedagpengehuset" if number < 4 else "Job- og Aktivhuset"
            change.register(f"A-{number}", on="2018-01-02", site=site)
            for month in range(1, number + 1):
                change.contact(f"A-{number}", on=f"2018-{month:02}-1{number}", site=site)
        change.contact("A-1", on="2019-02-05", site="Job- og Aktivhuset", worker="Medarbejder 1", minutes=30)
        change.refer("A-2", "Rygestop", on="2018-02-12", site="Sygedagpengehuset")
        for citizen, programme, status in (
            ("A-1", "Åben og Rolig", "completed"),
            ("A-2", "Åben og Rolig", "active"),
            ("A-3", "Livsstilscafé", "dropped_out"),
        ):
            change.enrol(citizen, programme, on="2018-03-01", site="Sygedagpengehuset")
            change.status(citizen, status, programme=programme, on="2018-06-30")
