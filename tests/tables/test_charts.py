"""Charts: one drawing for picture, web page and Word, bars on a terminal, and Excel's own."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
import zipfile
from io import BytesIO
from itertools import pairwise

import pytest

from outreach_cli.tables.charts import add_chart, make_chart
from outreach_cli.tables.formats import encode_table
from outreach_cli.tables.svg_chart import COLOURS, INK, draw_beside
from outreach_cli.tables.table import Column, Table
from outreach_cli.tables.terminal import write

SVG = "{http://www.w3.org/2000/svg}"
SITES = Table(
    name="visits",
    title="Besøg",
    language="da",
    columns=(
        Column("site", "Enhed", "text", row=True),
        Column("visits", "Besøg", beside="visits_against"),
        Column("visits_against", "Besøg, 2017"),
    ),
    body=(("Nord", 4, 2), ("Starter ikke på hold efter samtaleforløb", 0, 8), ("Vest", None, None)),
    foot=("I alt", 4, 10),
    hidden=frozenset({(2, 1)}),
    compared_words=("2018", "2017"),
    chart="visits",
)
MONTHS = SITES._replace(
    columns=(Column("month", "Måned", "span", row=True), *SITES.columns[1:]),
    body=tuple((f"2018-{month:02}", month, 2 * month) for month in range(1, 13)),
    foot=("I alt", 78, 156),
    hidden=frozenset(),
)


def alone(table: Table) -> Table:
    """The table without the other period."""
    kept = tuple(column._replace(beside="") for column in table.columns[:2])
    return table._replace(
        columns=kept, body=tuple(row[:2] for row in table.body), foot=None, hidden=frozenset()
    )


def drawn(table: Table) -> ET.Element:
    (picture,) = draw_beside(table)
    return ET.fromstring(picture.drawing)


def words(picture: ET.Element) -> list[str]:
    return ["".join(text.itertext()) for text in picture.iter(f"{SVG}text")]


def test_two_periods_have_two_bars_a_row_as_long_as_their_numbers_and_a_legend() -> None:
    picture = drawn(SITES)
    bars = [
        bar for bar in picture.iter(f"{SVG}rect") if bar.get("class") == "bar" and bar.get("height") == "16"
    ]
    assert [bar.get("fill") for bar in bars] == [COLOURS[0], COLOURS[1], COLOURS[1]]
    now, then, most = (float(bar.get("width", "0")) for bar in bars)
    assert now == pytest.approx(2 * then, abs=0.2)
    assert most == pytest.approx(4 * then, abs=0.2)
    assert words(picture)[:3] == ["Besøg", "2018", "2017"]
    assert "•" in words(picture)


def test_a_long_name_is_broken_and_nothing_is_drawn_outside_the_picture() -> None:
    picture = drawn(SITES)
    left, _top, width, height = map(float, picture.get("viewBox", "").split())
    assert "Starter ikke på hold efter samtaleforløb" not in words(picture)
    assert "samtaleforløb" in " ".join(words(picture))
    for each in picture.iter(f"{SVG}rect"):
        assert float(each.get("x", "0")) + float(each.get("width", "0")) <= left + width + 0.1
    assert all(float(each.get("y", "0")) <= height for each in picture.iter(f"{SVG}text"))


@pytest.mark.parametrize("lying", [False, True])
def test_bars_that_are_too_many_for_a_page_are_drawn_in_several_pictures_on_one_scale(lying: bool) -> None:
    rows = tuple((f"Enhed {at}", at, at + 1) for at in range(60))
    pictures = draw_beside(SITES._replace(body=rows, hidden=frozenset()), lying=lying)
    drawings = [ET.fromstring(each.drawing) for each in pictures]
    assert all(float(each.get("height", "0")) <= (520 if lying else 780) for each in drawings)
    names = [said for each in drawings for said in words(each) if said.startswith("Enhed")]
    assert names == [name for name, *_numbers in rows]
    assert all(words(each)[:3] == ["Besøg", "2018", "2017"] for each in drawings)
    told = [re.findall(r"2018: (Enhed \d+) (\d+),", each.words)[0] for each in pictures]
    assert told == [(names[0], "0"), *((f"Enhed {at}", at) for _name, at in told[1:])]
    bars = [bar for each in drawings for bar in each.iter(f"{SVG}rect") if bar.get("height") == "16"]
    lengths = [float(bar.get("width", "0")) for bar in bars if bar.get("fill") == COLOURS[0]]
    assert lengths == pytest.approx([at / 59 * lengths[-1] for at in range(1, 60)], abs=0.1)


@pytest.mark.parametrize("rows", [2, 15, 17, 31, 46, 60])
def test_no_picture_of_several_is_left_with_a_row_or_two(rows: int) -> None:
    body = tuple((f"Enhed {at}", 1, 1) for at in range(rows))
    pictures = draw_beside(SITES._replace(body=body, hidden=frozenset()))
    numbers = [each.words.count("Enhed") // 2 for each in pictures]
    assert sum(numbers) == rows
    assert max(numbers) - min(numbers) <= len(numbers)


BELOW = alone(SITES)._replace(body=(("Nord", -3), ("Syd", 2), ("Vest", None), ("Øst", 5)))


def test_a_number_below_nothing_has_a_bar_to_the_other_side_on_the_same_scale() -> None:
    picture = drawn(BELOW)
    bars = [bar for bar in picture.iter(f"{SVG}rect") if bar.get("class") == "bar"]
    places = [(float(bar.get("x", "0")), float(bar.get("width", "0"))) for bar in bars]
    (zero,) = (float(line.get("x1", "0")) for line in picture.iter(f"{SVG}line"))
    assert [round(x + (width if at == 0 else 0), 1) for at, (x, width) in enumerate(places)] == [zero] * 3
    assert [width / places[1][1] for _x, width in places] == pytest.approx([1.5, 1, 2.5], abs=0.01)
    (words_before,) = [text for text in picture.iter(f"{SVG}text") if text.text == "-3"]
    assert words_before.get("text-anchor") == "end"
    assert 0 < float(words_before.get("x", "0")) < places[0][0]


def test_a_line_goes_below_nothing_where_its_numbers_do() -> None:
    months = tuple((f"2018-0{at}", cell) for at, (_site, cell) in enumerate(BELOW.body, 1))
    picture = drawn(BELOW._replace(columns=alone(MONTHS).columns, body=months))
    assert {"-4", "0", "6", "-3", "januar 2018"} <= set(words(picture))
    assert len([*picture.iter(f"{SVG}circle")]) == 3
    (zero,) = (float(line.get("y1", "0")) for line in picture.iter(f"{SVG}line") if line.get("stroke") == INK)
    first, *others = (float(dot.get("cy", "0")) for dot in picture.iter(f"{SVG}circle"))
    assert first > zero > max(others)


def test_the_names_of_rows_in_excel_do_not_stand_upon_the_bars_below_nothing() -> None:
    for table, place in ((BELOW, "low"), (alone(SITES), "nextTo")):
        content = encode_table(table._replace(foot=("I alt", 4)), "xlsx")
        chart = zipfile.ZipFile(BytesIO(content)).read("xl/charts/chart1.xml").decode()
        assert f'<c:tickLblPos val="{place}"/>' in chart.partition("</c:catAx>")[0]


def test_months_are_a_line_over_a_scale_from_nothing() -> None:
    picture = drawn(alone(MONTHS))
    (line,) = picture.iter(f"{SVG}polyline")
    heights = [float(point.split(",")[1]) for point in line.get("points", "").split()]
    assert len(heights) == 12
    steps = {round(one - two, 1) for one, two in pairwise(heights)}
    assert max(steps) - min(steps) <= 0.2  # each month one more
    assert {"0", "5", "10", "15", "januar 2018"} <= set(words(picture))


def test_a_month_that_is_hidden_breaks_the_line() -> None:
    broken = list(alone(MONTHS).body)
    broken[5] = (broken[5][0], None)
    picture = drawn(alone(MONTHS)._replace(body=tuple(broken), hidden=frozenset({(5, 1)})))
    lines = [line.get("points", "").split() for line in picture.iter(f"{SVG}polyline")]
    assert [len(points) for points in lines] == [5, 6]


def test_two_lines_differ_in_mark_and_dash_not_in_colour_alone() -> None:
    picture = drawn(MONTHS)
    dashed = [bool(line.get("stroke-dasharray")) for line in picture.iter(f"{SVG}polyline")]
    assert sorted(dashed) == [False, True]
    assert len(list(picture.iter(f"{SVG}circle"))) == 13  # one of them in the legend


def luminance(colour: str) -> float:
    """The relative luminance of a colour, as WCAG counts it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        each / 12.92 if each <= 0.03928 else ((each + 0.055) / 1.055) ** 2.4 for each in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_the_two_colours_differ_in_grey_as_much_as_large_text_must() -> None:
    dark, light = sorted(map(luminance, COLOURS))
    assert (light + 0.05) / (dark + 0.05) >= 3


def test_the_alternative_text_holds_every_number_of_both_periods() -> None:
    chart = make_chart(MONTHS)
    assert chart is not None
    said = drawn(MONTHS).get("aria-label", "")
    assert said == f"Besøg: {chart.describe()}"
    assert drawn(MONTHS).findtext(f"{SVG}title") == "Besøg"
    assert "2018: januar 2018 1, februar 2018 2" in said
    assert "2017: januar 2018 2, februar 2018 4" in said


def test_excel_draws_what_the_others_draw_two_series_and_a_line_for_months() -> None:
    for table, kind in ((SITES, "barChart"), (MONTHS, "lineChart")):
        chart = zipfile.ZipFile(BytesIO(encode_table(table, "xlsx"))).read("xl/charts/chart1.xml").decode()
        assert f"<c:{kind}>" in chart
        assert chart.count("<c:ser>") == 2


def test_a_terminal_draws_both_periods_one_below_the_other_and_says_which() -> None:
    said = write(SITES, width=80)
    assert re.search(r"█ 2018\n.*▒ 2017", said)
    assert re.search(r"Nord +4 +2 +█+\n +▒+\n", said)


def test_no_bars_are_drawn_of_a_table_without_numbers() -> None:
    texts = Table("t", "T", "da", (Column("a", "A", "text", row=True),), (("x",),))
    assert add_chart(texts).chart is None
    assert draw_beside(texts) == []


@pytest.mark.parametrize("form", ["html", "docx", "svg"])
def test_a_chart_that_is_asked_for_stands_in_each_form_for_people(form: str) -> None:
    content = encode_table(MONTHS, form)
    if form == "docx":
        archive = zipfile.ZipFile(BytesIO(content))
        content = b"".join(archive.read(name) for name in archive.namelist() if name.endswith(".svg"))
    assert b"<polyline" in content


def test_a_number_stands_clear_of_the_line_that_comes_down_to_it() -> None:
    jagged = tuple((month, 20 + 20 * (at % 2)) for at, (month, *_rest) in enumerate(alone(MONTHS).body))
    picture = drawn(alone(MONTHS)._replace(body=(("2018-01", 0), *jagged[1:])))
    texts = [(text.text, float(text.get("y", "0"))) for text in picture.iter(f"{SVG}text")]
    points = [float(each.get("cy", "0")) for each in picture.iter(f"{SVG}circle")]
    low, high = sorted({round(y, 1) for y in points[1:]})[::-1]
    assert {round(y) for said, y in texts if said == "20"} >= {round(low + 21)}
    assert {round(y) for said, y in texts if said == "40"} >= {round(high - 9)}
    assert points[0] - 9 in [y for said, y in texts if said == "0"]  # below it are the months' names
