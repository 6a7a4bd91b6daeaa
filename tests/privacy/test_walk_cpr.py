"""CPR numbers in every spelling through every input and output, and ordinary numbers beside them."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from click import Argument, Command, Context, Group, Option

from outreach_cli import reports
from outreach_cli.api import Register
from outreach_cli.commands.registry import ENTRIES
from outreach_cli.core.cpr import MASK, holds_cpr, mask_cpr, read_cpr
from outreach_cli.records.choices import OpenChoice
from outreach_cli.records.registry import RECORDS
from outreach_cli.records.types import HoldsCprError, Text
from outreach_cli.reports.definitions.declaration_reader import parse_toml
from outreach_cli.reports.definitions.definition import BadReportError
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
    "\u200b".join("0102901234"), "0102\u200e\u034f901234", "01\ufe0f02\u206090-1234", "010290\u31641234",
    "⓪①⓪②⑨⓪-①②③④", "010290 -- 1234", "01-0290-1234", "01-02-901234", "01:02:90:1234", "01_02_90_12_34",
    "1/2-1990-1234", "1.2.90-1234", "01. 02. 90 1234", "0 1 0 2 9 0 - 1 2 3 4", "(10290) 1234",
    "102.901.234", "102 901 234",
)  # fmt: skip
WITH_EXPONENT = ("1.02901234E+08", "1,02901234e8", "3.112801234e+09", "6.102901234E9")
"""As programs write a large number: not read, for digits may be lost, and known all the same."""
OTHERS_SIGNS = ("010290,1234", "010290x1234", "900201-1234", "1990-02-01-1234")
"""What is no CPR number here: help privacy says so."""
MARKS = (
    "1234",
    "1２3４",
    "１２３４",
    "12 34",
    "①②③④",
    "12_34",
    "1 2 3 4",
    "1\u200b2\u200b3\u200b4",
    "901.234",
    "901 234",
)


def is_silent(text: str) -> bool:
    return not holds_cpr(text) and not any(mark in text for mark in MARKS)


@pytest.mark.parametrize("spelt", SPELLINGS)
def test_every_spelling_is_known_masked_and_read_as_the_same_number(spelt: str) -> None:
    assert holds_cpr(spelt)
    assert holds_cpr(f"borger {spelt} ringede")
    assert is_silent(mask_cpr(f"borger {spelt} ringede"))
    assert MASK in mask_cpr(spelt)
    assert read_cpr(spelt) in ("0102901234", "6102901234")


@pytest.mark.parametrize("spelt", WITH_EXPONENT)
def test_a_number_with_an_exponent_is_known_and_masked_and_not_read(spelt: str) -> None:
    assert holds_cpr(f"borger {spelt} ringede")
    assert is_silent(mask_cpr(f"borger {spelt} ringede"))
    assert read_cpr(spelt) is None


@pytest.mark.parametrize("spelt", OTHERS_SIGNS)
def test_what_help_says_is_not_known_is_not_known(spelt: str) -> None:
    assert not holds_cpr(spelt)


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


def test_no_door_of_a_script_takes_a_number(register: Register) -> None:
    with register.change("look") as change:
        for spelt in SPELLINGS:
            for kind, key in FIELDS:
                for write in (
                    lambda: change.insert(RECORDS[kind], {key: spelt}),  # noqa: B023
                    lambda: change.update(RECORDS[kind], 1, {key: spelt}),  # noqa: B023
                ):
                    with pytest.raises(HoldsCprError) as refused:
                        write()
                    assert refused.value.column == key
            for known_from in ("source", "source_id"):
                with pytest.raises(HoldsCprError):
                    change.insert(RECORDS["contact"], {}, **{known_from: spelt})
    assert register.connection.execute("SELECT count(*) FROM change").fetchone() == (1,)


@pytest.mark.parametrize("form", ["table", "markdown", "html", "tsv", "csv", "csv-excel", "json"])
def test_what_a_script_calls_its_change_or_look_is_cleaned_in_every_format(
    register: Register, typed: Type, form: str
) -> None:
    for spelt in SPELLINGS:
        said = f"nightly \x1b[2J\u202e {spelt}\nload"
        with register.change(said) as change:
            change.add("site", f"Nord {register.begun_change}")
        register.note_access(said)
    for words in (["log"], ["access"]):
        told = typed(*words, "--format", form).out
        assert told.count(MASK) == len(SPELLINGS)
        assert is_silent(told)
        assert not {"\x1b", "\u202e"} & set(told)


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


def write_toml(said: object) -> str:
    """A value as TOML on one line."""
    if isinstance(said, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {write_toml(each)}" for key, each in said.items()) + "}"
    return f"[{', '.join(map(write_toml, said))}]" if isinstance(said, list) else json.dumps(said)


def put_everywhere(said: object, spelt: str) -> Iterator[object]:
    """The value with the spelling once after each text and each key in it."""
    if isinstance(said, str):
        yield f"{said} {spelt}"
    parts = said.items() if isinstance(said, dict) else enumerate(said) if isinstance(said, list) else ()
    for key, each in parts:
        for changed in put_everywhere(each, spelt):
            yield (
                {**said, key: changed} if isinstance(said, dict) else [*said[:key], changed, *said[key + 1 :]]
            )  # type: ignore[index]
        if isinstance(said, dict):
            yield {**said, f"{key} {spelt}": each}


TOML_FILES = sorted(Path(reports.__file__).parent.glob("*/builtin/*.toml"))


@pytest.mark.parametrize("file", TOML_FILES, ids=lambda file: file.stem)
def test_no_text_or_key_of_a_reports_or_documents_file_holds_a_number(file: Path) -> None:
    said = parse_toml(file.read_text(encoding="utf-8"), "x.toml")
    tried = 0
    for spelt in ("010290-1234", "01\u200b0290:1234"):
        for changed in put_everywhere({key: each for key, each in said.items() if key != "example"}, spelt):
            assert isinstance(changed, dict)
            text = "\n".join(f"{json.dumps(key)} = {write_toml(each)}" for key, each in changed.items())
            with pytest.raises(BadReportError) as refused:
                parse_toml(text, "x.toml")
            assert is_silent(str(refused.value))
            tried += 1
    assert tried > 20


@pytest.mark.parametrize(
    "toml",
    [
        'title = "01\\u0030290-1234"',
        'title = "\\u0030\\u0031\\u0030\\u0032\\u0039\\u0030-1234"',
        'title = """0102\\\n90-1234"""',
        'title = "0102" # 010290-1234',
        "suppress = 3_112_800_001",
        "[0102901234]",
    ],
)
def test_no_way_that_toml_has_of_writing_hides_a_number(toml: str) -> None:
    with pytest.raises(BadReportError, match="a CPR number stands in it"):
        parse_toml(toml, "x.toml")


def list_commands() -> Iterator[tuple[str, ...]]:
    """Every command, each with the kind of record that it is for."""
    for name, entry in ENTRIES.items():
        found = entry.load(name)
        kinds = found.list_commands(Context(found)) if isinstance(found, Group) else ()
        yield from ((name, kind) for kind in kinds) if kinds else [(name,)]


@pytest.mark.parametrize("path", [*list_commands()], ids=" ".join)
def test_no_parameter_of_any_command_is_said_again_or_kept(
    register: Register, typed: Type, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OUTREACH_KEY", str(tmp_path / "key"))
    with register.change("prepare") as change:
        change.add("site", "Nord")
        change.register("AAL-001", on="2018-01-01")
    found: Command | None = ENTRIES[path[0]].load(path[0])
    if isinstance(found, Group):
        found = found.get_command(Context(found), path[1])
    assert found is not None
    for tried in found.params:
        if isinstance(tried, Option) and tried.is_flag:
            continue
        for spelt in ("010290-1234", "01\u200b0290 1234", "10290-1234"):
            words = [
                spelt if each is tried else "AAL-001" for each in found.params if isinstance(each, Argument)
            ]
            words += [tried.opts[0], spelt] if isinstance(tried, Option) else []
            said = typed(*path, *words)
            assert is_silent(said.out + said.err), (tried.name, said)
            assert "unexpected" not in said.err
    assert not [line for line in register.connection.iterdump() if "1234" in line and holds_cpr(line)]


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

    def instant(dice: random.Random) -> str:
        between = dice.choice(("", ":", "-"))
        time = between.join(f"{dice.randint(0, 59):02}" for _part in range(3))
        iso = f"{dice.randint(2015, 2025)}-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}"
        return f"{iso}{dice.choice('-T ')}{time}"

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
        "day and time with a dot": lambda dice: (
            f"{day(dice)} kl. {dice.randint(0, 23):02}.{dice.randint(0, 59):02}"
        ),
        "day and hours": lambda dice: f"{day(dice)} {dice.randint(8, 11):02}-{dice.randint(12, 18):02}",
        "ISO day and time": instant,
        "day of a program": lambda dice: (
            f"Thu Jan {dice.randint(1, 28):2} {dice.randint(0, 23):02}:{dice.randint(0, 59):02}"
            f":{dice.randint(0, 59):02} {dice.randint(2015, 2025)}"
        ),
        "week": lambda dice: f"uge {dice.randint(1, 52)}-{dice.randint(1, 52)} {dice.randint(2015, 2025)}",
        "version": lambda dice: ".".join(str(dice.randint(0, 20)) for _part in range(3)),
        "sum": lambda dice: f"{dice.randint(0, 999)}.{dice.randint(0, 999):03},{dice.randint(0, 99):02} kr",
        "share": lambda dice: str(dice.random()),
        "place": lambda dice: f"{dice.uniform(54, 58):.6f}, {dice.uniform(8, 15):.6f}",
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
