"""One table, every format: they agree with each other, and nothing is cut, eaten or run."""

from __future__ import annotations

import csv
import io
import json
import re
from fractions import Fraction
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach_cli.tables.cells import make_grid
from outreach_cli.tables.formats import FORMATS, encode_table
from outreach_cli.tables.table import Cell, Column, Table
from outreach_cli.tables.terminal import write

TEXT_FORMATS = [form for form in FORMATS if form not in ("xlsx", "docx", "svg")]
words = st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=20)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """Tables of two to five columns with any words and exact numbers."""
    kinds = draw(st.lists(st.sampled_from(["number", "percent", "text"]), min_size=1, max_size=4))
    columns = [Column("site", draw(words), "text", row=True, empty="Ikke oplyst")]
    columns += [
        Column(f"c{n}", draw(words), kind, decimals=draw(st.integers(0, 2)))  # type: ignore[arg-type]
        for n, kind in enumerate(kinds)
    ]
    cells = {
        "text": words,
        "number": st.one_of(st.none(), st.integers(0, 10**6), st.fractions(0, 10**6)),
        "percent": st.one_of(st.none(), st.fractions(0, 1)),
    }

    def row(name: Cell) -> tuple[Cell, ...]:
        return (name, *(draw(cells[kind]) for kind in kinds))

    body = tuple(row(draw(st.one_of(st.none(), words))) for _n in range(draw(st.integers(0, 4))))
    notes = tuple(draw(st.lists(words, max_size=2)))
    return Table("t", draw(words), "da", tuple(columns), body, row("I alt"), notes=notes)


class Cells(HTMLParser):
    """Collects the words of a page's table, row by row."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[str]] = []
        self.within = False

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
            self.within = True

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self.within = False

    def handle_data(self, data: str) -> None:
        if self.within:
            self.rows[-1][-1] += data


def whole(table: Table, *, plain: bool = False) -> list[list[str]]:
    headings, body, foot = make_grid(table, plain=plain)
    return [headings, *body, *([foot] if foot else [])]


@given(tables())
def test_html_holds_the_words_for_people_and_tsv_those_for_programs(table: Table) -> None:
    page = Cells()
    page.feed(encode_table(table, "html").decode())
    assert page.rows == whole(table)
    lines = encode_table(table, "tsv").decode().split("\n")
    assert [line.split("\t") for line in lines[:-1]] == whole(table, plain=True)


@given(tables())
def test_csv_and_json_hold_the_same_exact_values(table: Table) -> None:
    said = json.loads(encode_table(table, "json"))
    read = list(csv.reader(io.StringIO(encode_table(table, "csv").decode(), newline="")))
    assert read[0] == [column["key"] for column in said["columns"]]
    for line, row in zip(read[1:], [*said["rows"], said["total"]], strict=True):
        for text, (key, value) in zip(line, row.items(), strict=True):
            if isinstance(value, float):
                assert float(text) == value
            else:
                expected = "" if value is None else str(value)
                assert text == expected or text == "'" + expected, key


@given(tables())
def test_excels_csv_differs_from_plain_csv_in_its_marks_only(table: Table) -> None:
    excel = encode_table(table, "csv-excel").decode()
    assert excel.startswith("\ufeff")
    plain = list(csv.reader(io.StringIO(encode_table(table, "csv").decode(), newline="")))
    theirs = list(csv.reader(io.StringIO(excel[1:], newline=""), delimiter=";"))
    numeric = [column.kind in ("number", "percent") for column in table.columns]
    for mine, line in zip(plain, theirs, strict=True):
        assert [cell.replace(",", ".") if n else cell for cell, n in zip(line, numeric, strict=True)] == [
            cell.replace(",", ".") if n else cell for cell, n in zip(mine, numeric, strict=True)
        ]


@given(tables())
def test_nothing_is_cut_in_a_pipe_or_on_a_narrow_terminal(table: Table) -> None:
    squeezed = {width: re.sub(r"\s", "", write(table, width=width)) for width in (None, 120, 80, 40)}
    for width, text in squeezed.items():
        for row in whole(table)[1:]:
            for column, cell in zip(table.columns, row, strict=True):
                if column.kind in ("number", "percent"):
                    assert re.sub(r"\s", "", cell) in text, width
    lines = write(table, width=None).splitlines()
    for row in whole(table)[1:]:
        if all(cell.isascii() and cell.strip() == cell and "  " not in cell for cell in row):
            assert any(all(cell in line for cell in row) for line in lines)


def test_no_line_is_wider_than_the_terminal() -> None:
    table = Table(
        "t",
        "Antal sundhedssamtaler og henvisninger til sundhedstilbud",
        "da",
        (
            Column("site", "Enhed", "text", row=True),
            *(Column(f"c{n}", "Samtaler pr/borger") for n in range(4)),
        ),
        (("Job- og Aktivhuset i den østlige ende", 55, 63, Fraction(63, 55), 90),),
        ("I alt", 179, 366, 2, 166),
        notes=("En bemærkning, der er længere end den smalle terminal er bred",),
    )
    for width in (120, 80):
        text = write(table, width=width)
        assert max(len(line) for line in text.splitlines()) <= width
        assert "166" in text


@pytest.mark.parametrize("form", TEXT_FORMATS)
@pytest.mark.parametrize(
    "hostile",
    ["\x1b[31mrød", "\x9b31m", "\u202eevil", "[bold]x[/bold]", "[/x]", ":smile:", "=1+1", "a|b", "<b>&"],
)
def test_hostile_words_reach_no_terminal_and_are_not_eaten(form: str, hostile: str) -> None:
    columns = (Column("site", "Enhed", "text", row=True), Column("n", "Antal"))
    text = encode_table(Table("t", "T", "da", columns, ((hostile, 1000),), ("I alt", 1000)), form).decode()
    if form not in ("json", "csv", "csv-excel"):
        assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e]", text)
    if form in ("table", "tsv") and hostile.isprintable() and hostile.isascii():
        assert hostile in text
    if form.startswith("csv"):
        assert not re.search(r"(^|[;,\n])=1", text)
    assert "1000" in text


def test_csv_keeps_numbers_exact_and_unrounded() -> None:
    columns = (
        Column("site", "Enhed", "text", row=True),
        Column("r", "Pr.", decimals=1),
        Column("s", "A", "percent"),
    )
    table = Table("t", "T", "da", columns, (("=x", Fraction(366, 179), Fraction(31, 80)),), None)
    assert encode_table(table, "csv").decode() == "site,r,s\n'=x,2.0446927374301676,0.3875\n"
    assert encode_table(table, "csv-excel").decode() == "\ufeffsite;r;s\r\n'=x;2,0446927374301676;0,3875\r\n"
