"""Made-up registers of one year's work, of any size: one large site, and some small ones."""

from __future__ import annotations

from contextlib import suppress
from random import Random

from outreach_cli.api import Register
from outreach_cli.change import Change
from outreach_cli.core.errors import OutreachError

SITES = ("Nord", "Syd", "Øst", "Vest", "Midt", "Kyst")
PROBLEMS = ("homelessness", "alcohol", "alcohol", "cannabis", "drugs", "mental_illness")
STATUSES = ("completed", "active", "active", "dropped_out")
KINDS = ("conversation",) * 7 + ("phone", "visit")


def make_year(register: Register, citizens: int, seed: int = 1) -> Register:
    """Fill an empty register with the year 2018 of so many citizens."""
    chance = Random(f"{citizens} {seed}")
    with register.change("made up") as change:
        for site in SITES:
            change.add("site", site)
        for worker in ("SPL-1", "SPL-2", "SPL-3"):
            change.add("worker", worker)
        for offer in ("Rygestop", "Motion", "Kost"):
            change.add("offer", offer)
        change.add("programme", "Kursus", kind="course")
        for number in range(citizens):
            _make_citizen(change, f"B{number}", chance)
    return register


def _day(chance: Random) -> str:
    return f"2018-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"


def _make_citizen(change: Change, citizen: str, chance: Random) -> None:
    home = SITES[min(int(chance.expovariate(0.8)), 5)]
    change.register(
        citizen,
        on="2018-01-01",
        sex=chance.choices("fmx", (45, 50, 5))[0],
        birth_year=chance.choice([None, chance.randint(1950, 2000)]),
        previously_known=chance.choice(["yes", "no", "no", None]),
        municipality=chance.choice(["Aalborg"] * 7 + ["Næstved", "Brøndby"]),
        problems="|".join(chance.sample(PROBLEMS, chance.choice([0, 1, 1, 2]))) or None,
    )
    worker = chance.choice(["SPL-1", "SPL-1", "SPL-2", "SPL-3"])
    if chance.random() < 0.4:
        change.assign(citizen, worker, on=_day(chance))
    for _each in range(min(12, int(chance.expovariate(0.4)))):
        site, day = home if chance.random() < 0.85 else chance.choice([*SITES, None]), _day(chance)
        change.contact(
            citizen,
            on=day,
            site=site,
            kind=chance.choice(KINDS),
            worker=worker,
            minutes=chance.choice([None, 15, 30, 45]),
            reached=chance.random() < 0.92,
        )
        if chance.random() < 0.25:
            _refer(change, citizen, site, chance)
    for month in range(1, chance.randint(1, 4)):
        form = "baseline" if month == 1 or chance.random() < 0.2 else "activity"
        answer = chance.choice(["1", "2", "3", "4", "5", None])
        change.add("form", date=f"2018-{month:02}-10", citizen=citizen, form=form, self_rated_health=answer)
    if chance.random() < 0.4:
        change.enrol(citizen, "Kursus", on="2018-02-01", site=home)
        if chance.random() < 0.9:
            change.status(citizen, chance.choice(STATUSES), on="2018-03-01")
    for day in range(1, chance.choice([1, 1, 4])):
        came = chance.choice(["yes", "yes", "no"])
        change.add("attendance", group="Kost", date=f"2018-04-0{day}", citizen=citizen, attended=came)
    if chance.random() < 0.1:
        with suppress(OutreachError):
            change.close(citizen, on="2018-12-30", reason=chance.choice(["moved", "completed"]))


def _refer(change: Change, citizen: str, site: str | None, chance: Random) -> None:
    offer = chance.choice(["Rygestop", "Rygestop", "Motion", "Kost"])
    with suppress(OutreachError):
        change.refer(citizen, offer, on="2018-06-01", site=site)
        if chance.random() < 0.6:
            outcome = chance.choice(["started", "completed", "declined_by_citizen", "no_show"])
            change.outcome(citizen, offer, outcome, on="2018-07-01")
