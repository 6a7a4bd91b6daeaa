"""The counting rules, each by data on which the naive version gives another figure."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

import pytest

from outreach_cli.api import Register
from outreach_cli.core.language import use_language
from outreach_cli.core.names import fold_case
from outreach_cli.populations.population import PAIRED_COLUMNS
from outreach_cli.populations.registry import POPULATIONS
from outreach_cli.records.municipalities import MUNICIPALITIES
from outreach_cli.reports.definitions.definition import BadReportError
from outreach_cli.reports.definitions.dimensions import DIMENSIONS
from outreach_cli.tables.cells import format_number, round_half_up
from outreach_cli.tables.table import Column

Row = dict[str, str | int | float | None]


def prepared(register: Register, *, citizens: int = 3) -> Register:
    """Two sites, an offer, a course, and citizens B1, B2, ..."""
    with register.change("prepare") as change:
        for site in ("Øst", "Vest"):
            change.add("site", site)
        change.add("offer", "Rygestop")
        change.add("programme", "Kursus", kind="course")
        for n in range(1, citizens + 1):
            change.register(f"B{n}", on="2018-01-01")
    return register


def contacts(register: Register, *logged: tuple[str, str, str | None]) -> None:
    with register.change("contact") as change:
        for citizen, day, site in logged:
            change.contact(citizen, on=day, site=site)


def row(rows: Iterable[Row], key: str, name: str | None) -> Row:
    return next(each for each in rows if each[key] == name)


def test_a_total_counts_a_citizen_in_two_units_once(register: Register) -> None:
    prepared(register)
    contacts(
        register, ("B1", "2018-02-01", "Øst"), ("B1", "2018-02-08", "Vest"), ("B2", "2018-02-08", "Vest")
    )
    table = register.report("conversations")
    assert [each["citizens"] for each in table.rows] == [1, 2]
    assert table.total is not None
    assert (table.total["citizens"], table.total["conversations"]) == (2, 3)
    assert any("1 borger indgår i flere rækker" in note for note in table.notes)


def test_two_conversations_in_one_month_are_two_conversations_and_one_citizen(register: Register) -> None:
    prepared(register)
    contacts(register, ("B1", "2018-02-01", "Øst"), ("B1", "2018-02-28", "Øst"))
    table = register.report("monthly", period="2018-02")
    assert [(each["month"], each["conversations"], each["citizens"]) for each in table.rows] == [
        ("2018-02", 2, 1)
    ]


def test_an_attempt_is_no_conversation_and_the_note_says_how_many(register: Register) -> None:
    prepared(register)
    contacts(register, ("B1", "2018-02-01", "Øst"))
    with register.change("contact") as change:
        change.contact("B2", on="2018-02-02", site="Øst", reached=False)
        change.contact("B2", on="2018-02-03", site="Øst", kind="visit")
    table = register.report("conversations")
    assert row(table.rows, "site", "Øst")["citizens"] == 1
    assert "1 forgæves kontakt er ikke talt med" in table.notes
    assert "1 anden kontakt end samtale er ikke talt med" in table.notes


def test_a_contact_without_a_site_stands_in_not_stated_before_the_total(register: Register) -> None:
    prepared(register)
    contacts(register, ("B1", "2018-02-01", None), ("B2", "2018-02-01", "Vest"))
    table = register.report("conversations")
    assert [each["site"] for each in table.rows] == ["Øst", "Vest", None]
    assert row(table.rows, "site", None)["conversations"] == 1


def test_a_site_without_anything_is_a_row_of_zeros_and_its_ratio_unknown(register: Register) -> None:
    prepared(register)
    contacts(register, ("B1", "2018-02-01", "Vest"))
    east = row(register.report("conversations").rows, "site", "Øst")
    assert (east["citizens"], east["conversations"], east["conversations_per_citizen"]) == (0, 0, None)


def test_both_ends_of_a_period_are_included(register: Register) -> None:
    prepared(register)
    contacts(
        register, *(("B1", day, "Øst") for day in ("2018-01-31", "2018-02-01", "2018-02-28", "2018-03-01"))
    )
    total = register.report("conversations", first="2018-02-01", last="28-02-2018").total
    assert total is not None
    assert total["conversations"] == 2


def test_a_status_dated_after_the_period_does_not_hold_at_its_end(register: Register) -> None:
    prepared(register)
    with register.change("status") as change:
        change.enrol("B1", "Kursus", on="2018-01-10")
        change.status("B1", "active", on="2018-01-10")
        change.status("B1", "completed", on="2018-06-01")
    shown = register.report("courses", first="2018-01-01", last="2018-05-31").rows
    assert row(shown, "status", "I gang med forløbet")["citizens"] == 1
    assert row(shown, "status", "Gennemført")["citizens"] == 0
    later = register.report("courses", first="2018-01-01", last="2018-06-01").rows
    assert row(later, "status", "Gennemført")["citizens"] == 1


def test_a_citizen_with_two_enrolments_counts_once_by_the_latest(register: Register) -> None:
    prepared(register)
    with register.change("status") as change:
        change.enrol("B1", "Kursus", on="2018-01-10")
        change.status("B1", "dropped_out", on="2018-02-01")
        change.enrol("B1", "Kursus", on="2018-03-01")
        change.status("B1", "completed", on="2018-05-01")
    table = register.report("courses", period="2018")
    assert table.total is not None
    assert table.total["citizens"] == 1
    assert row(table.rows, "status", "Gennemført")["citizens"] == 1
    assert (
        row(register.report("courses", period="2018-Q1", show_unknown=True).rows, "status", None)["citizens"]
        == 1
    )


def test_a_part_of_a_programme_belongs_to_the_whole(register: Register) -> None:
    prepared(register)
    with register.change("enrol") as change:
        change.add("programme", "Kursus, del 1", parent="Kursus")
        change.enrol("B1", "Kursus, del 1", on="2018-01-10")
        change.enrol("B2", "Kursus", on="2018-01-10")
    whole = register.report("courses").total
    part = register.report("courses", programme="Kursus, del 1").total
    assert whole is not None
    assert part is not None
    assert (whole["citizens"], part["citizens"]) == (2, 1)


def test_those_without_a_status_are_noted_and_shown_on_request(register: Register) -> None:
    prepared(register)
    with register.change("enrol") as change:
        change.enrol("B1", "Kursus", on="2018-01-10")
        change.status("B2", "active", programme="Kursus", on="2018-01-10")
    table = register.report("courses")
    assert [each["status"] for each in table.rows] == [
        "Gennemført",
        "I gang med forløbet",
        "Dropout",
        "Starter ikke på hold efter samtaleforløb",
    ]
    assert table.notes == ("1 borger uden registreret status indgår i I alt",)
    assert row(register.report("courses", show_unknown=True).rows, "status", None) == {
        "status": None,
        "citizens": 1,
        "share": 0.5,
    }


def test_an_empty_period_is_zeros_and_unknown_ratios(register: Register) -> None:
    prepared(register)
    contacts(register, ("B1", "2018-02-01", "Øst"))
    total = register.report("conversations", period="2017").total
    assert total == {
        "site": "I alt",
        "citizens": 0,
        "conversations": 0,
        "conversations_per_citizen": None,
        "referrals": 0,
    }


def test_a_month_without_anything_is_a_row_of_zeros(register: Register) -> None:
    prepared(register)
    contacts(register, ("B1", "2018-01-31", "Øst"), ("B1", "2018-03-01", "Øst"))
    rows = register.report("monthly", period="2018-01..2018-03").rows
    assert [(each["month"], each["conversations"]) for each in rows] == [
        ("2018-01", 1),
        ("2018-02", 0),
        ("2018-03", 1),
    ]


def test_monthly_covers_the_last_complete_month_unless_asked(register: Register) -> None:
    prepared(register)
    contacts(register, ("B1", "2019-02-28", "Øst"), ("B1", "2019-03-01", "Øst"))
    table = register.report("monthly")
    assert table.period == ("2019-02-01", "2019-02-28")
    assert [each["conversations"] for each in table.rows] == [1]


@pytest.mark.parametrize("earlier", ["contact", "enrolment", "attempt", "none"])
def test_a_citizen_is_new_only_without_earlier_contact_or_enrolment(register: Register, earlier: str) -> None:
    prepared(register)
    with register.change("earlier") as change:
        if earlier == "contact":
            change.contact("B1", on="2018-01-31", kind="visit")
        if earlier == "enrolment":
            change.enrol("B1", "Kursus", on="2018-01-31")
        if earlier == "attempt":
            change.contact("B1", on="2018-01-31", reached=False)
        change.contact("B1", on="2018-02-01")
        change.contact("B1", on="2018-02-15")
    (february,) = register.report("monthly", period="2018-02").rows
    assert february["new_citizens"] == (0 if earlier in ("contact", "enrolment") else 1)


def test_referrals_are_counted_not_persons(register: Register) -> None:
    prepared(register)
    with register.change("contact") as change:
        change.add("offer", "Motion")
        change.contact("B1", on="2018-02-01", site="Øst", refer_to=["Rygestop", "Motion"])
    assert row(register.report("conversations").rows, "site", "Øst")["referrals"] == 2


def test_a_total_ratio_is_the_ratio_of_the_totals(register: Register) -> None:
    prepared(register)
    contacts(
        register,
        *[("B1", "2018-02-01", "Øst")] * 3,
        ("B2", "2018-02-01", "Vest"),
        ("B3", "2018-02-01", "Vest"),
    )
    total = register.report("conversations").total
    assert total is not None
    assert total["conversations_per_citizen"] == pytest.approx(5 / 3)


def test_a_filter_leaves_only_what_it_names(register: Register) -> None:
    prepared(register)
    with register.change("prepare") as change:
        change.correct("site", "Øst", municipality="Aalborg")
        change.correct("site", "Vest", municipality="Aarhus")
    contacts(register, ("B1", "2018-02-01", "Øst"), ("B2", "2018-02-01", "Vest"))
    by_site = register.report("conversations", site=["Vest"])
    assert [each["site"] for each in by_site.rows] == ["Vest"]
    assert by_site.filters == {"site": ["Vest"]}
    by_municipality = register.report("conversations", municipality="Aalborg Kommune")
    assert by_municipality.total is not None
    assert by_municipality.total["citizens"] == 1
    assert "Kommune: Aalborg" in by_municipality.caption


def test_municipalities_stand_in_the_danish_alphabets_order(register: Register) -> None:
    with register.change("prepare") as change:
        for name in ("Aarhus", "Aalborg", "Roskilde", "Ærø", "Ishøj"):
            change.add("site", f"Sted i {name}", municipality=name)
    rows = register.report("conversations", by="municipality").rows
    assert [each["municipality"] for each in rows] == ["Ishøj", "Roskilde", "Ærø", "Aalborg", "Aarhus"]
    spelt = [name.casefold().replace("aa", "å") for name in MUNICIPALITIES.values()]
    assert spelt == sorted(spelt, key=lambda name: ["-abcdefghijklmnopqrstuvwxyzæøå".index(a) for a in name])
    assert len(MUNICIPALITIES) == 98


def test_months_can_be_split_by_site(register: Register) -> None:
    prepared(register)
    contacts(register, ("B1", "2018-01-31", "Øst"), ("B1", "2018-02-01", "Vest"))
    rows = register.report("monthly", period="2018-01..2018-02", by="site").rows
    assert [(each["month"], each["site"], each["conversations"]) for each in rows] == [
        ("2018-01", "Øst", 1),
        ("2018-01", "Vest", 0),
        ("2018-02", "Øst", 0),
        ("2018-02", "Vest", 1),
    ]


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [
        (Fraction(7, 40) * 100, 0, "18"),  # 17,5 % exactly
        (Fraction(5, 2), 0, "3"),  # 2,5 exactly; half to even would be 2
        (Fraction(1, 4), 1, "0,3"),
        (Fraction(366, 179), 1, "2"),
        (Fraction(60, 32), 1, "1,9"),
        (Fraction(5, 2), 2, "2,50"),
        (Fraction(1001, 10), 1, "100,1"),
        (Fraction(-1, 4), 1, "-0,3"),
        (3, 1, "3"),
        (Fraction(1, 200), 1, "0"),
    ],
)
def test_rounding_is_half_up_once(value: Fraction | int, decimals: int, shown: str) -> None:
    assert format_number(value, decimals) == shown


def test_a_half_is_exact_where_binary_floats_are_not() -> None:
    assert round_half_up(Fraction(1005, 1000), 2) == Fraction(101, 100)
    assert round(1.005, 2) == 1.0


def test_the_same_data_give_the_same_bytes(register: Register) -> None:
    prepared(register)
    contacts(register, ("B1", "2018-02-01", "Øst"))
    assert register.report("conversations").to_json() == register.report("conversations").to_json()


def test_an_exact_half_of_a_percent_goes_up_in_the_table(register: Register) -> None:
    prepared(register, citizens=40)
    with register.change("status") as change:
        for n in range(1, 41):
            change.enrol(f"B{n}", "Kursus", on="2018-01-01")
            change.status(f"B{n}", "completed" if n <= 7 else "active", on="2018-02-01")
    from outreach_cli.tables.markdown import write_tsv

    lines = write_tsv(register.report("courses", period="2018")).splitlines()
    assert "Gennemført\t7\t18%" in lines
    assert "I gang med forløbet\t33\t83%" in lines
    assert Column("share", "Andel", "percent").decimals == 0


def test_no_word_stands_for_two_choices_of_rows() -> None:
    called = [{fold_case(word) for word in (each.name, *each.label.both)} for each in DIMENSIONS.values()]
    assert sum(map(len, called)) == len(set().union(*called))


@pytest.mark.parametrize(
    ("measure", "said"),
    [
        ("sum kind in conversation", '"kind" is no number'),
        ("mean site in conversation", '"site" is no number'),
        ("sum date in conversation", '"date" is no number'),
        ("sum direction in health_change", '"direction" is no number'),
        ("mean latest_on in health_change", '"latest_on" is no number'),
        ("count conversation where kind is vist", 'kind is never "vist"; known: visit'),
        ("count reached where problem is drink", 'problem is never "drink"'),
        ("count barrier where state is opne", 'state is never "opne"; known: open'),
        ("count referral_standing where step is done", 'step is never "done"'),
    ],
)
def test_a_measure_that_could_only_give_nonsense_is_refused(
    register: Register, tmp_path: Path, measure: str, said: str
) -> None:
    report = tmp_path / "mine.toml"
    column = f'[[column]]\nkey = "n"\nlabel = "n"\nmeasure = "{measure}"\n'
    report.write_text(f'name = "mine"\ntitle = "x"\nrows = "municipality"\n{column}', encoding="utf-8")
    with use_language("en"), pytest.raises(BadReportError) as error:
        register.report(str(report), language="en")
    assert said in str(error.value)


@pytest.mark.parametrize("number", ["99999999999999999999999", "²"])
def test_a_number_that_no_register_holds_is_refused(register: Register, tmp_path: Path, number: str) -> None:
    report = tmp_path / "mine.toml"
    column = f'[[column]]\nkey = "n"\nlabel = "n"\nmeasure = "count conversation where minutes is {number}"\n'
    report.write_text(f'name = "mine"\ntitle = "x"\nrows = "site"\n{column}', encoding="utf-8")
    with use_language("en"), pytest.raises(BadReportError, match=r"mine\.toml: column 1, measure: minutes"):
        register.report(str(report))


@pytest.mark.parametrize("name", [name for name, each in POPULATIONS.items() if each.choices])
def test_a_populations_own_choices_are_columns_that_it_has(register: Register, name: str) -> None:
    population = POPULATIONS[name]
    columns = {row[1] for row in register.connection.execute(f"PRAGMA table_info({population.view})")}
    added = {*(PAIRED_COLUMNS if population.paired else ())}
    added |= {population.tally.column} if population.tally else set()
    assert population.choices.keys() <= columns | added
