"""Every door checks: settings from a file, a second CPR number, odd digits, periods of three ends."""

from __future__ import annotations

from pathlib import Path

import pytest

from outreach_cli.api import Register
from outreach_cli.core.errors import BadValueError, UnknownNumberError
from outreach_cli.core.language import use_language
from outreach_cli.core.lost_values import LikeLostError
from outreach_cli.core.periods import NotAPeriodError, read_period
from outreach_cli.exchange.cpr_column import CprColumn
from outreach_cli.exchange.import_options import ImportOptions, choose_creatable
from outreach_cli.exchange.import_session import ImportSession, take_sources
from outreach_cli.exchange.readers.sources import SourceFile
from outreach_cli.privacy.cpr_keys import CprKeys
from outreach_cli.records.registry import RECORDS
from outreach_cli.register.merge import carry_out, plan
from tests.bulk import problems_of, take_text


def test_settings_from_a_file_are_held_to_what_they_may_be(register: Register) -> None:
    head = "setting,value\n"
    assert problems_of(register, "settings", head + "access_log_months,abc\n") == [
        '2: value: not a whole number ("abc")'
    ]
    assert problems_of(register, "settings", head + "languag,da\n") == [
        '2: setting: unknown setting, did you mean "language"? ("languag")'
    ]
    assert take_text(register, "settings", head + "language,Engelsk\n").startswith("imported 0, corrected 1")
    assert register.read_setting("language") == "en"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("languag", 'unknown setting{}did you mean "language"'),
        ("xyz", "unknown setting{}known: language, municipality, access_log_months"),
        ("indstil sproge", 'ukendt indstilling{}mente du "sprog"'),
    ],
)
def test_an_unknown_setting_is_told_alike_by_a_command_and_of_a_file(
    outreach, tmp_path: Path, typed: str, said: str
) -> None:
    language, name = "da" if " " in typed else "en", typed.rsplit(maxsplit=1)[-1]
    (tmp_path / "settings.csv").write_text(f"setting,value\n{name},da\n", encoding="utf-8")
    outreach("init")
    told = [
        outreach("--lang", language, *words)
        for words in (("set", name, "da"), ("import", "settings", "settings.csv"))
    ]
    assert [done.returncode for done in told] == [3, 3]
    by_command, of_file = (done.stderr.lower() for done in told)
    assert said.format(f' ("{name}")\n') in by_command
    assert said.format(", ") in of_file


def test_settings_are_read_by_their_words_in_either_language_at_every_door(register: Register, typed) -> None:
    said = "setting,value\nsprog,engelsk\nHenvisning-dage,40\nopfoelgning dage,90\n"
    assert take_text(register, "settings", said).startswith("imported 2, corrected 1")
    with register.change("set") as change:
        change.set("stille_efter_dage", "60")
        change.correct("setting", "henvisning_dage", value="41")
    assert take_text(register, "settings", said).startswith("imported 0, corrected 0, unchanged 3")
    found = {str(each["setting"]): each["value"] for each in register.records("settings")}
    assert found == {
        "language": "en",
        "referral_days": "41",
        "follow_up_days": "90",
        "silent_after_days": "60",
    }
    listed = typed("liste indstillinger --where indstilling=henvisning_dage --format csv").out
    assert listed.splitlines()[1].endswith(",referral_days,41")
    assert typed("liste indstillinger --where indstilling=kommune --format csv").out == "id,setting,value\n"
    with use_language("da"):
        assert "henvisning_dage" in typed("liste indstillinger").out


@pytest.mark.parametrize("verb", ["add", "correct", "set"])
def test_settings_from_a_script_are_held_to_what_they_may_be(register: Register, verb: str) -> None:
    with register.change("set") as change:
        change.set("access_log_months", "12")
        verbs = {
            "add": lambda: change.add("setting", "municipality", value="Atlantis"),
            "correct": lambda: change.correct("setting", "access_log_months", value="abc"),
            "set": lambda: change.set("access_log_months", "abc"),
        }
        with pytest.raises(BadValueError):
            verbs[verb]()
    assert register.read_setting("access_log_months") == "12"


@pytest.mark.parametrize("name", ["NaN", "#N/A", "#VÆRDI!", "1.2E+10", "#MISSING!"])
def test_no_name_is_taken_that_an_import_takes_for_a_lost_value(register: Register, name: str) -> None:
    assert problems_of(register, "sites", f"site\n{name}\n") != []
    with register.change("add") as change:
        with pytest.raises(LikeLostError):
            change.add("site", name)
        with pytest.raises(LikeLostError):
            change.add("site", "North", kind=name)
        change.add("site", "Nancy")


def cpr_problems(register: Register, text: str) -> list[str]:
    path = register.path.parent / "citizens.csv"
    path.write_text(text)
    with register.change("import") as change:
        bulk = ImportSession(change, ImportOptions(choose_creatable(True)))
        column = CprColumn(bulk, "cpr", CprKeys(register.connection, b"k" * 32))
        take_sources(bulk, [SourceFile(RECORDS["citizen"], str(path))], column)
        return [
            " ".join((f"{each.line}: {each.reason}", each.value)).strip() for each in bulk.done.problems.kept
        ]


def test_a_row_with_a_cpr_number_that_lacks_a_field_is_told(register: Register) -> None:
    told = ["3: the row has 1 fields where the heading has 3"]
    assert cpr_problems(register, "cpr,registered_on,citizen\n010150-1234,2018-01-01,K-1\n995012\n") == told
    told = ["3: the row has 1 fields where the heading has 2 K-2"]
    assert cpr_problems(register, "citizen,cpr\nK-1,010150-1234\nK-2\n") == told


def test_one_code_has_one_cpr_number(register: Register) -> None:
    two = "citizen,cpr\nK-1,010150-1234\nk-1,020250-1234\n"
    said = ["3: the citizen has another CPR number already"]
    assert cpr_problems(register, two) == said
    assert cpr_problems(register, "citizen,cpr\nK-1,010150-1234\n") == []
    assert cpr_problems(register, "citizen,cpr\nK-1,030350-1234\n") == [said[0].replace("3:", "2:")]


def test_a_cpr_number_beside_the_name_that_was_merged_away_is_the_same_citizens(register: Register) -> None:
    assert cpr_problems(register, "citizen,cpr\nK-1,010150-1234\nK-2,020250-1234\n") == []
    with register.change("merge") as change:
        carry_out(change, plan(change.finder, "K-1", "K-2"))
    assert cpr_problems(register, "citizen,cpr\nK-2,020250-1234\nK-2,010150-1234\n") == []


@pytest.mark.parametrize("word", ["²", "①", "٣", "-1", "1.0", "9" * 30])
def test_a_number_in_odd_digits_names_no_record(register: Register, word: str) -> None:
    with register.change("contact") as change:
        change.register("A", on="2018-01-01")
        change.contact("A", on="2018-02-01")
        with pytest.raises(UnknownNumberError):
            change.correct("contact", word, minutes=5)


@pytest.mark.parametrize(
    "command",
    [
        "report conversations --as-of ²",
        "report conversations --compare-with ²",
        "report conversations --suppress ²",
        "report conversations --round ²",
        "list contacts --as-of ²",
        "report ./mine.toml",
    ],
)
def test_a_number_in_odd_digits_is_refused_in_one_line(typed, tmp_path: Path, command: str) -> None:
    typed("init")
    text = 'name = "mine"\ntitle = "Mine"\nrows = "site"\n[[column]]\nkey = "citizens"\nlabel = "x"\n'
    (tmp_path / "mine.toml").write_text(text + 'measure = "count contact / ²"\n')
    said = typed(command.replace("./", f"{tmp_path}/"))
    assert (said.code in (2, 3), said.err.startswith("Error: ")) == (True, True), said


@pytest.mark.parametrize("text", ["2017..2018..2019", "2017..2018..", "..2018..2019", "2017....2018"])
def test_a_period_has_two_ends(text: str) -> None:
    with pytest.raises(NotAPeriodError):
        read_period(text)
