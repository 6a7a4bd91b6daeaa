"""Hostile content and damaged files: no traceback, nothing unsafe on a terminal, numbers intact."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import random
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outreach_cli.api import create_register, open_register
from outreach_cli.cli import run
from outreach_cli.core.errors import OutreachError
from outreach_cli.storage.check import check_file
from outreach_cli.tables.csv_text import FORMULA
from outreach_cli.tables.formats import FORMATS
from tests.conftest import TODAY

UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
NASTY = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        [
            "[anonym]",
            "[/x]",
            ":smile:",
            "=1+1",
            "+45",
            "-1",
            "@SUM(A1)",
            "\t=1",
            "\x1b]52;c;aGVq\x07",
            "\x9b31m",
            "\u202edrow",
            "a|b",
            "<b>&amp;</b>",
            "' OR 1=1 --",
            "{0}",
            "%s",
            "1e5",
            "1.000",
            "Ærø",
            "--help",
            "-",
            "\ud800",
            "x" * 300,
        ]
    ),
)
ZIPPED = ("xlsx", "docx")


@contextlib.contextmanager
def spoken(folder: Path) -> Iterator[tuple[io.TextIOWrapper, io.StringIO]]:
    """The stdout and stderr of the program while it runs in this process."""
    out, err = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline=""), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        yield out, err


def said(folder: Path, *words: str) -> tuple[int, str, str]:
    """The exit code, stdout and stderr of a command on the folder's register."""
    with spoken(folder) as (out, err):
        code = run(["--db", str(folder / "outreach.db"), "--lang", "en", "--no-input", *words])
        out.flush()
        answer = out.buffer.getvalue().decode("utf-8")  # type: ignore[attr-defined]
    return code, answer, err.getvalue()


def examine(folder: Path, words: list[str]) -> str:
    code, out, err = said(folder, *words)
    told = (words, code, out[-300:], err[-300:])
    assert code in (0, 2, 3), told
    assert "Traceback" not in err, told
    assert not UNSAFE.search(err), told
    if "--format" not in words or words[-1] == "table":
        assert not UNSAFE.search(out), told
    return out


def hostile(folder: Path, form: str, texts: tuple[str, str, str, str]) -> None:
    """Each command with these texts wherever a text can stand, then every listing in a format."""
    site, citizen, kind, reason = texts
    folder.mkdir(exist_ok=True)
    with contextlib.suppress(FileNotFoundError):
        (folder / "outreach.db").unlink()
    create_register(folder / "outreach.db", language="en").close()
    for words in (
        ["add", "site", "--kind", kind, "--", site],
        ["add", "programme", "--", site],
        ["register", "--site", site, "--", citizen],
        ["contact", "--site", site, "--", citizen],
        ["status", "--programme", site, "--reason", reason, "--", citizen, "active"],
        ["correct", "site", "--kind", reason, "--", site],
        ["remove", "site", "--", site],
        ["merge", "--", citizen, site],
        ["report", "--site", site, "--", "conversations"],
        ["report", "--trace", site, "--", "conversations"],
        ["log", "--", citizen],
        ["undo", "--", reason],
        ["list", "--as-of", reason, "--", kind],
    ):
        examine(folder, words)
    for words in (["list", "sites"], ["list", "citizens"], ["report", "conversations"], ["log"]):
        if form in ZIPPED:
            well_formed(folder, [*words, "--format", form])
            continue
        out = examine(folder, [*words, "--format", form])
        if form == "json":
            json.loads(out)
        elif form == "csv":
            for row in csv.reader(io.StringIO(out)):
                assert not any(cell.startswith(FORMULA) and not _number(cell) for cell in row), row
    assert check_file(folder / "outreach.db") == []


def well_formed(folder: Path, words: list[str]) -> None:
    """The file that the command writes is a zip of XML that can be read, without formulas."""
    file = folder / f"out.{words[-1]}"
    examine(folder, [*words, "-o", str(file)])
    with zipfile.ZipFile(file) as parts:
        for name in (each for each in parts.namelist() if each.endswith((".xml", ".rels"))):
            root = ET.fromstring(parts.read(name))
            assert name.startswith("xl/chart") or not any(each.tag.endswith("}f") for each in root.iter())


def _number(cell: str) -> bool:
    return re.fullmatch(r"-?\d+(\.\d+)?", cell) is not None


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OUTREACH_TODAY", TODAY)
    monkeypatch.setattr(os, "environ", os.environ)


_SETTINGS = {"deadline": None, "suppress_health_check": list(HealthCheck), "database": None}


@pytest.mark.parametrize("form", FORMATS)
@settings(max_examples=3, **_SETTINGS)  # type: ignore[arg-type]
@given(texts=st.tuples(NASTY, NASTY, NASTY, NASTY))
def test_hostile_texts_do_no_harm(
    tmp_path_factory: pytest.TempPathFactory, form: str, texts: tuple[str, ...]
) -> None:
    hostile(tmp_path_factory.getbasetemp() / "hostile", form, texts)  # type: ignore[arg-type]


@pytest.mark.long
@pytest.mark.parametrize("form", FORMATS)
@settings(max_examples=560, **_SETTINGS)  # type: ignore[arg-type]
@given(texts=st.tuples(NASTY, NASTY, NASTY, NASTY))
def test_five_thousand_hostile_texts_do_no_harm(
    tmp_path_factory: pytest.TempPathFactory, form: str, texts: tuple[str, ...]
) -> None:
    hostile(tmp_path_factory.getbasetemp() / "hostile", form, texts)  # type: ignore[arg-type]


def damaged(folder: Path, files: int, seed: int) -> None:
    """So many damaged or truncated registers: each command says so or answers, and none breaks down."""
    dice = random.Random(seed)
    path = folder / "outreach.db"
    with create_register(path) as register, register.change("fill") as change:
        change.add("site", "North")
        for number in range(40):
            change.register(f"C{number}", on="2018-01-01", site="North")
            change.contact(f"C{number}", on="2018-02-02", site="North")
    sound = path.read_bytes()
    commands = [["report", "conversations"], ["list", "contacts"], ["show", "C3"], ["check"], ["log"]]
    commands += [["contact", "C1"], ["undo"], ["report", "conversations", "--as-of", "1"]]
    for _each in range(files):
        spoilt = bytearray(sound)
        how = dice.randrange(4)
        if how == 0:
            del spoilt[dice.randrange(len(spoilt)) :]
        else:
            for _flip in range((0, 1, 20, 3000)[how]):
                spoilt[dice.randrange(len(spoilt))] = dice.randrange(256)
        path.write_bytes(spoilt)
        words = dice.choice(commands)
        code, _out, err = said(folder, *words)
        assert code in (0, 3, 5, 7, 8), (words, code, err)
        assert "Traceback" not in err
        assert not UNSAFE.search(err), err


def test_damaged_files_are_refused_or_read_without_a_breakdown(tmp_path: Path) -> None:
    damaged(tmp_path, 120, 5)


@pytest.mark.long
def test_eight_hundred_damaged_files_are_refused_or_read_without_a_breakdown(tmp_path: Path) -> None:
    damaged(tmp_path, 800, 6)


def test_a_truncated_register_is_no_register(tmp_path: Path) -> None:
    create_register(tmp_path / "x.db").close()
    whole = (tmp_path / "x.db").read_bytes()
    (tmp_path / "x.db").write_bytes(whole[:5000])
    with pytest.raises(OutreachError) as refused:
        open_register(tmp_path / "x.db")
    assert refused.value.exit_code == 5
