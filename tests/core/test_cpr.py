"""No CPR number comes into the register, and none is repeated in a message."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach_cli.api import Register
from outreach_cli.core.cpr import (
    _EXPONENT,
    _READABLE,
    MASK,
    _compile_all,
    _find_numbers,
    holds_cpr,
    mask_cpr,
    read_cpr,
)
from outreach_cli.core.names import normalize_signs
from outreach_cli.records.registry import RECORDS
from outreach_cli.records.types import HoldsCprError, Text
from tests.conftest import MACHINE, ROOT

Outreach = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.mark.parametrize(
    "text",
    [
        "0101501234",
        "010150-1234",
        "010150 1234",
        "01 01 50 1234",
        "01 01 50 - 12 34",
        "01.01.50-1234",
        "010150–1234",
        "010150\u20111234",
        "610150-1234",  # a replacement number
        "911250-1234",
        "290200-4123",  # a leap day
        "borger 010150-1234 ringede",
        "AAL0101501234x",
        "010150\u200b1234",
        "０１０１５０１２３４",
    ],
)
def test_a_cpr_number_is_known_in_every_way_of_writing_it(text: str) -> None:
    assert holds_cpr(text)
    assert "1234" not in mask_cpr(text)
    assert not holds_cpr(mask_cpr(text))


@pytest.mark.parametrize(
    "text",
    [
        "3201501234",  # day 32
        "0113501234",  # month 13
        "0101501234567",  # thirteen digits
        "290201-4123",  # no leap day in any century
        "000050-1234",
        "AAL-001",
        "2018-02-03",
        "03-02-2018",
        "tlf. 12 05 67 89",
        "+45 99 31 20 00",
        "5790000123456",
        "SEL-99",
    ],
)
def test_what_only_looks_a_little_like_one_is_left_alone(text: str) -> None:
    assert not holds_cpr(text)
    assert mask_cpr(text) == text


@given(st.integers(1, 28), st.integers(1, 12), st.integers(0, 99), st.integers(0, 9999), st.booleans())
def test_modulus_11_decides_nothing(day: int, month: int, year: int, serial: int, replaced: bool) -> None:
    number = f"{day + 60 * replaced:02}{month:02}{year:02}-{serial:04}"
    assert holds_cpr(number)
    assert read_cpr(number) == number.replace("-", "")


TEXTS = [
    (record.kind, field.key)
    for record in RECORDS.values()
    for field in record.fields
    if isinstance(field.type, Text)
]


@given(
    st.data(),
    st.sampled_from([*_READABLE, *_EXPONENT]),
    st.sampled_from(["", "Contact 10022: ", "B1, ", "(", "é "]),
)
def test_no_shape_of_one_is_passed_over_unlooked_at(data: st.DataObject, shape: str, before: str) -> None:
    """Most texts are told at once to hold none; whatever the pattern finds must be looked at."""
    bare = re.sub(r"\(\?<?[!][^()]*(?:\([^()]*\)[^()]*)*\)", "", shape)  # what may stand beside it
    bare = bare.replace(r"\d", "[0-9]")
    drawn = data.draw(st.from_regex(re.compile(bare), fullmatch=True))
    text = before + drawn + data.draw(st.sampled_from(["", ".", " and 2024-01-01", ", B00001", "\n"]))
    if next(_find_numbers(normalize_signs(text)[0]), None):
        _compile_all.cache_clear()  # as in a process that has looked at nothing before
        assert holds_cpr(text)


@pytest.mark.parametrize(("kind", "key"), TEXTS)
def test_every_text_field_refuses_one_and_does_not_repeat_it(kind: str, key: str) -> None:
    with pytest.raises(HoldsCprError) as refused:
        RECORDS[kind].by_key[key].type.read("se 010150-1234")
    assert "1234" not in str(refused.value)
    assert "code of your own" in str(refused.value)


COMMANDS = [
    ["register", "010150-1234"],
    ["register", "A", "--site", "010150-1234"],
    ["contact", "010150-1234"],
    ["contact", "AAL-001", "--site", "010150-1234"],
    ["contact", "AAL-001", "--kind", "010150-1234"],
    ["contact", "AAL-001", "--on", "010150-1234"],
    ["contact", "AAL-001", "--minutes", "0101501234"],
    ["refer", "AAL-001", "010150-1234"],
    ["enrol", "AAL-001", "010150-1234"],
    ["status", "AAL-001", "active", "--programme", "Flex", "--reason", "ring til 0101501234"],
    ["status", "AAL-001", "010150-1234"],
    ["show", "010150-1234"],
    ["add", "site", "010150-1234"],
    ["add", "010150-1234", "x"],
    ["correct", "citizen", "AAL-001", "--citizen", "0101501234"],
    ["correct", "contact", "0101501234", "--minutes", "3"],
    ["remove", "citizen", "0101501234"],
    ["list", "0101501234"],
    ["set", "municipality", "0101501234"],
    ["set", "0101501234", "x"],
    ["report", "010150-1234"],
    ["report", "conversations", "--site", "010150-1234"],
    ["report", "conversations", "--period", "010150-1234"],
    ["0101501234"],
    ["show", "--0101501234"],
]


def test_no_byte_of_one_stands_in_the_register_or_in_any_answer(outreach: Outreach, tmp_path: Path) -> None:
    assert outreach("init").returncode == 0
    assert outreach("register", "AAL-001", env={"OUTREACH_WHO": "010150-1234"}).returncode == 0
    assert outreach("add", "programme", "Flex").returncode == 0
    for words in COMMANDS:
        run = outreach(*words)
        assert run.returncode in (2, 3), (words, run.stderr)
        assert run.stderr.startswith("Error: ") or run.stderr.startswith("Usage:"), run.stderr
        assert "1234" not in run.stdout + run.stderr, (words, run.stderr)
    for file in tmp_path.iterdir():
        held = file.read_bytes()
        assert b"010150-1234" not in held
        assert b"0101501234" not in held


def test_a_change_made_from_python_refuses_one_too(register: Register) -> None:
    with pytest.raises(HoldsCprError), register.change("nightly") as change:
        change.register("0101501234")
    with pytest.raises(HoldsCprError), register.change("nightly") as change:
        change.add("offer", "Samtale 010150 1234")
    with register.change("import of 010150-1234") as change:
        change.register("AAL-001")
    (command,) = register.connection.execute("SELECT command FROM change WHERE id = 2").fetchone()
    assert command == "import of ······-····"


def test_a_setting_takes_its_own_values_only(outreach: Outreach) -> None:
    outreach("init")
    assert outreach("set", "language", "en").returncode == 0
    assert outreach("set", "municipality", "Aalborg").returncode == 0
    assert 'unknown language ("klingon")' in outreach("set", "language", "klingon").stderr
    run = outreach("set", "langauge", "en")
    assert run.returncode == 3
    assert "language" in run.stderr


def test_a_note_warns_of_names_at_a_terminal_and_only_there(outreach: Outreach, tmp_path: Path) -> None:
    outreach("init")
    outreach("register", "AAL-001")
    outreach("add", "programme", "Flex")
    words = ["status", "AAL-001", "active", "--programme", "Flex", "--reason", "eget ønske"]
    assert "no names" not in outreach(*words).stderr
    ours, theirs = pty.openpty()
    run = subprocess.Popen(
        [sys.executable, "-m", "outreach_cli", *words, "--on", "2019-03-01"],
        cwd=tmp_path,
        env=MACHINE | {"OUTREACH_TODAY": "2019-03-15", "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=theirs,
    )
    assert run.wait(60) == 0
    os.close(theirs)
    assert b"no names, no CPR number" in os.read(ours, 1000)
    os.close(ours)


def test_the_mask_of_a_cpr_number_is_nobodys_code(register: Register) -> None:
    with register.change("rejects again") as change, pytest.raises(HoldsCprError):
        change.register(MASK)
