"""CPR numbers in every spelling through every input and output, and ordinary numbers beside them."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from outreach_cli.api import Register
from outreach_cli.core.cpr import MASK, holds_cpr, mask_cpr, read_cpr
from outreach_cli.records.choices import OpenChoice
from outreach_cli.records.registry import RECORDS
from outreach_cli.records.types import HoldsCprError, Text
from tests.conftest import Typed

pytestmark = pytest.mark.slow

Type = Callable[..., Typed]
Outreach = Callable[..., CompletedProcess[str]]
SPELLINGS = (
    "0102901234", "010290-1234", "010290 1234", "01-02-1990-1234", "01/02/1990-1234", "010290:1234",
    "(010290)1234", "(010290) 1234", "[010290]-1234", "01.02.90.1234", "01 02 90 1234", "01 02 90 12 34",
    "010290.1234", "010290_1234", "010290/1234", "010290–1234", "01‐02‐90‐1234",
    "0１0２9０1２3４",
    "０１０２９０１２３４", "０１０２９０－１２３４", "（０１０２９０）１２３４",
    "102901234", "10290-1234", "010219901234",
    "610290-1234", "010290\u200b1234",
)  # fmt: skip
MARKS = ("1234", "1２3４", "１２３４", "12 34")


def is_silent(text: str) -> bool:
    return not holds_cpr(text) and not any(mark in text for mark in MARKS)


@pytest.mark.parametrize("spelt", SPELLINGS)
def test_every_spelling_is_known_masked_and_read_as_the_same_number(spelt: str) -> None:
    assert holds_cpr(spelt)
    assert holds_cpr(f"borger {spelt} ringede")
    assert is_silent(mask_cpr(f"borger {spelt} ringede"))
    assert MASK in mask_cpr(spelt)
    assert read_cpr(spelt) in ("0102901234", "6102901234")


FIELDS = [
    (record.kind, field.key)
    for record in RECORDS.values()
    for field in record.fields
    if isinstance(field.type, Text | OpenChoice)
]


@pytest.mark.parametrize("spelt", SPELLINGS)
def test_every_field_of_words_refuses_every_spelling(spelt: str) -> None:
    for kind, key in FIELDS:
        with pytest.raises(HoldsCprError) as refused:
            RECORDS[kind].by_key[key].type.read(f"se {spelt}")
        assert is_silent(str(refused.value)), (kind, key)


INPUTS = [
    ["register", "{}"],
    ["contact", "{}"],
    ["contact", "AAL-001", "--site", "{}"],
    ["contact", "AAL-001", "--on", "{}"],
    ["contact", "AAL-001", "--kind", "{}"],
    ["refer", "AAL-001", "{}"],
    ["status", "AAL-001", "active", "--programme", "Kursus", "--reason", "{}"],
    ["assign", "AAL-001", "SPL", "--role", "{}"],
    ["consent", "AAL-001", "{}"],
    ["add", "site", "{}"],
    ["add", "project", "{}"],
    ["add", "worker", "X", "--role", "{}"],
    ["show", "{}"],
    ["forget", "{}"],
    ["merge", "AAL-001", "{}"],
    ["set", "municipality", "{}"],
    ["report", "{}"],
    ["report", "{}.toml"],
    ["report", "mine.toml"],
    ["report", "conversations", "--site", "{}"],
    ["report", "conversations", "--trace", "{}"],
    ["report", "conversations", "--suppress", "--publish", "{}"],
    ["import", "contacts", "in.csv", "--source", "{}"],
    ["import", "contacts", "in.csv", "--sheet", "{}"],
    ["import", "contacts", "in.csv", "--map", "{}=citizen"],
    ["import", "contacts", "in.csv", "--ignore", "{}"],
    ["import", "contacts", "{}.csv"],
    ["import", "contacts", "cells.csv"],
    ["import", "contacts", "cells.csv", "--create"],
    ["import", "contacts", "ids.csv"],
    ["import", "contacts", "headings.csv"],
    ["export", "out", "--kind", "{}"],
    ["{}"],
]


@pytest.mark.parametrize("words", INPUTS, ids=" ".join)
def test_no_input_takes_a_spelling_or_says_it_again(
    register: Register, typed: Type, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    with register.change("prepare") as change:
        change.add("site", "Nord")
        change.add("worker", "SPL")
        change.add("offer", "Rygestop")
        change.add("programme", "Kursus", kind="course")
        change.register("AAL-001", on="2018-01-01")
    (before,) = register.connection.execute("SELECT count(*) FROM change").fetchone()
    for spelt in SPELLINGS:
        (tmp_path / "in.csv").write_text("date,citizen\n2018-01-15,AAL-001\n")
        (tmp_path / "cells.csv").write_text(f"date,citizen,site\n2018-01-15,{spelt},{spelt}\n")
        (tmp_path / "ids.csv").write_text(f"date,citizen,source_id\n2018-01-15,AAL-001,{spelt}\n")
        (tmp_path / "headings.csv").write_text(f"date,citizen,{spelt}\n2018-01-15,AAL-001,x\n")
        (tmp_path / "mine.toml").write_text(
            f'name = "mine"\ntitle = "{spelt}"\nrows = "site"\n[[column]]\nkey = "n"\nlabel = "N"\n'
            'measure = "count conversation"\n'
        )
        said = typed(*(word.format(spelt) for word in words))
        assert said.code in (2, 3, 4), (spelt, said)
        assert is_silent(said.out + said.err), (spelt, said)
    assert register.connection.execute("SELECT count(*) FROM change").fetchone() == (before,)


@pytest.mark.parametrize("spelt", SPELLINGS)
def test_who_is_masked_in_every_table(
    register: Register, typed: Type, monkeypatch: pytest.MonkeyPatch, spelt: str
) -> None:
    monkeypatch.setenv("OUTREACH_WHO", f"anna \x1b[2J\u202e {spelt}")
    typed("register AAL-001")
    typed("show AAL-001")
    for form in ("table", "markdown", "html", "tsv", "csv", "csv-excel", "json"):
        for words in (["log"], ["access"]):
            said = typed(*words, "--format", form)
            assert "anna" in said.out
            assert MASK in said.out
            assert not any(mark in said.out for mark in MARKS)
            assert "\x1b" not in said.out
            assert "\u202e" not in said.out


def ordinary() -> dict[str, Callable[[random.Random], str]]:
    """Numbers that notes and ids are full of, and that are no CPR number."""

    def day(dice: random.Random) -> str:
        return f"{dice.randint(1, 28):02}-{dice.randint(1, 12):02}-{dice.randint(2015, 2025)}"

    def phone(dice: random.Random) -> str:
        return f"{dice.randint(20000000, 99999999)}"

    def pairs(dice: random.Random) -> str:
        return " ".join(phone(dice)[place : place + 2] for place in (0, 2, 4, 6))

    return {
        "telephone": phone,
        "telephone in pairs": pairs,
        "two telephones": lambda dice: f"tlf. {pairs(dice)} / {pairs(dice)}",
        "telephone with +45": lambda dice: f"+45 {pairs(dice)}",
        "post code and telephone": lambda dice: f"{dice.randint(1000, 9999)} Aalborg, {phone(dice)}",
        "case number": lambda dice: f"sag {dice.randint(2010, 2025)}-{dice.randint(1, 999999):06}",
        "short case number": lambda dice: f"{dice.randint(10, 25)}/{dice.randint(1, 99999)}",
        "KLE": lambda dice: (
            f"27.{dice.randint(0, 99):02}.{dice.randint(0, 99):02}-G01-{dice.randint(1, 9999)}-18"
        ),
        "day": day,
        "two days": lambda dice: f"{day(dice)} - {day(dice)}",
        "day and time": lambda dice: f"{day(dice)} {dice.randint(0, 23):02}:{dice.randint(0, 59):02}",
        "day and number": lambda dice: f"{day(dice)} {dice.randint(1000, 9999)} kr",
        "timestamp": lambda dice: (
            f"{dice.randint(2015, 2025)}{dice.randint(1, 12):02}28{dice.randint(0, 2359):04}"
        ),
        "id of eight digits": lambda dice: f"{dice.randint(1, 99999999)}",
        "id of eleven digits": lambda dice: f"{dice.randint(10**10, 10**11 - 1)}",
        "EAN": lambda dice: f"57{dice.randint(10**10, 10**11 - 1)}",
        "amount": lambda dice: (
            f"{dice.randint(1, 99)}.{dice.randint(0, 999):03}.{dice.randint(0, 999):03} kr"
        ),
        "code": lambda dice: f"AAL-{dice.randint(1, 999999):06}",
    }


@pytest.mark.parametrize("kind", ordinary())
def test_ordinary_numbers_are_taken(kind: str) -> None:
    dice = random.Random(kind)
    wrong = [text for text in (ordinary()[kind](dice) for _time in range(5_000)) if holds_cpr(text)]
    assert wrong == []
