"""Danish to type: each command, option, kind, report, value and topic has its word beside the English one."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import CompletedProcess

import click
import pytest

from outreach_cli.cli import build_tree
from outreach_cli.commands.registry import ENTRIES
from outreach_cli.console.danish_lines import translate_lines
from outreach_cli.console.danish_words import (
    COMMANDS,
    DAY_OPTIONS,
    OPTIONS,
    VALUES,
    find_english,
    list_danish_flags,
)
from outreach_cli.console.kind_group import KindGroup
from outreach_cli.console.parameters import LazyType, Option
from outreach_cli.console.session import CommandSession
from outreach_cli.console.topics import TOPICS, find_topic
from outreach_cli.core.days import read_day
from outreach_cli.core.language import use_language
from outreach_cli.core.names import fold_case, fold_spelling
from outreach_cli.core.periods import read_period
from outreach_cli.exchange.columns import list_headings
from outreach_cli.records.choices import Choice, MultipleChoice
from outreach_cli.records.record import Record
from outreach_cli.records.registry import RECORDS, find_record
from outreach_cli.records.settings import SETTING_NAME, SETTINGS
from outreach_cli.records.team import WEEKDAY
from outreach_cli.reports.definitions.reader import find_definition, list_builtin
from outreach_cli.reports.definitions.report_words import REPORT_WORDS, find_report_name
from tests.conftest import Typed
from tests.worked import make_worked

pytestmark = pytest.mark.slow


def commands() -> Iterator[click.Command]:
    """Every command, those of a kind of record too, and the program itself."""
    group = build_tree()
    context = click.Context(group, info_name="outreach")
    yield group
    for name in ENTRIES:
        command = group.get_command(context, name)
        assert command is not None
        yield command
        if isinstance(command, KindGroup):
            yield from (command.get_command(context, kind) for kind in command.kinds)


EVERY = list(commands())
CHOICES = {
    f"{record.kind} {field.flag}": kind
    for record in RECORDS.values()
    for field in record.fields
    if isinstance(kind := field.type.choice if isinstance(field.type, MultipleChoice) else field.type, Choice)
} | {"plan --weekday": WEEKDAY}


def test_every_command_has_a_danish_word() -> None:
    assert COMMANDS.keys() == ENTRIES.keys()


def test_every_option_has_a_danish_word_and_no_word_is_left_over() -> None:
    there = {flag for each in EVERY for param in each.params for flag in getattr(param, "opts", ())}
    there |= {"--help"}
    danish_flags = {*list_danish_flags(OPTIONS), *list_danish_flags(DAY_OPTIONS, DAY_OPTIONS)}
    english = {flag for flag in there if flag.startswith("--") and flag not in danish_flags}
    english |= {flag for flag, danish in OPTIONS.items() if flag in danish}
    assert english == OPTIONS.keys()


def test_every_report_setting_and_value_of_an_option_has_a_danish_word() -> None:
    assert REPORT_WORDS.keys() == {*list_builtin(), "all"}
    assert SETTING_NAME.values.keys() == SETTINGS.keys()
    values = set()
    for param in (param for each in EVERY for param in each.params):
        kind = param.type.made() if isinstance(param.type, LazyType) else param.type
        if isinstance(kind, click.Choice):
            values |= set(kind.choices)
    assert VALUES.keys() == values


def clashes(words: Iterator[tuple[str, str]]) -> list[tuple[str, str, str]]:
    """The words that stand for two things of one place: the word, the one and the other."""
    owner: dict[str, str] = {}
    return [
        (word, of, owner[word])
        for word, of in ((fold_spelling(word), of) for word, of in words)
        if owner.setdefault(word, of) != of
    ]


@pytest.mark.parametrize("table", [COMMANDS, REPORT_WORDS], ids=["commands", "reports"])
def test_no_word_stands_for_two(table: dict[str, tuple[str, ...]]) -> None:
    assert clashes((word, name) for name, words in table.items() for word in (name, *words)) == []


def test_no_flag_stands_for_two_options_of_a_command() -> None:
    for each in EVERY:
        words = ((flag, str(param.name)) for param in each.params for flag in param.opts)
        assert (each.name, clashes(words)) == (each.name, [])


def test_no_name_stands_for_two_kinds_and_no_shorter_word_for_two() -> None:
    assert clashes((word, each.kind) for each in RECORDS.values() for word in each.names) == []
    shorter = ((word, each) for each in RECORDS.values() for word in {*each.words} - {*each.names})
    assert clashes((word, each.kind) for word, each in shorter) == []


@pytest.mark.parametrize("place", CHOICES)
def test_each_value_of_a_field_is_read_by_its_danish_word_with_and_without_danish_letters(place: str) -> None:
    choice = CHOICES[place]
    for key in choice.values:
        word = choice.find_danish_word(key)
        assert " " not in word
        assert [choice.read(said) for said in (key, word, fold_spelling(word), word.upper())] == [key] * 4


PROPOSED = {
    "contact --kind": {"samtale": "conversation", "besoeg": "visit", "raadgivning": "counselling"},
    "referral --outcome": {"afslaaet-af-borgeren": "declined_by_citizen", "gennemfoert": "completed"},
    "status --status": {"i-gang": "active", "starter-ikke": "not_starting_group"},
    "citizen --sex": {"kvinde": "f", "mand": "m", "andet": "x"},
    "consent --purpose": {"deling": "sharing", "kontakt": "contact"},
    "project --aim": {"begge": "both"},
    "programme --kind": {"aaben": "open", "hold": "group"},
    "plan --weekday": {"tir": "tue", "loer": "sat", "søndag": "sun"},
}


@pytest.mark.parametrize("place", PROPOSED)
def test_the_words_that_a_dane_would_type_are_read(place: str) -> None:
    assert {said: CHOICES[place].read(said) for said in PROPOSED[place]} == PROPOSED[place]


def test_kinds_topics_days_and_periods_are_read_without_danish_letters() -> None:
    assert [find_record(word).kind for word in ("moedegange", "vagt", "dubletter", "offentliggoerelse")] == [
        *("session", "presence", "doublet", "publication")
    ]
    assert find_topic("oversigt") == "reference"
    assert {find_topic(label.da) for label in TOPICS.values()} == TOPICS.keys()
    assert read_day("i gaar") == read_day("i går")
    for plain, danish in (("sidste maaned", "sidste måned"), ("i aar", "i år"), ("2018-U07", "2018-W07")):
        assert read_period(plain) == read_period(danish)


def parsed(line: str) -> tuple[str, dict[str, object]]:
    """The command that a line calls and what it is given, as it reaches the command."""
    group = build_tree()
    words = shlex.split(re.split(r" (?:\||>+|&&) ", line)[0])[1:]
    with group.make_context("outreach", words, obj=CommandSession(no_input=True)) as context:
        rest = [*context._protected_args, *context.args]
        _name, command, rest = group.resolve_command(context, rest)
        if isinstance(command, KindGroup):
            _name, command, rest = command.resolve_command(context, rest)
        assert command is not None
        with command.make_context(str(command.name), rest, parent=context) as inner:
            return str(command.name), inner.params


def read(command: str, params: dict[str, object]) -> dict[str, object]:
    """The parameters with the values of fields and a report read, so that a word and its key are one."""
    found = dict(params)
    if "report" in found:
        found["report"] = find_report_name(str(found["report"]))
    for name, value in params.items():
        for place, choice in CHOICES.items():
            if place.endswith("--" + name.replace("_", "-")) or place == f"{command} --{name}":
                values = value if isinstance(value, tuple) else (value,)
                keys = {key: key for key in choice.values} | {
                    choice.find_danish_word(key): key for key in choice.values
                }
                if all(each in keys for each in values):
                    found[name] = tuple(keys[str(each)] for each in values)
    return found


EXAMPLES = sorted(
    {example for each in EVERY for example in getattr(each, "examples", ()) if "other-" not in example}
)


@pytest.mark.parametrize("line", EXAMPLES)
def test_an_example_in_danish_is_the_same_as_in_english(line: str) -> None:
    with use_language("da"):
        danish = translate_lines(line)
    english_words = [word for word in danish.split() if word.startswith("--") and word in OPTIONS]
    assert [word for word in english_words if word not in OPTIONS[word]] == []
    name, given = parsed(line)
    said, taken = parsed(danish)
    assert said == name
    days = {"yesterday": "i går", "last week": "sidste uge"}
    same = {key: days.get(str(value), value) for key, value in read(name, given).items()}
    kinds = ("kind", "kinds", "words", "topic", "create", "setting", "value", "where", "column", "mapped")
    assert {key: value for key, value in read(name, taken).items() if key not in kinds} == {
        key: value for key, value in same.items() if key not in kinds
    }


@pytest.mark.parametrize("lang", ["da", "en"])
@pytest.mark.parametrize(
    ("english", "danish"),
    [
        ("report monthly --period 2018 --site Nord", "rapport maanedstal --periode 2018 --enhed Nord"),
        ("report referrals --by month --chart", "rapport henvisninger --fordelt-paa maaned --soejler"),
        ("list referrals --open --format json", "liste henvisninger --aabne --format json"),
        ("report --list --format markdown", "rapport --vis-liste --format markdown"),
        ("report --suppress conversations", "rapport --skjul samtaler"),
        ("report conversations --trace total referrals", "rapport samtaler --bag total referrals"),
        ("help periods", "hjælp perioder"),
        ("check", "kontrol"),
    ],
)  # fmt: skip
def test_a_danish_line_answers_as_the_english_one_under_any_language(
    outreach, tmp_path: Path, english: str, danish: str, lang: str
) -> None:
    make_worked(tmp_path / "outreach.db")
    outreach("add", "site", "Nord")
    one, other = (outreach("--lang", lang, *line.split()) for line in (english, danish))
    assert (one.returncode, one.stdout, one.stderr) == (other.returncode, other.stdout, other.stderr)
    assert one.returncode == 0


def test_a_script_is_refused_a_word_that_is_only_begun(outreach) -> None:
    several = outreach("--lang", "da", "kontro")
    assert (several.returncode, several.stdout) == (2, "")
    assert "kontroller" in several.stderr
    both = outreach("--lang", "da", "kont")
    assert both.returncode == 2
    assert "kontakt" in both.stderr
    assert "kontroller" in both.stderr
    outreach("init")
    assert outreach("--lang", "da", "liste", "hen").returncode == 2


def test_help_and_messages_in_danish_show_danish_words_only(outreach) -> None:
    outreach("init")
    said = outreach("--lang", "da", "kontakt", "--help").stdout
    assert "outreach kontakt" in said
    assert "--henvis-til" in said
    assert "--refer-to" not in said
    added = outreach("--lang", "da", "opret", "enhed", "Nord").stdout
    assert "outreach fortryd 2" in added
    assert "outreach fortryd 2" in outreach("--sprog=dansk", "opret", "enhed", "Syd").stdout.replace("3", "2")


def test_help_in_english_shows_no_danish(outreach) -> None:
    for command in ("contact", "report", "import"):
        said = outreach("--lang", "en", command, "--help").stdout
        assert [
            word for word in list_danish_flags(OPTIONS) if f" {word} " in said and word not in OPTIONS
        ] == []


def test_a_flag_is_shown_once_in_each_language() -> None:
    option = Option(["--from", "first"])
    assert option.opts == ["--from", "--fra"]
    assert option.shown_flags == ["--from"]
    with use_language("da"):
        assert option.shown_flags == ["--fra"]


def test_what_is_no_word_stays_as_it_is() -> None:
    assert find_english(COMMANDS, "ukendt") is None
    with use_language("da"):
        assert translate_lines("se outreach.db og --ukendt-flag") == "se outreach.db og --ukendt-flag"


def test_the_rows_of_a_report_are_said_in_danish_in_lines_and_help(
    typed: Callable[..., Typed], outreach: Callable[..., CompletedProcess[str]]
) -> None:
    with use_language("da"):
        line = translate_lines("outreach report conversations --by site,month --across kind")
    assert line == "outreach rapport samtaler --fordelt-på enhed,måned --på-tværs kontakttype"
    typed("init")
    for words in ("enhed,måned", "maaned", "ugedag", "antal-møder"):
        assert (
            typed("rapport", "hyppighed" if "møder" in words else "samtaler", "--fordelt-på", words).code == 0
        )
    help_text = outreach("rapport", "--help", "--lang", "da").stdout
    assert "--på-tværs" in help_text
    assert "--across" not in help_text


def test_the_list_of_reports_has_the_names_that_are_typed_in_the_language(typed) -> None:
    shown = {}
    for lang in ("da", "en"):
        with use_language(lang):
            shown[lang] = typed("report", "--list").out
    for name in list_builtin():
        assert f" {REPORT_WORDS[name][0]} " in shown["da"]
        assert f" {name} " in shown["en"]
    with use_language("da"):
        keys = typed("report", "--list", "--format", "csv").out
    assert [line.split(",")[0] for line in keys.splitlines()[1:]] == list_builtin()


@pytest.mark.parametrize("command", ["report", "target"])
@pytest.mark.parametrize(
    ("lang", "word", "near"),
    [
        ("da", "samtale", '"samtaler"'),
        ("da", "måndstal", '"månedstal"'),
        ("da", "maandstal", '"månedstal"'),
        ("da", "conversation", '"samtaler"'),
        ("en", "conversation", '"conversations"'),
        ("en", "samtale", '"conversations"'),
    ],
)
def test_a_slip_in_a_reports_name_is_led_to_the_name_in_the_language(
    typed, command: str, lang: str, word: str, near: str
) -> None:
    typed("init")
    more = ["citizens", "9", "--period", "2018"] if command == "target" else []
    with use_language(lang):
        refused = typed(command, word, *more)
    assert (refused.code, refused.err.splitlines()[1].endswith(f" {near}?")) == (3, True)


@pytest.mark.parametrize(
    ("guess", "name"),
    [("tid", "time"), ("kvalitet", "quality"), ("rækkevidde", "reach"), ("fremmøde", "groups")],
)
def test_the_reports_that_a_dane_guesses_at_are_there(typed, guess: str, name: str) -> None:
    typed("init")
    assert typed("report", guess, "--format", "json").table["report"] == name


@pytest.mark.parametrize("kind", [each for each in RECORDS.values() if " " in each.label.da])
def test_a_kind_of_two_words_is_typed_and_offered_with_a_hyphen(typed, kind: Record) -> None:
    typed("init")
    for word in (
        kind.label.da,
        kind.label.da.replace(" ", "-"),
        fold_spelling(kind.labels.da.replace(" ", "-")),
    ):
        assert find_record(word) is kind
    with use_language("da"):
        known = typed("list", "qqq").err
    assert f" {kind.labels.da.replace(' ', '-')}," in known


def test_the_label_of_a_column_or_a_field_in_an_example_is_read_as_its_key() -> None:
    for name in list_builtin():
        definition = find_definition(name)
        for column in definition.numeric:
            assert (name, definition.match_numeric(column.label.da)) == (name, column)
    with use_language("da"):
        line = "outreach import contacts old.csv --map Navn=citizen --create sites,offers"
        assert translate_lines(line).endswith("--kolonne Navn=Borgernøgle --opret-ukendte enheder,tilbud")
        line = 'outreach -q report courses --trace "I alt" citizens && outreach backup nightly.db'
        assert translate_lines(line).startswith(
            'outreach -q rapport forløb --bag "I alt" "Antal borgere" && '
        )
        assert translate_lines(line).endswith(" && outreach sikkerhedskopier nightly.db")
    for record in RECORDS.values():
        known = list_headings(record)
        assert {key: known[fold_case(field.label.da)] for key, field in record.by_key.items()} == {
            key: key for key in record.keys
        }


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("undo abc", "helt tal"),
        ("key", "ny, sti, kontroller"),
        ("key qqq", '"ny", "sti", "kontroller"'),
        ("--lang qqq check", '"dansk", "engelsk"'),
        ("list contacts --where farve=rød", "Mulige: den, borger, enhed, type, indsats, medarbejder"),
        ("list steps --where farve=rød", "senest"),
    ],
)
def test_what_can_be_typed_instead_is_offered_in_danish(typed, line: str, said: str) -> None:
    typed("init")
    with use_language("da"):
        refused = typed(*shlex.split(line))
    assert refused.code == 2
    assert said in refused.err


@pytest.mark.parametrize(("flag", "shown"), [("--mod", "--over-for"), ("--efter", "--fordelt-på")])
def test_the_flags_that_a_dane_guesses_at_are_taken_and_the_usual_ones_shown(
    typed, flag: str, shown: str
) -> None:
    make = {"--mod": "forrige", "--efter": "køn"}
    typed("init")
    lines = [
        ("rapport", "samtaler", "--periode", "2018", each, make[flag], "--format", "csv")
        for each in (flag, shown)
    ]
    with use_language("da"):
        one, other = (typed(*line) for line in lines)
        helped = typed("rapport", "--hjælp").out
    assert (one.code, one.out) == (0, other.out)
    assert shown in helped
    assert f"{flag} " not in helped


def test_what_was_done_is_told_in_one_form(typed) -> None:
    typed("init")
    typed("add site Nord")
    typed("register RD-001 --on 2018-01-01")
    with use_language("da"):
        said = [
            typed(line).out.split(" ")[0]
            for line in (
                "kontakt RD-001 --enhed Nord",
                "kontakt --uden-kode 4 --enhed Nord",
                "afslut RD-001 --årsag fraflyttet",
                "opret enhed Syd",
                "ret enhed Syd --kommune Aalborg",
            )
        ]
    assert said == ["Registreret", "Registreret", "Afsluttet", "Oprettet", "Rettet"]


def test_a_setting_is_told_by_the_word_that_was_typed(outreach) -> None:
    outreach("init")
    said = outreach("indstil", "opfølgning_dage", "14", env={"OUTREACH_LANG": "da"})
    assert said.stdout.startswith("opfølgning_dage er nu 14\n")
