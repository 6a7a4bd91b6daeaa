"""A report of one's own: what its measures and conditions count, and what is told of one that cannot be."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from outreach_cli.api import Register
from outreach_cli.core.errors import BadValueError, RefusedError, WrongUsageError
from outreach_cli.core.language import use_language
from outreach_cli.reports.definitions.definition import BadReportError
from outreach_cli.reports.definitions.keys import EXAMPLE
from outreach_cli.reports.run import UnpublishableError


def write(path: Path, *measures: str, head: str = 'rows = "site"', more: str = "") -> str:
    """A report with a column for each measure, a, b, c and so on; `more` ends the last one."""
    columns = [
        f'[[column]]\nkey = "{key}"\nlabel = "{key}"\nmeasure = {measure!r}\n'
        for key, measure in zip("abcdefgh", measures, strict=False)
    ]
    file = path / "mine.toml"
    file.write_text(f'name = "mine"\ntitle = "Mine"\n{head}\n{"".join(columns)}{more}', encoding="utf-8")
    return str(file)


@pytest.fixture
def worked(register: Register) -> Register:
    """Three citizens: A met four times, B twice, C once, in 2018."""
    with register.change("fill") as change:
        change.add("site", "Uddannelseshuset")
        change.add("site", "Nord")
        change.add("offer", "Rygestop")
        change.add("worker", "SPL-1", role="sygeplejerske")
        change.register("A", on="2018-01-01", sex="f", birth_year=1990, problems="alcohol|drugs")
        change.register("B", on="2018-01-01", sex="m", birth_year=1950)
        change.register("C", on="2018-01-01")
        for day, minutes in ((1, 10), (2, 30), (3, 45), (4, None)):
            change.contact("A", on=f"2018-02-0{day}", site="Nord", minutes=minutes, worker="SPL-1")
        change.contact("B", on="2018-01-02", site="Uddannelseshuset", minutes=20)
        change.contact("B", on="2018-03-01", site="Uddannelseshuset", minutes=30)
        change.contact("C", on="2018-03-02", site="Uddannelseshuset", kind="visit", minutes=60)
        change.refer("A", "Rygestop", on="2018-02-01")
        change.refer("A", "Rygestop", on="2018-03-01", outcome="started", outcome_date="2018-03-11")
        change.refer("B", "Rygestop", on="2018-03-01", outcome="started", outcome_date="2018-03-15")
        change.refer("C", "Rygestop", on="2018-03-01", outcome="no_show", outcome_date="2018-03-05")
    return register


def total(register: Register, file: str, **asked: str) -> dict[str, object]:
    found = register.report(file, language="en", **asked).total  # type: ignore[arg-type]
    assert found is not None
    return dict(found)


@pytest.mark.parametrize(
    ("condition", "number"),
    [
        ("site is Nord", 4),
        ("site is not nord", 3),
        ("Enhed is 'Uddannelseshuset' or Nord", 7),
        ("kind is Besøg", 1),
        ("Kontakttype is Visit", 1),
        ("minutes is more than 30", 2),
        ("minutes is at least 30", 4),
        ("Minutter is less than 30", 2),
        ("minutes is at most 2000", 6),
        ("minutes is not at least 30", 3),
        ("minutes is at most 1 440", 6),
        ("minutes is less than 1 000", 6),
        ("minutes is 30 or unknown", 3),
        ("minutes is ukendt", 1),
        ("minutes is known", 6),
        ("date is 2.1.2018", 1),
        ("date is 2. januar 2018 or 2018-03-01", 2),
        ("Dato is after 4/2 2018", 2),
        ("date is before 2018-02-02", 2),
        ("sex is Kvinde", 4),
        ("sex is unknown", 1),
        ("problems is alkohol", 4),
        ("problems is not alcohol", 3),
        ("age is at least 60", 2),
        ("Alder is less than 60", 4),
        ("role is sygeplejerske", 4),
        ("reached is ja", 7),
        ("site is Nord and minutes is known and sex is f", 3),
    ],
)
def test_a_condition_counts_what_it_says(
    worked: Register, tmp_path: Path, condition: str, number: int
) -> None:
    file = write(tmp_path, f"count meeting where {condition}", head='rows = "month"')
    assert total(worked, file, period="2018")["a"] == number


@pytest.mark.parametrize("said", ["2-4", "'2-4 møder'", "'2–4 møder'", "2–4", "'2-4 meetings'"])
def test_a_band_is_said_with_either_dash(worked: Register, tmp_path: Path, said: str) -> None:
    file = write(tmp_path, f"distinct citizen in dose where band is {said}", head='rows = "month"')
    assert total(worked, file, period="2018")["a"] == 2


def test_an_age_is_no_band_without_its_dash(worked: Register) -> None:
    assert worked.report("conversations", period="2018", age="18–24", language="en").filters == {
        "age": ["18–24"]
    }
    with use_language("en"), pytest.raises(BadValueError, match="unknown age band"):
        worked.report("conversations", period="2018", age="1824")
    with use_language("en"), pytest.raises(BadValueError) as error:
        worked.report("conversations", period="2018", age="17", language="en")
    assert "0-17, 18-24, 25-29" in str(error.value.give_advice())


@pytest.mark.parametrize(
    ("measure", "told"),
    [
        ("count meeting where site is Uddannelsehuset", "Uddannelseshuset"),
        ("count meeting where role is sygeplejersk", "sygeplejerske"),
        ("count meeting where minuttes is 30", "minutes"),
        ("count meeting where kind is vist", "visit"),
        ("count meeting where minutes is many", "minutes"),
        ("count meeting where date is 30.2.2018", "date"),
        ("count meeting where date is more than 3", "date"),
        ("count meeting where minutes is before 2018-01-01", "minutes"),
        ("count meetings_held", "meeting"),
        ("mean holds_from in referral_standing", "holds_from"),
        ("sum site in meeting", "site"),
        ("median sex in meeting", "sex"),
        ("value status of course_standing", "course_standing"),
        ("mean days from date to minutes in meeting", "minutes"),
        ("distinct citizen with 4 to 2 in meeting", "4"),
        ("distinct citizen with at least 0 in meeting", "at least 0"),
        ("count meeting where minutes is at least 10 or 20", "one value"),
        ("count meeting where minutes is more than 1.000", "1000"),
        ("count meeting where problems is alcoho", "Alkohol"),
        ("count meeting where worker is Nobody", "Nobody"),
        ("distinct citizen in dose where band is 24", "2-4"),
        ("distinct citizen in dose where band is '24 meetings'", "2–4 meetings"),
        ("mean", "count POPULATION"),
    ],
)
def test_a_measure_that_cannot_be_is_told_by_file_column_and_what_was_expected(
    worked: Register, tmp_path: Path, measure: str, told: str
) -> None:
    file = write(tmp_path, "count meeting", measure)
    with use_language("en"), pytest.raises(BadReportError) as error:
        worked.report(file, language="en")
    assert error.value.exit_code == 3
    assert str(error.value).startswith("mine.toml: column 2, measure: ")
    assert str(error.value).endswith("(line 11)")
    assert told in str(error.value)


@pytest.mark.parametrize(
    ("measures", "head", "more", "told"),
    [
        (["count meeting"], 'rows = "site"', 'show = "percent"', "column 1, show"),
        (["mean minutes in meeting"], 'rows = "site"', 'show = "percent"', "column 1, show"),
        (
            ["count meeting", "count referral", "a / b"],
            'rows = "site"',
            'show = "percent"',
            "column 3, measure",
        ),
        (["count meeting", "a / 2"], 'rows = "site"', 'show = "percent"', "column 2, measure"),
        (["mean minutes in meeting", "share of a"], 'rows = "site"', "", "column 2, measure"),
        (["count meeting", "a / c", "b + 1"], 'rows = "site"', "", "computed from itself"),
        (["count meeting", "a / z"], 'rows = "site"', "", '"z"'),
        (["count meeting"], 'rows = ["site", "site"]', "", '"site" stands twice'),
        (
            ["count meeting"],
            'rows = "site"',
            '[[column]]\nkey = "a_change"\nlabel = "C"\nmeasure = "count referral"',
            "column 2, key",
        ),
        (["count meeting"], 'rows = ["site", "enhed"]', "", '"enhed" stands twice'),
        (["count meeting", "share of b"], 'rows = "site"', "", "computed from itself"),
        (["5 / 2", "3"], 'rows = "site"', "", "column that counts something"),
        (["count meeting"], 'rows = "site"', 'show = "nothing"', "column that is shown"),
        (["count meeting"], 'rows = "site"\nperiod = "last mont"', "", "mine.toml: period: "),
        (["count form"], 'rows = "site"\nscale = "who"', "", "mine.toml: scale: "),
        (
            ["count meeting", "count referral"],
            'rows = "offer"',
            "",
            'kind, sex, role, problem is expected, not "offer"',
        ),
        (
            ["count referral"],
            'rows = ["offer", "kind"]',
            "",
            "mine.toml: rows: one of site, programme, offer, ",
        ),
        (["count meeting"], 'rows = "site"\nacross = "tilbud"', "", "mine.toml: across: one of site, "),
    ],
)
def test_what_is_no_share_no_part_or_twice_is_an_error_in_the_file(
    worked: Register, tmp_path: Path, measures: list[str], head: str, more: str, told: str
) -> None:
    file = write(tmp_path, *measures, head=head, more=more)
    with use_language("en"), pytest.raises(BadReportError) as error:
        worked.report(file, language="en")
    assert told in str(error.value)


def test_medians_extremes_and_days_between_two_days(worked: Register, tmp_path: Path) -> None:
    begun = "referral where outcome is started"
    file = write(
        tmp_path,
        "median minutes in meeting",
        "min minutes in meeting",
        "max minutes in meeting",
        f"median days from date to outcome_date in {begun}",
        f"mean days from date to outcome_date in {begun}",
        "max date in meeting",
    )
    assert total(worked, file, period="2018") | {"site": ""} == {
        "site": "",
        "a": 30,
        "b": 10,
        "c": 60,
        "d": 12,
        "e": 12,
        "f": "2018-03-02",
    }
    north = worked.report(file, period="2018", language="en").rows[1]
    assert (north["a"], north["b"], north["d"]) == (30, 10, None)


def test_whatever_a_column_counts_of_those_who_look_alike_is_traced(worked: Register, tmp_path: Path) -> None:
    with worked.change("twins") as change:
        change.register("AB-1", on="2018-01-01")
        change.register("AB-01", on="2018-01-01")
    file = write(tmp_path, "distinct alike in flaw", head='rows = "check"')
    assert total(worked, file, period="2018")["a"] == 2
    traced = worked.report(file, period="2018", traced=("I alt", "a"))
    assert sorted(str(row["alike"]) for row in traced.rows) == ["AB-01", "AB-1"]


@pytest.mark.parametrize(("field", "keys"), [("kind", ["kind"]), ("date", ["date", "citizen"])])
def test_a_trace_says_whose_a_thing_is_only_where_it_is_of_one(
    worked: Register, tmp_path: Path, field: str, keys: list[str]
) -> None:
    with worked.change("more") as change:
        for number in (1, 2):
            change.register(f"T{number}", on="2019-01-01")
            change.contact(f"T{number}", on=f"2019-01-0{number}")
    file = write(tmp_path, f"distinct {field} in conversation")
    traced = worked.report(file, period="2019", traced=("I alt", "a"))
    assert [column.key for column in traced.columns] == [*keys, "records", "first", "latest", "numbers"]
    assert {str(row["citizen"]) for row in traced.rows if "citizen" in row} == (
        {"T1", "T2"} if keys[1:] else set()
    )


def test_persons_are_counted_by_how_often_something_happened(worked: Register, tmp_path: Path) -> None:
    file = write(
        tmp_path,
        "distinct citizen in meeting",
        "distinct citizen with at least 3 in meeting",
        "distinct citizen with 1 to 2 in meeting",
        "b / a",
        more='show = "percent"',
    )
    assert total(worked, file, period="2018") == {"site": "Total", "a": 3, "b": 1, "c": 2, "d": 1 / 3}
    traced = worked.report(file, period="2018", language="en", traced=("Total", "b"))
    assert [row["citizen"] for row in traced.rows] == ["A"]


def test_a_column_is_computed_from_computed_ones_and_from_numbers(worked: Register, tmp_path: Path) -> None:
    file = write(
        tmp_path, "sum minutes in meeting", "count meeting", "a / 60", "c / b", "b * 2", "e - b", "f + 0.5"
    )
    table = worked.report(file, period="2018", language="en")
    assert table.foot == ("Total", 195, 7, Fraction(13, 4), Fraction(13, 28), 14, 7, Fraction(15, 2))


def test_a_percentage_may_be_of_a_sum_and_of_what_is_left(worked: Register, tmp_path: Path) -> None:
    long, short = (
        "count meeting where minutes is at least 30",
        "count meeting where minutes is less than 30",
    )
    file = write(tmp_path, long, short, "a + b", "a / c", more='show = "percent"\n')
    assert total(worked, file, period="2018")["d"] == 2 / 3
    file = write(tmp_path, "count meeting", long, "a - b", "c / a", more='show = "percent"\n')
    assert total(worked, file, period="2018")["d"] == 3 / 7
    several = [f"distinct citizen in meeting where kind is {kind}" for kind in ("visit", "conversation")]
    for measures in ([*several, "a + b", "a / c"], ["count meeting", "count referral", "a - b", "c / a"]):
        with pytest.raises(BadReportError):
            total(worked, write(tmp_path, *measures, more='show = "percent"\n'))


def test_a_file_may_spread_its_first_column_out(worked: Register, tmp_path: Path) -> None:
    head = 'rows = "site"\nacross = "måned"'
    file = write(tmp_path, "count meeting", "count referral", head=head)
    table = worked.report(file, period="2018-01..2018-03", language="en")
    assert [column.key for column in table.columns] == ["site", "2018-01", "2018-02", "2018-03", "total"]
    assert table.total == {"site": "Total", "2018-01": 1, "2018-02": 4, "2018-03": 2, "total": 7}
    asked = worked.report(file, period="2018", across="sex", column="b", language="en")
    assert [column.key for column in asked.columns] == ["site", "f", "m", "x", "unknown", "total"]
    named = worked.report(file, period="2018-01..2018-03", column="b", language="en")
    assert (named.title.rpartition(" – ")[2], named.columns[-1].key) == ("b", "total")
    with pytest.raises(WrongUsageError, match="--across"):
        worked.report(file, period="2018", by="month", column="b")
    for gives_way in ({"against": "previous"}, {"by": "month"}):
        table = worked.report(file, period="2018", language="en", **gives_way)  # type: ignore[arg-type]
        assert (table.total or {})["a"] == 7
    assert len(worked.report(file, period="2018", traced=("Nord", "a")).rows) == 4


@pytest.mark.parametrize(("across", "told"), [("site", "stands twice"), ("mont", "month"), ("", "a text")])
def test_a_field_that_a_column_cannot_be_spread_out_over_is_told(
    worked: Register, tmp_path: Path, across: str, told: str
) -> None:
    file = write(tmp_path, "count meeting", head=f'rows = "site"\nacross = "{across}"')
    with use_language("en"), pytest.raises(BadReportError) as error:
        worked.report(file, language="en")
    assert str(error.value).startswith("mine.toml: across: ")
    assert told in str(error.value)


def test_a_column_may_say_a_number_that_nothing_was_counted_for(worked: Register, tmp_path: Path) -> None:
    file = write(tmp_path, "count meeting", "2.5", "a / b", head='rows = "Enhed"')
    table = worked.report(file, period="2018", language="en")
    assert table.foot == ("Total", 7, Fraction(5, 2), Fraction(14, 5))
    assert worked.report(file, period="2018", across="month", column="c", language="en").foot is not None
    for asked in ({"across": "month", "column": "b"}, {"traced": ("Total", "b")}):
        with use_language("en"), pytest.raises(RefusedError, match="nothing was counted for it"):
            worked.report(file, period="2018", **asked)


def test_a_report_without_a_counted_column_to_show_is_traced_and_spread_out_or_refused(
    worked: Register, tmp_path: Path
) -> None:
    file = write(tmp_path, "count meeting", "a / 2")
    text = Path(file).read_text(encoding="utf-8")
    asked = text.replace("measure = 'count meeting'", "measure = 'count meeting'\nshow = 'nothing'")
    Path(file).write_text(asked, encoding="utf-8")
    traced = worked.report(file, period="2018", language="en", traced=("Total", None))
    assert len(traced.body) == 7
    days = write(tmp_path, "max date in meeting")
    with use_language("en"), pytest.raises(RefusedError, match="numbers to be spread out"):
        worked.report(days, period="2018", across="month")


def test_a_column_that_names_the_rows_stands_once(worked: Register) -> None:
    with worked.change("projects") as change:
        change.add("project", "P", municipality="Aalborg")
    table = worked.report("projects", by="municipality", language="en")
    keys = [column.key for column in table.columns]
    assert len(keys) == len(set(keys))


def test_a_row_that_several_records_would_share_shows_none_of_them(worked: Register) -> None:
    with worked.change("projects") as change:
        change.add("project", "P", municipality="Aalborg", owner="X", aim="health")
        change.add("project", "Q", municipality="Aalborg", owner="Y", aim="health")
    (row,) = worked.report("projects", by="municipality", language="en").rows
    assert (row["owner"], row["aim"]) == (None, None)


def test_a_file_that_notepad_wrote_is_read(worked: Register, tmp_path: Path) -> None:
    file = Path(write(tmp_path, "count meeting"))
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    assert total(worked, str(file), period="2018")["a"] == 7


def test_the_example_of_the_manual_runs_and_uses_keys_that_there_are(
    worked: Register, tmp_path: Path
) -> None:
    file = tmp_path / "visits.toml"
    file.write_text(EXAMPLE, encoding="utf-8")
    assert total(worked, str(file), period="2018") == {
        "site": "Total",
        "month": "",
        "citizens": 1,
        "often": 0,
        "share_often": 0,
        "long": 1,
        "median_minutes": 30,
    }
    assert worked.report(str(file), period="2018", language="en").notes[-1] == "2 referrals were begun"


def test_json_has_each_rows_codes_beside_the_rows(worked: Register) -> None:
    by_sex = worked.report("conversations", by="sex", period="2018", language="da").to_dict()
    assert by_sex["row_keys"] == [["f"], ["m"], ["x"], [None]]
    by_site = worked.report("conversations", period="2018", language="da").to_dict()
    assert by_site["row_keys"] == [["Uddannelseshuset"], ["Nord"], [None]]


def test_a_report_of_those_known_can_be_published_one_of_a_named_citizen_cannot(
    worked: Register, tmp_path: Path
) -> None:
    known = write(tmp_path, "count form where citizen is known")
    assert not worked.report(known).tells_of_persons
    assert "Nothing had to be hidden" in worked.report(known, suppress=5, language="en").notes[0]
    named = write(tmp_path, "count meeting where citizen is A")
    assert worked.report(named).tells_of_persons
    with pytest.raises(UnpublishableError):
        worked.report(named, suppress=5)
