"""Tables on a terminal of any width, in a pipe, and with strange words in them."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from subprocess import CompletedProcess

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from outreach_cli.tables.book import Book
from outreach_cli.tables.cells import make_grid
from outreach_cli.tables.table import Column, Table
from outreach_cli.tables.terminal import write, write_book

Run = Callable[..., CompletedProcess[str]]
TABLE = Table(
    name="conversations",
    title="Antal sundhedssamtaler og henvisninger til sundhedstilbud",
    language="da",
    columns=(
        Column("site", "Enhed", "text", row=True),
        Column("citizens", "Antal borgere"),
        Column("conversations", "Antal samtaler"),
        Column("per", "Samtaler pr/borger", decimals=1),
    ),
    body=(
        ("Sygedagpengehuset", 32, 60, Fraction(60, 32)),
        ("Job- og Aktivhuset", 55, 63, Fraction(63, 55)),
        ("Uddannelseshuset", 36, 172, Fraction(172, 36)),
        ("Et sted uden nogen", 0, 0, None),
    ),
    foot=("I alt", 123, 295, Fraction(295, 123)),
    period_words="Periode 01-01-2018 – 28-02-2019",
    notes=("2 borgere står i flere rækker",),
)
letters = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=30)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    columns = [Column("name", draw(letters), "text", row=True)]
    columns += [Column(f"c{number}", draw(letters)) for number in range(draw(st.integers(1, 6)))]
    number = st.integers(0, 10**9)
    row = st.tuples(letters, *([number] * (len(columns) - 1)))
    return TABLE._replace(
        title=draw(letters),
        columns=tuple(columns),
        body=tuple(draw(st.lists(row, max_size=4))),
        foot=draw(row),
        notes=tuple(draw(st.lists(letters, max_size=2))),
        chart=draw(st.sampled_from([None, "c0"])),
    )


def words_of(said: str) -> list[str]:
    """Each line's words that take up room: how far apart columns stand is the business of who draws them."""
    lines = (line.replace("─", " ").split() for line in said.splitlines())
    return [" ".join(filter(cell_len, line)) for line in lines]


@settings(max_examples=150, deadline=None)
@given(tables(), st.integers(16, 130))
def test_no_line_is_wider_than_the_terminal_and_no_number_is_cut(table: Table, width: int) -> None:
    said = write(table, width=width)
    assert max(map(cell_len, said.splitlines())) <= width
    found = re.findall(r"\d+", said)
    for row in [*table.body, table.foot or ()]:
        for cell in row[1:]:
            assert str(cell) in found


@pytest.mark.parametrize("width", [None, 120, 80, 66])
def test_the_total_stands_under_a_line_with_its_numbers_below_the_others(width: int | None) -> None:
    lines = write(TABLE, width=width).splitlines()
    total = next(number for number, line in enumerate(lines) if "I alt" in line)
    assert set(lines[total - 1].strip()) == {"─"}
    ends = {len(line) for line in lines if re.search(r"\d$", line) and "Periode" not in line}
    assert len(ends) == 1
    assert lines[-1] == "2 borgere står i flere rækker"


def test_words_are_wrapped_between_words_at_80_columns() -> None:
    long = TABLE._replace(body=(("Starter ikke på hold efter samtaleforløb i " * 3, 1, 2, None),))
    said = write(long, width=80)
    words = set(said.split())
    assert {"Starter", "ikke", "på", "hold", "efter", "samtaleforløb"} <= words


def test_the_columns_draw_nearer_before_a_cell_breaks() -> None:
    heads = ("Samtaler", "Borgere", "Nye borgere", "Henvisninger", "Fremmøder", "Gyldige skemaer")
    columns = (Column("month", "Måned", "text", row=True), *(Column(head.lower(), head) for head in heads))
    months = TABLE._replace(columns=columns, body=(("februar 2018", *range(6)),), foot=None)
    assert " februar 2018         0  " in write(months, width=80)
    assert " februar 2018          0   " in write(months, width=120)


def test_a_terminal_too_narrow_for_the_table_gets_one_record_a_block() -> None:
    said = write(TABLE, width=40)
    assert "Enhed:              Uddannelseshuset\nAntal borgere:      36\n" in said
    assert "───\nEnhed:              I alt\nAntal borgere:      123\n" in said


WIDE = TABLE._replace(
    columns=(TABLE.columns[0], *(Column(f"c{number}", "Fremmødeprocenten") for number in range(5))),
    body=(("Sygedagpengehuset", 1, 2, 3, 4, 5), ("Uddannelseshuset", 11, 12, 13, 14, 15)),
    foot=("I alt", 21, 22, 23, 24, 25),
)


def test_a_table_with_a_total_that_has_no_room_at_80_columns_is_set_in_two_parts() -> None:
    said = write(WIDE, width=80)
    rows = [line.split() for line in said.splitlines() if line.startswith(" I alt")]
    assert rows == [["I", "alt", "21", "22", "23"], ["I", "alt", "24", "25"]]
    assert said.count(TABLE.title) == said.count(TABLE.notes[0]) == 1


def test_bars_that_have_no_room_beside_the_numbers_stand_below_them() -> None:
    said = write(WIDE._replace(chart="c4"), width=80)
    parts = [len(line.split()) for line in said.splitlines() if line.startswith(" Uddannelseshuset")]
    assert parts == [4, 3, 3]
    bars = re.findall(" (?:5|15)   (█+)", said)
    assert len(bars[0]) == pytest.approx(len(bars[1]) / 3, abs=1)
    assert len(bars[1]) > 30


@pytest.mark.parametrize(("table", "width"), [(WIDE, 50), (WIDE._replace(foot=None), 50)])
def test_a_list_and_a_narrow_terminal_get_one_record_a_block(table: Table, width: int) -> None:
    assert "Enhed:             Sygedagpengehuset\nFremmødeprocenten: 1\n" in write(table, width=width)


def test_a_list_that_has_no_room_leaves_out_the_columns_in_which_nothing_stands() -> None:
    sparse = WIDE._replace(foot=None, body=(("Sygedagpengehuset", 1, None, None, None, 0),))
    lines = write(sparse, width=80).splitlines()[3:6]
    assert [line.split() for line in lines[::2]] == [
        ["Enhed", "Fremmødeprocenten", "Fremmødeprocenten"],
        ["Sygedagpengehuset", "1", "0"],
    ]
    assert set(lines[1].strip()) == {"─"}
    assert write(sparse).count("Fremmødeprocenten") == 5


def test_a_pipe_gets_each_row_on_one_line_however_wide() -> None:
    wide = TABLE._replace(body=(("Et navn på et sted " * 20, 1, 2, None),), foot=None)
    lines = write(wide).splitlines()
    assert sum("Et navn" in line for line in lines) == 1


@given(tables())
@example(TABLE._replace(body=(("\u200b", 1, 2, None),)))
def test_a_pipe_gets_line_by_line_the_words_of_a_terminal_of_any_width(table: Table) -> None:
    assert words_of(write(table)) == words_of(write(table, width=10_000))


@pytest.mark.parametrize("words", ["", " ", "ord  "])
def test_a_pipe_trims_empty_words_as_a_terminal_does(words: str) -> None:
    odd = TABLE._replace(title=words, notes=(words, words))
    assert words_of(write(odd)) == words_of(write(odd, width=10_000))


def test_markup_pictures_and_escapes_in_a_name_are_shown_as_they_are_written() -> None:
    odd = TABLE._replace(body=(("[bold]x[/y] :smile: \x1b[31m\u202e", 1, 1, None),), title="[anonym]")
    said = write(odd, width=80)
    assert "[bold]x[/y] :smile:" in said
    assert "[anonym]" in said
    assert "\x1b" not in said
    assert "\u202e" not in said


@pytest.mark.parametrize("width", [None, 80, 44])
def test_bars_are_as_long_as_their_numbers(width: int | None) -> None:
    said = write(TABLE._replace(chart="conversations"), width=width)
    bars = [len(found) for found in re.findall("█+", said)]
    assert len(bars) == 3
    assert bars[2] == max(bars) >= 8
    assert bars[0] == pytest.approx(bars[2] * 60 / 172, abs=1)


def test_a_hidden_number_has_no_bar() -> None:
    hidden = TABLE._replace(
        body=(("A", 3, None, None), ("B", 9, 9, Fraction(1))),
        hidden=frozenset({(0, 2)}),
        chart="conversations",
    )
    said = write(hidden, width=80)
    assert "•" in said
    assert len(re.findall("█+", said)) == 1


def test_colour_changes_nothing_but_colour() -> None:
    colored = write(TABLE, width=80, color=True)
    assert "\x1b[1m" in colored
    assert set(re.findall(r"\x1b\[([0-9;]*)m", colored)) == {"0", "1"}, "nothing that light or dark swallows"
    plain = re.sub(r"\x1b\[[0-9;]*m", "", colored)
    assert [line.rstrip() for line in plain.splitlines()] == write(TABLE, width=80).splitlines()


def test_several_tables_stand_one_after_the_other() -> None:
    said = write_book(Book("Alt", "da", (TABLE, TABLE), notes=("en bemærkning",)), width=80)
    assert said.count(make_grid(TABLE)[1][0][0]) == 2
    assert said.startswith("en bemærkning\n")


@pytest.mark.parametrize(
    ("env", "color"),
    [
        ({}, "auto"),
        ({"TERM": "dumb"}, "auto"),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1", "TERM": "xterm-256color"}, "auto"),
        ({"TERM": "dumb", "COLUMNS": "60"}, "never"),
    ],
)
def test_a_pipe_is_plain_text(outreach: Run, env: dict[str, str], color: str) -> None:
    outreach("init")
    said = outreach("report", "monthly", "--color", color, env=env)
    assert said.returncode == 0
    assert "\x1b" not in said.stdout
    assert "…" not in said.stdout


def test_colour_always_is_colour_in_a_pipe_on_a_dumb_terminal_too(outreach: Run) -> None:
    outreach("init")
    said = outreach("--color", "always", "report", "monthly", env={"TERM": "dumb"})
    assert "\x1b[1m" in said.stdout


def test_a_terminal_that_cannot_show_a_letter_still_gets_its_table(outreach: Run) -> None:
    outreach("init")
    said = outreach("report", "courses", env={"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"})
    assert said.returncode == 0
    assert "Status" in said.stdout
