"""What a month as a new user stumbled over, typed again."""

import json

import pytest

from outreach_cli.core.language import use_language


@pytest.fixture
def register(typed):
    """A register with a site, a target and a list of headings, in which each line is typed."""
    typed("init")
    typed("add", "site", "Nord")
    typed("target", "conversations", "citizens", "20", "--period", "2019-03")
    return typed


def test_a_target_is_corrected_by_the_words_it_was_set_with(register) -> None:
    with use_language("da"):
        assert "samtaler   Antal borgere" in register("liste", "mål").out
        assert "samtaler, Antal samtaler" in register("ret", "mål", "1", "--i-kolonne", "Antal samtaler").out
    row = json.loads(register("list", "targets", "--format", "json").out)["rows"][0]
    assert (row["report"], row["column"]) == ("conversations", "conversations")
    refused = register("correct", "target", "1", "--report", "samtale")
    assert refused.code == 3
    assert 'Did you mean "conversations"' in refused.err
    assert register("correct", "target", "1", "--column", "citzens").code == 3


def test_a_share_is_a_percentage_in_a_target_however_it_is_said(register) -> None:
    register("target", "referrals", "share_started", "60 %", "--period", "2019-03")
    assert "60 %" in register("list", "targets").out
    assert "75 %" in register("correct", "target", "2", "--value", "75").out
    assert json.loads(register("list", "targets", "--format", "json").out)["rows"][1]["value"] == 0.75


def test_what_lacks_its_value_says_what_to_type(register) -> None:
    with use_language("da"):
        for line, said in (
            (("ret", "kontakt"), "outreach ret kontakt 1 --enhed Nord"),
            (("sikkerhedskopier",), "outreach sikkerhedskopier"),
            (("opret", "tilstedeværelse"), "outreach opret tilstedeværelse --medarbejder SPL-1 --enhed Nord"),
            (("opret", "skema", "A-1"), "For eksempel: outreach opret skema"),
            (("eksporter",), "For eksempel: outreach eksporter"),
            (("planlæg", "SPL-1", "--bekræft"), '--bekræft "sidste uge"'),
            (("venter", "--udført"), "outreach venter --udført 17"),
        ):
            refused = register(*line)
            assert refused.code == 2, line
            assert said in refused.err.splitlines()[1], refused.err


def test_a_flag_is_never_taken_for_the_value_of_another(register) -> None:
    refused = register("report", "conversations", "--suppress", "--publish", "--lang", "en")
    assert refused.code == 2
    assert refused.err.startswith("Error: Option '--publish' requires an argument.")
    assert register("list", "publications").out.count("lang") == 0


def test_a_report_typed_as_a_command_is_told_as_one(register) -> None:
    with use_language("da"):
        refused = register("hold")
    assert refused.code == 2
    assert refused.err.splitlines() == [
        'Fejl: "hold" er en rapport, ikke en kommando.',
        "Vis den med: outreach rapport hold",
    ]


def test_a_near_word_is_told_in_the_language_spoken(register) -> None:
    assert 'Did you mean "Mand", "Male"?' in register("register", "A-1", "--sex", "man").err
    with use_language("da"):
        assert 'Mente du "Mand"?' in register("register", "A-1", "--sex", "man").err


def test_a_word_that_was_begun_is_told_whole_however_long_it_is(register) -> None:
    assert "Did you mean 'register'?" in register("reg").err
    with use_language("da"):
        assert '"registrer"?' in register("reg").err


def test_what_is_not_made_by_its_name_alone_is_not_said_to_be(register, tmp_path) -> None:
    (tmp_path / "c.csv").write_text("citizen\nA\n")
    said = register("import", "citizens", str(tmp_path / "c.csv"), "--mapping", "nosuch")
    assert said.code == 3
    assert said.err.endswith("See what there is with: outreach list mappings\n")


def test_a_reports_file_that_is_not_there_or_not_in_utf_8_is_told_plainly(register, tmp_path) -> None:
    said = register("report", str(tmp_path / "none.toml"))
    assert (said.code, said.err.startswith("Error: There is no file ")) == (3, True)
    (tmp_path / "own.toml").write_text('name = "own"', encoding="utf-16")
    said = register("report", str(tmp_path / "own.toml"))
    assert said.code == 3
    assert said.err == "Error: own.toml: file: it is not text in UTF-8; save it as UTF-8\n"


def test_a_missing_backup_is_told_before_anything_is_asked(register) -> None:
    refused = register("restore", "nowhere.db")
    assert refused.code == 5
    assert "There is no backup at" in refused.err


def test_a_merge_that_is_only_tried_says_so(register) -> None:
    for code in ("A-1", "A-2"):
        register("register", code)
    assert "this was a dry run" in register("merge", "A-1", "A-2", "--dry-run").err


def test_an_unknown_scale_in_a_form_says_how_to_have_it(register, tmp_path) -> None:
    register("register", "A-1")
    rows = "date;citizen;form;self_rated_health;scale\n2019-03-01;A-1;baseline;3;SF-12\n"
    (tmp_path / "forms.csv").write_text(rows, encoding="utf-8")
    kept = register("import", "forms", str(tmp_path / "forms.csv"))
    assert kept.code == 0
    assert 'outreach add scale NAME ("SF-12"); kept as not valid' in " ".join(kept.err.split())
    register("add", "scale", "SF-12", "--lowest", "0", "--highest", "100", "--better", "higher")
    assert "imported 1" in register("import", "forms", str(tmp_path / "forms.csv")).out


def test_a_value_that_is_no_option_is_named_as_help_names_it(register) -> None:
    register("register", "A-1")
    register("add", "programme", "P")
    for language, words, said in (
        ("en", ("status", "A-1", "drop", "--programme", "P"), 'STATUS: unknown status ("drop")'),
        ("da", ("status", "A-1", "drop", "--programme", "P"), 'STATUS: ukendt status ("drop")'),
        ("da", ("henvis", "A-1", "I alt"), "TILBUD: tabellerne har"),
        ("da", ("kontakt", "Ikke oplyst"), "tabellerne har"),
        ("da", ("samtykke", "A-1", "010150-1234"), "FORMÅL: ligner et CPR-nummer"),
        ("da", ("opret", "status", "dropout"), "statusord: findes allerede"),
        ("en", ("contact", "A-1", "--kind", "xx"), "--kind: unknown kind of contact"),
        ("en", ("list", "contacts", "--where", "kind=xx"), "--kind: unknown kind of contact"),
    ):
        with use_language(language):
            refused = register(*words)
        assert refused.code == 3, words
        assert refused.err.split(": ", 1)[1].startswith(said), refused.err


def test_the_word_nearest_to_a_slip_is_asked_about_and_never_told_as_the_only_one(register) -> None:
    for words, near in (
        (("report", "conversations", "--by", "workr", "--lang", "en"), "worker"),
        (("report", "conversations", "--across", "workr", "--lang", "en"), "worker"),
        (("list", "contacts", "--where", "workr=1"), "worker"),
    ):
        refused = register(*words)
        assert refused.err.splitlines()[1] == f'Did you mean "{near}"?', words
    assert (
        "It can have: site, " in register(*["report", "conversations", "--by", "xyzxyz", "--lang", "en"]).err
    )


def test_to_delete_is_to_remove_and_not_to_close_a_case(register) -> None:
    for language, word in (("da", "slet"), ("en", "delete")):
        with use_language(language):
            register("add", "site", "Syd")
            assert register(word, "enhed", "Syd").code == 0
