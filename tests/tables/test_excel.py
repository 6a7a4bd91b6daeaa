"""Workbooks on paper: nothing cut off, nothing on top of something else, and every name of a row."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
import zipfile
from fractions import Fraction
from io import BytesIO
from typing import Any

import pytest

from outreach_cli.tables.book import Book, TextPart
from outreach_cli.tables.formats import encode_table
from outreach_cli.tables.table import Column, Table

LONG = "Fællesværestedet for hjemløse og udsatte borgere i Nørresundby og opland"
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
SITE, ROLE, VISITS = (
    Column("site", "Enhed", "text", row=True),
    Column("role", "Rolle", "text", row=True),
    Column("visits", "Besøg"),
)


def make_table(rows: int, *columns: Column, name: str = "Enhed") -> Table:
    """A table of as many rows, each named by its number."""
    named = columns[:-1]
    body = tuple((*(f"{name} {at}" for _column in named), at + 1) for at in range(rows))
    foot = ("I alt", *("" for _column in named[1:]), rows)
    return Table("visits", "Besøg", "da", columns, body, foot)


def part(content: bytes, name: str) -> Any:
    return ET.fromstring(zipfile.ZipFile(BytesIO(content)).read(name))


def sheets(content: bytes) -> dict[str, Any]:
    """Each sheet by its name, in their order."""
    names = [each.get("name", "") for each in part(content, "xl/workbook.xml").iter(f"{SHEET}sheet")]
    return {name: part(content, f"xl/worksheets/sheet{at}.xml") for at, name in enumerate(names, 1)}


def test_a_row_is_as_high_as_the_lines_that_a_long_name_takes() -> None:
    table = make_table(2, SITE, VISITS)
    table = table._replace(body=(("Nord", 1), (LONG, 1)))
    (sheet,) = sheets(encode_table(table, "xlsx")).values()
    heights = {row.get("r"): row.get("ht") for row in sheet.iter(f"{SHEET}row")}
    assert (heights["5"], heights["6"]) == (None, "30")


@pytest.mark.parametrize(
    ("rows", "names"),
    [(4, ["visits"]), (20, ["visits", "visits diagram"]), (60, ["visits", "visits diagram"])],
)
def test_a_chart_that_has_no_room_below_its_table_has_a_page_of_its_own(rows: int, names: list[str]) -> None:
    found = sheets(encode_table(make_table(rows, SITE, VISITS), "xlsx"))
    assert [*found] == names
    assert [sheet.find(f"{SHEET}drawing") is not None for sheet in found.values()] == [
        name == names[-1] for name in names
    ]
    if len(names) > 1:  # one page and no more: a chart is not cut through
        setup = found[names[-1]].find(f"{SHEET}pageSetup")
        assert (setup.get("fitToWidth", "1"), setup.get("fitToHeight", "1")) == ("1", "1")


@pytest.mark.parametrize(
    ("columns", "names"), [((SITE, VISITS), "$A$5:$A$10"), ((SITE, ROLE, VISITS), "$E$5:$E$10")]
)
def test_a_chart_in_excel_says_every_rows_whole_name_on_one_level(
    columns: tuple[Column, ...], names: str
) -> None:
    content = encode_table(make_table(6, *columns), "xlsx")
    chart = zipfile.ZipFile(BytesIO(content)).read("xl/charts/chart1.xml").decode()
    assert f"<c:f>visits!{names}</c:f>" in chart
    assert "multiLvlStrRef" not in chart
    assert '<c:tickLblSkip val="1"/>' in chart
    assert ('<c:plotVisOnly val="1"/>' in chart) == (len(columns) == 2)
    if len(columns) > 2:
        strings = [text.text for text in part(content, "xl/sharedStrings.xml").iter(f"{SHEET}t")]
        assert {f"Enhed {at}, Enhed {at}" for at in range(6)} <= set(strings)
        hidden = [
            each.get("min") for each in sheets(content)["visits"].iter(f"{SHEET}col") if each.get("hidden")
        ]
        assert hidden == ["5"]


def test_words_in_a_workbook_fit_on_paper_and_every_page_has_its_number() -> None:
    tables = tuple(
        make_table(3, SITE, VISITS._replace(rule="Et besøg."))._replace(name=name) for name in "ab"
    )
    book = Book("Året", "da", (TextPart("Om", ("Ord " * 80,)), *tables), notes=("Udeladt: " + "tabel " * 60,))
    content = encode_table(book, "xlsx")
    found = sheets(content)
    contents, texts, *_tables, rules = found.values()
    merged = [each.get("ref") for each in contents.iter(f"{SHEET}mergeCell")]
    assert merged == ["A2:B2"]
    assert {row.get("r"): row.get("ht") for row in contents.iter(f"{SHEET}row")}["2"] == "60"
    (width,) = (float(each.get("width")) for each in texts.iter(f"{SHEET}col"))
    assert width < 80  # LibreOffice cuts off a column that is wider than the page, however small it may print
    assert rules.find(f"{SHEET}pageSetup").get("orientation") == "landscape"
    first = next(rules.iter(f"{SHEET}c"))
    strings = [text.text for text in part(content, "xl/sharedStrings.xml").iter(f"{SHEET}t")]
    assert strings[int(first.find(f"{SHEET}v").text)] == "Definitioner"
    for name, sheet in found.items():
        foot = sheet.find(f"{SHEET}headerFooter/{SHEET}oddFooter")
        assert foot is not None, name
        assert re.search(r"&P / &N$", foot.text), name


@pytest.mark.parametrize(("months", "told"), [(12, True), (24, True), (60, False)])
def test_a_line_tells_its_numbers_only_where_they_have_room(months: int, told: bool) -> None:
    table = make_table(months, Column("month", "Måned", "span", row=True), VISITS)
    body = tuple((f"{2010 + at // 12}-{at % 12 + 1:02}", at) for at in range(months))
    content = encode_table(table._replace(body=body), "xlsx")
    chart = zipfile.ZipFile(BytesIO(content)).read("xl/charts/chart1.xml").decode()
    assert ("<c:dLbls>" in chart) == told


def test_a_charts_numbers_drop_the_zero_that_their_cells_drop() -> None:
    each = Column("each", "Samtaler pr. borger", decimals=1)
    table = make_table(3, SITE, each)._replace(
        body=(("Nord", Fraction(2)), ("Syd", Fraction(3, 2)), ("Ø", None))
    )
    chart = zipfile.ZipFile(BytesIO(encode_table(table, "xlsx"))).read("xl/charts/chart1.xml").decode()
    own = re.findall(r'<c:dLbl><c:idx val="(\d)"/>.*?<a:t>(.*?)</a:t>', chart)
    assert own == [("0", "2")]
    assert '<c:numFmt formatCode="0.0"' in chart
