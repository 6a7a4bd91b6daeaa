"""A register filled with made-up records of every kind, from their declarations and one fixed seed."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from random import Random

from outreach_cli.api import Register, create_register
from outreach_cli.change import Change
from outreach_cli.core.errors import OutreachError
from outreach_cli.records.choices import Choice, MultipleChoice
from outreach_cli.records.record import Field, Record
from outreach_cli.records.registry import RECORDS
from outreach_cli.records.types import Day, Flag, Hours, Number, Reference

FIRST, DAYS = date(2018, 1, 1), 430
MANY = {"site": 5, "worker": 6, "programme": 4, "offer": 4, "project": 4, "citizen": 45}
"""How many there are of the kinds of which there are not `each`."""


_ANSWERING = "SELECT citizen FROM citizen ORDER BY id LIMIT 12"
"""Those who certainly answer twice: by chance hardly anybody does."""


def fill(path: Path, seed: int = 7, each: int = 90) -> Path:
    """A register at `path` with records of every kind; what a rule refuses is made up anew."""
    chance = Random(seed)
    with create_register(path, municipality="Aalborg") as register, register.change("made up") as change:
        for record in RECORDS.values():
            if record.kind == "setting":
                continue
            for number in range(MANY.get(record.kind, each)):
                _write(change, record, number, chance)
        for number, (citizen,) in enumerate(change.connection.execute(_ANSWERING).fetchall()):
            change.assess(citizen, 1 + number % 5, on="2018-03-01")
            change.assess(citizen, 5 - number % 5, on="2018-09-01")
    return path


def disturb(register: Register, seed: int = 5, share: int = 4) -> None:
    """Correct every fourth record of each kind, remove another fourth where nothing hangs on it, add some."""
    chance = Random(seed)
    with register.change("disturbed") as change:
        for record in [record for record in RECORDS.values() if record.kind != "setting"][::-1]:
            numbers = [number for (number,) in register.connection.execute(f'SELECT id FROM "{record.kind}"')]
            chance.shuffle(numbers)
            for number in numbers[: len(numbers) // share]:
                with suppress(OutreachError):
                    change.remove(record.kind, str(number))
            for number in numbers[-len(numbers) // share :]:
                field = chance.choice(
                    [each for each in record.fields if each.key not in (record.name, *record.identity)]
                    or [None]
                )
                if field:
                    with suppress(OutreachError):
                        value = _value(change, record, field, number, chance)
                        change.correct(record.kind, str(number), **{field.key: value})
            for number in range(len(numbers) // share):
                _write(change, record, 900 + number, chance)


def _write(change: Change, record: Record, number: int, chance: Random) -> None:
    for _attempt in range(5):
        given = {field.key: _value(change, record, field, number, chance) for field in record.fields}
        try:
            change.write(record, given)
        except OutreachError:
            continue
        return


def _value(change: Change, record: Record, field: Field, number: int, chance: Random) -> object:
    if field.key == record.name:
        return f"{record.kind.capitalize()} {number:02}"
    if not field.required and chance.random() < 0.3:
        return None
    kind = field.type
    if isinstance(kind, MultipleChoice):
        return chance.sample(list(kind.choice.values), chance.randint(1, 3))
    if isinstance(kind, Choice):
        return chance.choice(list(kind.values)[:12])
    if isinstance(kind, Day):
        return FIRST + timedelta(days=chance.randrange(DAYS))
    if isinstance(kind, Flag):
        return chance.choice(["yes", "no"])
    if isinstance(kind, Number):
        least = 1950 if kind.least == 1900 else kind.least
        return chance.randint(least, min(kind.most, least + 6))
    if isinstance(kind, Hours):
        return chance.choice(["3", "2,5", "7.25"])
    if isinstance(kind, Reference):
        names = change.finder.list_names(kind.to)
        return chance.choice(names) if names else None
    return f"{field.key.capitalize()} {chance.choice('ÆØÅ')}"
